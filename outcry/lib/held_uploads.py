"""Files that are cleaned before anything of them is kept stay in memory until then: one with a name and a place in it never touches a disk."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest


class HeldUpload(UploadedFile):  # type: ignore[type-arg]  # of what is said by its stubs alone
    """An uploaded file in memory. `is_too_large`: only its beginning was taken, and dropped."""

    def __init__(self, *, name: str, data: bytes, is_too_large: bool) -> None:
        super().__init__(file=BytesIO(data), name=name, size=len(data))
        self.data = data
        self.is_too_large = is_too_large


class HoldingUploadHandler(FileUploadHandler):
    """Takes the place of Django's own handlers, which write what is large into temporary files."""

    def __init__(self, request: HttpRequest | None = None, *, limit: int) -> None:
        super().__init__(request)
        self._limit = limit
        self._held = BytesIO()
        self._is_too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._held, self._is_too_large = BytesIO(), False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._is_too_large:
            # The rest is read and dropped, so that the browser gets to see the answer.
            return
        self._is_too_large = self._held.tell() + len(raw_data) > self._limit
        if self._is_too_large:
            self._held = BytesIO()
        else:
            self._held.write(raw_data)

    def file_complete(self, file_size: int) -> HeldUpload | None:
        if not self.file_name:
            return None
        return HeldUpload(name=self.file_name, data=self._held.getvalue(), is_too_large=self._is_too_large)
