"""The intake desk: who gets in, what they see, what they do."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import staff_group
from outcry.audit.models import LogEntry
from outcry.intake import operations, queries, storage
from outcry.intake.models import Conversation, ConversationState, File
from outcry.intake.tests.cast import CONTACT, PAPER, PLACE, WORDS, a_reader, back, the_keys, written, written_with_files
from tests.cast import NOW, an_organisation, emeka

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(a_reader())
    return client


def page_of(conversation: Conversation, name: str = "conversation", **more: int) -> str:
    return reverse(f"intake_desk:{name}", kwargs={"pk": conversation.pk, **more})


def opened(**files: bytes) -> tuple[str, Conversation]:
    code, conversation = written_with_files(**files)
    operations.open_conversation(conversation=conversation, by=a_reader(), now=NOW)
    return code, conversation


def test_staff_without_the_permission_see_neither_page_nor_word(client: Client) -> None:
    _code, conversation = opened(list_pdf=PAPER)
    file = File.objects.get()
    person = emeka()
    person.groups.add(staff_group())
    client.force_login(person)

    for name, more in (("conversation", {}), ("move", {}), ("assign", {}), ("file", {"file_pk": file.pk})):
        # Wagtail leads whoever may not see a page back to the first one.
        assert client.get(page_of(conversation, name, **more)).headers["Location"] == "/desk/"
        assert client.post(page_of(conversation, name, **more)).headers["Location"] == "/desk/"
    for name in ("index", "unlock", "lock"):
        assert client.get(reverse(f"intake_desk:{name}")).headers["Location"] == "/desk/"
    assert '"/desk/intake/"' not in client.get("/desk/").text


def test_another_organisations_conversation_is_not_there(desk: Client) -> None:
    other = Organisation.objects.create(slug="other", mail_domain="other.example", contact_address="o@other.example")
    theirs = Conversation.objects.create(organisation=other, started_at=NOW, last_at=NOW)

    assert desk.get(page_of(theirs)).status_code == 404
    assert f"Conversation {theirs.pk}" not in desk.get(reverse("intake_desk:index")).text


def test_nobody_reads_a_new_one_without_opening_it(desk: Client) -> None:
    _code, conversation = written_with_files(list_pdf=PAPER)

    cover = desk.get(page_of(conversation)).text
    assert WORDS not in cover
    assert "Open and read" in cover
    assert desk.get(page_of(conversation, "file", file_pk=File.objects.get().pk)).status_code == 404
    assert Conversation.objects.get().state == ConversationState.NEW
    desk.post(page_of(conversation, "move"), {"to": "open"})

    page = desk.get(page_of(conversation)).text
    assert all(text in page for text in (WORDS, PLACE, CONTACT, "list.pdf", "show it to nobody outside"))
    assert LogEntry.objects.filter(verb="open_conversation", actor_name="rosa", subject=conversation.subject).count() == 1


def test_an_answer_waits_for_the_sender_and_a_note_does_not(desk: Client) -> None:
    _code, conversation = opened()

    desk.post(page_of(conversation), {"act": "answer", "answer": "Who else\nwas there?"})
    desk.post(page_of(conversation), {"act": "note", "note": "I believe her."})

    page = desk.get(page_of(conversation)).text
    assert "Who else\nwas there?" in page
    assert "I believe her." in page
    conversation.refresh_from_db()
    assert not conversation.awaits_us


def test_an_empty_answer_comes_back_with_a_word_beside_it(desk: Client) -> None:
    _code, conversation = opened()

    page = desk.post(page_of(conversation), {"act": "answer", "answer": "  "}).text

    assert "Not saved yet" in page
    assert conversation.messages.count() == 1


def test_it_can_be_given_to_somebody_who_may_read_and_to_nobody_else(desk: Client) -> None:
    _code, conversation = opened()
    reader = User.objects.get(username="rosa")

    desk.post(page_of(conversation, "assign"), {"to": str(emeka().pk)})
    conversation.refresh_from_db()
    assert conversation.assigned_to is None
    desk.post(page_of(conversation, "assign"), {"to": str(reader.pk)})

    conversation.refresh_from_db()
    assert conversation.assigned_to == reader


def test_closing_spam_and_taking_up_again(desk: Client) -> None:
    _code, conversation = opened()

    for step, state in (("close", "closed"), ("reopen", "open"), ("spam", "spam")):
        desk.post(page_of(conversation, "move"), {"to": step})
        conversation.refresh_from_db()
        assert conversation.state == state
    assert desk.post(page_of(conversation, "move"), {"to": "nowhere"}).status_code == 404


def test_a_file_is_given_out_only_after_a_warning_and_only_to_be_saved(desk: Client) -> None:
    _code, conversation = opened(list_html=PAPER)
    file = File.objects.get()
    address = page_of(conversation, "file", file_pk=file.pk)

    assert "Open it only on a machine that is apart" in desk.get(address).text
    assert not LogEntry.objects.filter(verb="take_file_of_conversation").exists()
    answer = desk.post(address)

    assert b"".join(answer) == PAPER
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="list.html"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert LogEntry.objects.get(verb="take_file_of_conversation").actor_name == "rosa"


def test_a_file_that_is_gone_is_said_in_plain_words(desk: Client) -> None:
    _code, conversation = opened(list_pdf=PAPER)
    file = File.objects.get()
    storage.remove_files([file.stored_name])

    answer = desk.post(page_of(conversation, "file", file_pk=file.pk), follow=True)

    assert "The file is not on the disk" in answer.text


def test_the_inbox_counts_and_puts_the_longest_wait_first(desk: Client) -> None:
    _code, first = written(form="1", now=NOW - timedelta(days=3))
    _code, second = written(form="2")
    written(form="3", now=NOW)
    operations.open_conversation(conversation=second, by=a_reader(), now=NOW)

    figures = queries.figures(organisation=an_organisation())
    page = desk.get(reverse("intake_desk:index")).text

    assert (figures.new, figures.open, figures.waiting, figures.oldest) == (2, 1, 1, NOW - timedelta(days=3))
    assert page.index(f"Conversation {first.pk}") < page.index(f"Conversation {first.pk + 2}")
    assert f"Conversation {second.pk}" not in page
    assert f"Conversation {second.pk}" in desk.get(reverse("intake_desk:index"), {"state": "open"}).text


def test_what_was_erased_while_somebody_looked_at_it_is_said(desk: Client) -> None:
    code, conversation = opened()
    operations.erase_by_sender(found=back(code), now=NOW)

    answer = desk.post(page_of(conversation, "move"), {"to": "close"}, follow=True)

    assert "erased meanwhile" in answer.text
    assert "Every word and every file of it is gone" in desk.get(page_of(conversation)).text


def test_the_log_holds_numbers_alone(desk: Client) -> None:
    code, conversation = opened(list_pdf=PAPER)
    desk.post(page_of(conversation), {"act": "answer", "answer": "Answer words"})
    desk.post(page_of(conversation), {"act": "note", "note": "Note words"})
    operations.erase_by_sender(found=back(code), now=NOW)

    said = " ".join(f"{entry.subject} {entry.verb} {entry.details}" for entry in LogEntry.objects.all())

    assert not [secret for secret in (WORDS, "Answer words", "Note words", "list.pdf", PLACE, CONTACT, code) if secret in said]
    assert the_keys()


def test_a_conversation_whose_key_is_lost_is_said_to_be_unreadable(desk: Client, settings: Settings, tmp_path: Path) -> None:
    _code, conversation = opened()
    settings.KEYS_FOLDER = tmp_path / "another folder"

    assert "The key to this conversation is missing" in desk.get(page_of(conversation)).text


def test_the_first_page_tells_readers_what_waits(desk: Client) -> None:
    written(form="1")
    _code, second = written(form="2")
    operations.open_conversation(conversation=second, by=a_reader(), now=NOW)

    page = desk.get("/desk/").text

    assert "1 message in confidence has not been opened:" in page
    assert "1 sender waits for our answer:" in page
