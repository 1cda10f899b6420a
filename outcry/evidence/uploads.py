"""An upload goes sealed into the store while it comes in: no plain copy lies on a disk, and none whole in memory."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from outcry.evidence.store import Draft, TooLarge


class SealedUpload(UploadedFile):  # type: ignore[type-arg]  # of what is said by its stubs alone
    """An uploaded file whose bytes are in a draft of the store. `is_too_large`: only its beginning was taken, and thrown away."""

    def __init__(self, *, name: str, draft: Draft, is_too_large: bool) -> None:
        super().__init__(file=None, name=name, size=draft.size)
        self.draft = draft
        self.is_too_large = is_too_large


class SealingUploadHandler(FileUploadHandler):
    """Takes the place of Django's own handlers, which write plain temporary files."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._draft: Draft | None = None
        self._is_too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._draft = Draft(limit=settings.EVIDENCE_BYTES)
        self._is_too_large = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._draft is None or self._is_too_large:
            return
        try:
            self._draft.write(raw_data)
        except TooLarge:
            # The rest is read and dropped, so that the browser gets to see the answer.
            self._is_too_large = True
            self._draft.discard()

    def file_complete(self, file_size: int) -> SealedUpload | None:
        if self._draft is None or not self.file_name:
            return None
        return SealedUpload(name=self.file_name, draft=self._draft, is_too_large=self._is_too_large)

    def upload_interrupted(self) -> None:
        if self._draft is not None:
            self._draft.discard()
