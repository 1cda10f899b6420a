"""No plain byte of a file touches the disk. Every write of the process is looked at, with Django's own way beside it."""

import os
import sys
import tempfile
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from outcry.front.tests.test_write_safely import WRITE, a_file, filled_in
from outcry.intake.models import File
from outcry.intake.tests.cast import a_reader

pytestmark = pytest.mark.django_db
SECRET = b"they beat him in the corridor; "
# Large enough for Django to put it into a file for temporary ones.
CONTENT = SECRET * 100_000


@pytest.fixture
def watched(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds everything this process may write now: keys, sealed files, and what the system calls temporary."""
    settings.KEYS_FOLDER, settings.INTAKE_FOLDER = tmp_path / "keys", tmp_path / "intake"
    (tmp_path / "temporary").mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = None
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    a_reader()
    return tmp_path


class Watcher:
    """Notes which files are opened for writing, by whichever way of Python's."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.is_on = False
        sys.addaudithook(self._note)

    def _note(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.is_on and event == "open":
            path, _mode, flags = arguments
            if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR) and isinstance(path, str | bytes | os.PathLike):
                self.opened.append(os.fsdecode(path))


WATCHER = Watcher()


def files_opened_while_sending(client: Client) -> list[str]:
    WATCHER.opened, WATCHER.is_on = [], True
    try:
        assert client.post(WRITE, filled_in(attached=[a_file(CONTENT)])).status_code == 200
    finally:
        WATCHER.is_on = False
    return [path for path in WATCHER.opened if not path.startswith("/dev/")]


def test_only_the_sealed_file_is_opened_for_writing(client: Client, watched: Path) -> None:
    client.post(WRITE, filled_in())

    opened = files_opened_while_sending(client)

    [file] = File.objects.all()
    assert opened == [str(watched / "intake" / file.stored_name.replace(".sealed", ".draft"))]
    assert SECRET not in b"".join(path.read_bytes() for path in watched.rglob("*") if path.is_file())


def test_the_watch_sees_djangos_own_way(client: Client, watched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.http.HttpRequest.upload_handlers", property(_djangos_own, lambda *_: None))

    opened = files_opened_while_sending(client)

    assert [path for path in opened if path.startswith(str(watched / "temporary"))]


def _djangos_own(request: object) -> list[object]:
    if not hasattr(request, "_kept_handlers"):
        request._initialize_handlers()  # type: ignore[attr-defined]
        request._kept_handlers = request._upload_handlers  # type: ignore[attr-defined]
    return request._kept_handlers  # type: ignore[attr-defined, no-any-return]
