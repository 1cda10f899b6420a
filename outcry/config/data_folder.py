"""The folder that holds all state of one installation, and the mark that keeps a demonstration out of real work."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

MARK = "DEMO"


def prepare(folder: Path, *, mode: str) -> None:
    """Make the folder; refuse production on a demonstration's folder, and the other way round."""
    mark = folder / MARK
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        in_use = any(folder.glob("*.sqlite3"))
        if mode == "demo" and not mark.exists():
            if in_use:
                raise ImproperlyConfigured(f"{folder} holds a real installation. A demonstration needs a folder of its own: DATA=some/other/folder.")
            mark.write_text("This folder belongs to a demonstration: made-up supporters, a stand-in mail server. Production refuses it.\n")
    except OSError as error:
        raise ImproperlyConfigured(f"{folder} can't be written: {error.strerror}. Choose another folder with DATA=.") from None
    if mode == "production" and mark.exists():
        raise ImproperlyConfigured(f"{folder} belongs to a demonstration. Real work needs a folder of its own: DATA=some/other/folder.")
