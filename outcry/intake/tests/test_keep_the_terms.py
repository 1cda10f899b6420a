"""Conversations end by themselves, and what a crash left behind is swept away."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from outcry.intake import operations, storage
from outcry.intake.models import Conversation, ConversationState, File, Tally
from outcry.intake.operations import erased_on
from outcry.intake.retention import TERMS
from outcry.intake.tests.cast import PAPER, a_reader, back, the_keys, written, written_with_files
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def erase_due(now: datetime) -> int:
    return sum(term.erase(now=now) for term in TERMS)


def test_there_are_three_terms_in_days_of_the_settings() -> None:
    assert {term.key for term in TERMS} == {"intake_unopened", "intake_quiet", "intake_closed"}
    assert str(TERMS[0].kept) == "90 days after it came"


@pytest.mark.parametrize(("state", "days"), [("new", 90), ("open", 180), ("closed", 30), ("spam", 30)])
def test_a_conversation_goes_when_its_term_is_over_and_not_before(state: str, days: int, folders: Path) -> None:
    _code, conversation = written_with_files(list_pdf=PAPER)
    steps = {"open": operations.open_conversation, "closed": operations.close, "spam": operations.mark_as_spam}
    if state in steps:
        steps[state](conversation=conversation, by=a_reader(), now=NOW)
    conversation.refresh_from_db()
    assert erased_on(conversation) == NOW + timedelta(days=days)

    assert erase_due(NOW + timedelta(days=days, minutes=-1)) == 0
    assert erase_due(NOW + timedelta(days=days)) == 1

    assert Conversation.objects.get().state == ConversationState.ERASED
    assert list((folders / "intake").iterdir()) == []
    assert erase_due(NOW + timedelta(days=days)) == 0


def test_a_step_on_either_side_begins_the_term_anew() -> None:
    code, conversation = written()
    operations.open_conversation(conversation=conversation, by=a_reader(), now=NOW)
    later = NOW + timedelta(days=179)
    operations.answer(conversation=conversation, text="We are still here.", keys=the_keys(), by=a_reader(), now=later)

    assert erase_due(NOW + timedelta(days=181)) == 0
    assert back(code, now=NOW + timedelta(days=181))


def an_old_orphan(now: datetime) -> Path:
    """A worker died between the file and its row."""
    incoming = storage.IncomingFile()
    incoming.write(PAPER)
    incoming.finish()
    path: Path = settings.INTAKE_FOLDER / incoming.stored_name
    past = (now - timedelta(hours=7)).timestamp()
    os.utime(path, (past, past))
    return path


def test_an_orphan_is_swept_with_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    orphan = an_old_orphan(NOW)

    assert operations.sweep(now=NOW) == 1

    assert not orphan.exists()
    assert "swept 1 sealed files" in caplog.text


def test_files_with_a_row_and_files_of_this_hour_stay(folders: Path) -> None:
    written_with_files(list_pdf=PAPER)
    named = folders / "intake" / File.objects.get().stored_name
    os.utime(named, (0, 0))
    fresh = an_old_orphan(NOW)
    os.utime(fresh, (NOW.timestamp(), NOW.timestamp()))

    assert operations.sweep(now=NOW) == 0

    assert named.exists()
    assert fresh.exists()


def test_files_whose_conversation_was_erased_by_a_dying_process_are_swept(monkeypatch: pytest.MonkeyPatch, folders: Path) -> None:
    code, _conversation = written_with_files(list_pdf=PAPER)
    with monkeypatch.context() as patch:
        patch.setattr(storage, "remove_files", lambda _names: None)
        operations.erase_by_sender(found=back(code), now=NOW)
    [left] = (folders / "intake").iterdir()
    os.utime(left, (0, 0))

    assert operations.sweep(now=NOW) == 1
    assert not left.exists()


def test_tallies_of_yesterday_go() -> None:
    written()

    operations.sweep(now=NOW + timedelta(days=2))

    assert not Tally.objects.exists()
