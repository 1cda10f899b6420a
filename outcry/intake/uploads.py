"""Files on their way in: each goes from the network into a sealed file, and no plain byte of it touches the disk.

Django's own upload handlers write anything larger than a few megabytes into the system's folder for temporary files. A
view that takes files for us reads its form inside `sealed_uploads`, which puts ours in their place.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from outcry.intake.quotas import MEGABYTE, room_left
from outcry.intake.recognition import TooMany
from outcry.intake.storage import IncomingFile

logger = logging.getLogger(__name__)
_slots = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 2))

if TYPE_CHECKING:
    _UploadedFile = UploadedFile[bytes]
else:
    _UploadedFile = UploadedFile


class Why(Enum):
    """Why a file was not taken."""

    TOO_LARGE = "too large"
    TOO_MANY = "too many"
    NO_ROOM = "no room"
    EMPTY = "empty"


@dataclass(frozen=True)
class Refusal:
    """A file that was not taken."""

    name: str
    why: Why


class SealedUpload(_UploadedFile):
    """A file that came in and lies sealed on the disk. It goes away with the request unless `keep` was called."""

    def __init__(self, writer: IncomingFile, *, name: str, content_type: str) -> None:
        # Django refuses the whole form for a name it does not like; ours is only ever shown.
        super().__init__(file=None, name=None, content_type=content_type, size=writer.size)
        self.shown_name = name
        self.stored_name = writer.stored_name
        self.key = writer.key
        self.is_kept = False

    def keep(self) -> None:
        """A row names it now."""
        self.is_kept = True

    def close(self) -> None:
        """Nothing is open."""

    def __bool__(self) -> bool:
        # Django takes a file without a name for none.
        return True


class SealingUploadHandler(FileUploadHandler):
    """Seals what comes in. What can't be taken is passed over and told in `refused`; `disk_failed`: we could not write."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.refused: list[Refusal] = []
        self.disk_failed = False
        self._room = room_left()
        self._writer: IncomingFile | None = None
        self._begun: list[IncomingFile] = []
        self._taken: list[SealedUpload] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        if len(self._taken) >= settings.INTAKE_FILES:
            self._refuse(Why.TOO_MANY)
        try:
            self._writer = IncomingFile()
        except OSError:
            self._fail()
        else:
            self._begun.append(self._writer)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """The next piece of it."""
        if self._writer is None:
            return
        size = self._writer.size + len(raw_data)
        if size > settings.INTAKE_FILE_MB * MEGABYTE:
            self._refuse(Why.TOO_LARGE)
        if size > self._room:
            self._refuse(Why.NO_ROOM)
        try:
            self._writer.write(raw_data)
        except OSError:
            self._fail()

    def file_complete(self, file_size: int) -> SealedUpload | None:
        """It is whole, and on the disk."""
        writer, self._writer = self._writer, None
        if writer is None:
            return None
        if not writer.size:
            writer.discard()
            self.refused.append(Refusal(self.file_name or "", Why.EMPTY))
            return None
        try:
            writer.finish()
        except OSError:
            # Outside of a file's own pieces there is nothing to skip.
            self._note_failure()
            return None
        self._room -= writer.size
        upload = SealedUpload(writer, name=self.file_name or "", content_type=self.content_type or "")
        self._taken.append(upload)
        return upload

    def discard_the_rest(self) -> None:
        """Take away whatever no row names."""
        kept = {upload.stored_name for upload in self._taken if upload.is_kept}
        for writer in self._begun:
            if writer.stored_name not in kept:
                _quietly_discard(writer)

    def _refuse(self, why: Why) -> None:
        self.refused.append(Refusal(self.file_name or "", why))
        self._drop()

    def _fail(self) -> None:
        self._note_failure()
        self._drop()

    def _note_failure(self) -> None:
        logger.exception("a file could not be sealed")
        self.disk_failed = True

    def _drop(self) -> None:
        writer, self._writer = self._writer, None
        if writer:
            _quietly_discard(writer)
        raise SkipFile


@contextmanager
def sealed_uploads(request: HttpRequest) -> Iterator[SealingUploadHandler]:
    """Take the files of this request sealed. At the end everything goes away that was not kept. Raise TooMany.

    Half of a process's threads may wait for uploads, however slow: the rest of the site goes on.
    """
    if not _slots.acquire(blocking=False):
        raise TooMany
    try:
        handler = SealingUploadHandler(request)
        request.upload_handlers = [handler]
        try:
            yield handler
        finally:
            handler.discard_the_rest()
    finally:
        _slots.release()


def _quietly_discard(writer: IncomingFile) -> None:
    try:
        writer.discard()
    except OSError:
        # The chores sweep it away; nobody has its key.
        logger.exception("a sealed file could not be taken away")
