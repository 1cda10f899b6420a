"""Letters as files in a folder, one `.eml` each, for trying things out without a mail server."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from outcry.delivery.outgoing.transports.base import Answer, Letter, TryLater


class FolderTransport:
    """Writes each letter whole or not at all. The file is named for the message id, so that a second copy replaces the first."""

    def __init__(self, *, folder: Path) -> None:
        self.folder = folder

    def hand_over(self, *, letter: Letter, before_content: Callable[[], None], following: Letter | None = None) -> Answer:
        name = sha256(letter.message_id.encode()).hexdigest()[:32]
        draft = self.folder / f".{name}.{os.getpid()}"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with draft.open("wb") as file:
                file.write(letter.content)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise TryLater(f"the folder can't be written: {error.strerror}", whole_server=True) from None
        try:
            before_content()
            draft.replace(self.folder / f"{name}.eml")
        finally:
            draft.unlink(missing_ok=True)
        return Answer(code=250, words=f"kept as {name}.eml")

    def close(self) -> None:
        pass
