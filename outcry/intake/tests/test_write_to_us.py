"""She writes for the first time: kept whole, sealed, once."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from outcry.intake import contents, operations, storage
from outcry.intake.models import Conversation, File, Message, Tally
from outcry.intake.operations import AlreadyTaken
from outcry.intake.recognition import TooMany
from outcry.intake.storage import IncomingFile
from outcry.intake.tests.cast import CONTACT, PAPER, PLACE, WORDS, a_request, back, the_keys, uploading, written, written_with_files
from outcry.intake.uploads import Why, sealed_uploads
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def test_text_and_files_are_read_back_as_they_were_sent() -> None:
    _code, conversation = written_with_files(list_pdf=PAPER, note_txt=b"x")

    found = operations.for_casework(conversation, keys=the_keys())

    assert (found.text, found.connection, found.contact, found.use, found.language) == (WORDS, PLACE, CONTACT, "record", "kk")
    assert [(one.name, one.size, one.open().read()) for one in found.files] == [("list.pdf", len(PAPER), PAPER), ("note.txt", 1, b"x")]


def test_nothing_readable_is_in_the_database_or_on_the_disk(folders: Path) -> None:
    written_with_files(list_pdf=PAPER)

    rows = []
    for model in (Conversation, Message, File, Tally):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            rows += [bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for row in cursor.fetchall() for value in row]
    kept = b"\n".join(rows) + b"".join(path.read_bytes() for path in folders.rglob("*") if path.is_file())
    assert len(kept) > len(PAPER)
    for secret in (WORDS, PLACE, CONTACT, "list.pdf", "the list of names", "record"):
        assert secret.encode() not in kept


def test_no_moment_finer_than_an_hour_is_kept() -> None:
    _code, conversation = written(now=NOW + timedelta(minutes=34, seconds=5))

    [message] = conversation.messages.all()

    assert {conversation.started_at, conversation.last_at, message.at} == {NOW}


def test_the_same_form_is_taken_once() -> None:
    written(form="one form")

    with pytest.raises(AlreadyTaken):
        written(form="one form")

    assert Conversation.objects.count() == 1


def test_a_failing_database_leaves_neither_row_nor_file(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_fields: object) -> None:
        raise OSError("no more")

    monkeypatch.setattr(File.objects, "create", fail)

    with pytest.raises(OSError, match="no more"):
        written_with_files(list_pdf=PAPER)

    assert not Conversation.objects.exists()
    assert list((folders / "intake").iterdir()) == []


def test_a_file_is_on_the_disk_before_its_row_is(monkeypatch: pytest.MonkeyPatch) -> None:
    finished: list[str] = []
    finish = IncomingFile.finish

    def note(writer: IncomingFile) -> None:
        assert not File.objects.exists()
        finish(writer)
        finished.append(writer.stored_name)

    monkeypatch.setattr(IncomingFile, "finish", note)

    written_with_files(list_pdf=PAPER)

    assert [file.stored_name for file in File.objects.all()] == finished


def test_what_was_not_kept_goes_with_the_request(folders: Path) -> None:
    with uploading(list_pdf=PAPER):
        assert len(list((folders / "intake").iterdir())) == 1

    assert list((folders / "intake").iterdir()) == []


def test_too_large_too_many_and_empty_files_are_told_by_name(settings: Settings, folders: Path) -> None:
    settings.INTAKE_FILE_MB, settings.INTAKE_FILES = 1, 1

    with uploading(big_mp4=b"x" * 1_100_000, empty_txt=b"", one_txt=b"1", two_txt=b"2") as uploads:
        assert [(refusal.name, refusal.why) for refusal in uploads.refused] == [
            ("big.mp4", Why.TOO_LARGE),
            ("empty.txt", Why.EMPTY),
            ("two.txt", Why.TOO_MANY),
        ]
        assert len(list((folders / "intake").iterdir())) == 1


def test_files_are_refused_and_words_are_not_when_the_folder_is_full(settings: Settings) -> None:
    settings.INTAKE_KEPT_MB = 0

    with uploading(list_pdf=PAPER) as uploads:
        assert [refusal.why for refusal in uploads.refused] == [Why.NO_ROOM]
        written(uploads=uploads)

    assert (Message.objects.count(), File.objects.count()) == (1, 0)


def test_a_full_disk_is_noted_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch, folders: Path) -> None:
    def full(_writer: IncomingFile, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(IncomingFile, "write", full)

    with uploading(list_pdf=PAPER) as uploads:
        assert uploads.disk_failed
        assert list((folders / "intake").iterdir()) == []


def test_more_than_an_hour_takes_is_refused(settings: Settings) -> None:
    settings.INTAKE_AN_HOUR = 2
    for number in range(2):
        written(form=f"form {number}")

    with pytest.raises(TooMany):
        written(form="one more")
    written(form="later", now=NOW + timedelta(hours=1))

    assert Conversation.objects.count() == 3


def test_a_file_name_keeps_its_letters_and_loses_its_tricks() -> None:
    file = BytesIO(b"x")
    file.name = "фото\u202egpj.exe"
    request = a_request()
    with sealed_uploads(request) as uploads:
        uploads.new_file("attached", file.name, "image/\x00jpeg", 1)
        uploads.receive_data_chunk(b"x", 0)
        upload = uploads.file_complete(1)
        assert upload
        request.FILES.setlist("attached", [upload])
        code, conversation = written(uploads=uploads)

    [kept] = File.objects.filter(message__conversation=conversation)
    facts = contents.facts_of(kept, back(code).keys)
    assert (facts.name, facts.kind) == ("фотоgpj.exe", "image/jpeg")
    assert storage.open_file(kept.stored_name, key=bytes.fromhex(facts.key)).read() == b"x"
