"""She comes back with her code: reads, adds, changes her mind, deletes."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from outcry.audit.models import LogEntry
from outcry.intake import contents, operations, recognition
from outcry.intake.contents import details_of
from outcry.intake.models import Conversation, ConversationState, File, Message
from outcry.intake.operations import UnknownCode
from outcry.intake.recognition import Recognition, TooMany
from outcry.intake.tests.cast import PAPER, WORDS, a_reader, back, the_keys, written, written_with_files
from outcry.lib.keys import Key
from outcry.lib.spoken_codes import random_code
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def test_the_code_opens_her_words_and_our_answer_and_not_the_notes() -> None:
    code, conversation = written()
    operations.answer(conversation=conversation, text="Who else was there?", keys=the_keys(), by=a_reader(), now=NOW)
    note = operations.keep_note(conversation=conversation, text="I believe her.", keys=the_keys(), by=a_reader(), now=NOW)

    found = back(code)

    said = [contents.text_of(message, found.keys) for message in found.conversation.messages.exclude(author="note")]
    assert said == [WORDS, "Who else was there?"]
    with pytest.raises(PermissionError):
        contents.text_of(note, found.keys)


def test_another_code_opens_nothing() -> None:
    written()

    with pytest.raises(UnknownCode):
        back(random_code())


def test_a_code_is_not_kept_and_its_hash_needs_our_secret(settings: Settings, tmp_path: Path) -> None:
    code, conversation = written()
    settings.KEYS_FOLDER = tmp_path / "elsewhere"

    with pytest.raises(UnknownCode):
        back(code)

    assert code.encode() not in bytes(conversation.code_hash or b"")


def test_an_unknown_code_costs_as_much_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    code, _conversation = written()
    derived: list[str] = []
    derive, other = recognition._derive, random_code()

    def note(one: str, secret: Key) -> Recognition:
        derived.append(one)
        return derive(one, secret)

    monkeypatch.setattr(recognition, "_derive", note)

    back(code)
    with pytest.raises(UnknownCode):
        back(other)

    assert derived == [code, other]


def test_tries_are_limited_for_everybody_together(settings: Settings) -> None:
    code, _conversation = written()
    settings.INTAKE_TRIES_A_MINUTE = 1
    with pytest.raises(UnknownCode):
        back(random_code())

    with pytest.raises(TooMany):
        back(code)

    assert back(code, now=NOW + timedelta(minutes=1))


def test_a_flood_of_codes_waits_its_turn_and_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "PATIENCE_SECONDS", 0.01)
    for _ in range(recognition.AT_ONCE):
        assert recognition._turns.acquire(timeout=1)
    try:
        with pytest.raises(TooMany):
            recognition.recognise(random_code())
    finally:
        for _ in range(recognition.AT_ONCE):
            recognition._turns.release()


def test_writing_more_opens_a_closed_conversation_and_leaves_spam_aside() -> None:
    code, conversation = written()
    operations.close(conversation=conversation, by=a_reader(), now=NOW)
    operations.add_message(found=back(code), text="There is more.", files=(), form="form 2", now=NOW)
    conversation.refresh_from_db()
    assert (conversation.state, conversation.awaits_us, conversation.closed_at) == (ConversationState.OPEN, True, None)

    operations.mark_as_spam(conversation=conversation, by=a_reader(), now=NOW)
    operations.add_message(found=back(code), text="And more.", files=(), form="form 3", now=NOW)

    conversation.refresh_from_db()
    assert conversation.state == ConversationState.SPAM


def test_she_may_change_how_it_may_be_used() -> None:
    code, _conversation = written(use="record")

    operations.change_use(found=back(code), use="publish")

    found = back(code)
    assert details_of(found.conversation, found.keys).use == "publish"
    assert operations.for_casework(found.conversation, keys=the_keys()).use == "publish"


def test_deleting_leaves_a_bare_row_with_its_dates(folders: Path) -> None:
    code, conversation = written_with_files(list_pdf=PAPER)
    operations.keep_note(conversation=conversation, text="Note.", keys=the_keys(), by=a_reader(), now=NOW)

    operations.erase_by_sender(found=back(code), now=NOW + timedelta(minutes=20))

    row = Conversation.objects.get()
    assert (row.state, row.started_at, row.erased_at) == (ConversationState.ERASED, NOW, NOW)
    assert not any([row.code_hash, row.key_for_sender, row.key_for_desk, row.desk_key, row.details, row.language, row.assigned_to])
    assert (Message.objects.count(), File.objects.count(), list((folders / "intake").iterdir())) == (0, 0, [])
    with pytest.raises(UnknownCode):
        back(code)


def test_the_log_says_that_it_was_erased_and_neither_by_whom_nor_the_minute() -> None:
    code, _conversation = written()

    operations.erase_by_sender(found=back(code), now=NOW + timedelta(minutes=20))

    entry = LogEntry.objects.get(verb="erase_conversation")
    assert (entry.actor_name, entry.at, entry.details) == ("system", NOW, {"erased_by": "sender"})


def test_what_is_written_into_an_erased_conversation_is_not_kept() -> None:
    code, _conversation = written()
    found = back(code)
    operations.erase_by_sender(found=back(code), now=NOW)

    with pytest.raises(UnknownCode), transaction.atomic():
        operations.add_message(found=found, text="Late.", files=(), form="form 2", now=NOW)

    assert not Message.objects.exists()
