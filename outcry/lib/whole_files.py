"""Files that appear once they are whole, or not at all; until then, and after, nobody but the owner may read them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to. It takes its name when the block ends well; a file of that name is there until then."""
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False) as out:
        part = Path(out.name)
        try:
            yield out  # type: ignore[misc]
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    part.replace(path)
