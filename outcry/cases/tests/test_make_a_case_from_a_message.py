"""What somebody told us in confidence becomes the source of a case, and both name each other."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from outcry.accounts.operations import staff_group
from outcry.audit.models import LogEntry
from outcry.cases.models import Case, Consent, Source
from outcry.cases.operations.conversations import TakenOver, Taking, take_over
from outcry.cases.tests.cast import NOW, a_case, a_term
from outcry.evidence.models import EvidenceItem
from outcry.intake import operations
from outcry.intake.models import Conversation, File, Use
from outcry.intake.operations.erasing import ERASED_BY_SENDER, erase
from outcry.intake.tests.cast import CONTACT, PAPER, PLACE, WORDS, a_reader, back, the_keys, written, written_with_files
from tests.cast import an_organisation, emeka

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, tmp_path: Path, settings: Settings) -> Client:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    a_term("acts/unknown")
    client.force_login(a_reader())
    return client


def opened(use: str = Use.PUBLISH) -> tuple[str, Conversation]:
    code, conversation = written(use=use)
    operations.open_conversation(conversation=conversation, by=a_reader(), now=NOW)
    return code, conversation


def made(client: Client, conversation: Conversation, **more: Any) -> Any:
    facts = {"name": "Ayan", "happened": "Beaten in the corridor", "country": "KZ", "told_by": CONTACT, "source_is_confidential": "on", "form": "once"}
    told = {"consent": "publish", "consent_words": "Chosen on the form", "notes": WORDS}
    return client.post(reverse("cases_desk:make_from_conversation", args=[conversation.pk]), facts | told | more)


def test_the_page_is_filled_in_from_what_she_wrote(desk: Client) -> None:
    _code, conversation = opened()

    page = desk.get(reverse("cases_desk:make_from_conversation", args=[conversation.pk])).text

    assert all(text in page for text in (WORDS, PLACE, CONTACT, "Publish it, without my name"))
    assert '<option value="publish" selected>' in page
    assert not Case.objects.exists()


def test_a_message_becomes_the_confidential_source_of_a_case(desk: Client) -> None:
    _code, conversation = opened()

    made(desk, conversation)

    case, source = Case.objects.get(), Source.objects.get()
    assert (case.is_unconfirmed, case.from_conversation, case.confidential_notes) == (True, conversation, WORDS)
    assert (source.is_confidential, source.identity, source.publisher, source.conversation) == (True, CONTACT, "", conversation)
    assert source.told_until == conversation.messages.get().pk
    assert {consent.use for consent in source.consents.all()} == {"record", "publish"}
    logged = LogEntry.objects.filter(verb="make case from conversation").values_list("subject", "details")
    assert sorted(logged) == [(case.subject, {"conversation": conversation.pk}), (conversation.subject, {"case": case.pk})]


def test_conversation_and_case_name_each_other(desk: Client) -> None:
    _code, conversation = opened()
    made(desk, conversation)
    case = Case.objects.get()

    assert reverse("cases_desk:case", args=[case.pk]) in desk.get(reverse("intake_desk:conversation", args=[conversation.pk])).text
    assert reverse("intake_desk:conversation", args=[conversation.pk]) in desk.get(reverse("cases_desk:case", args=[case.pk])).text


def test_pressing_twice_makes_one_case(desk: Client) -> None:
    _code, conversation = opened()

    made(desk, conversation)
    made(desk, conversation)

    assert Case.objects.count() == Source.objects.count() == 1


def test_chosen_files_become_evidence_untouched(desk: Client) -> None:
    _code, conversation = written_with_files(list_pdf=PAPER, other_pdf=b"%PDF-1.4 other")
    operations.open_conversation(conversation=conversation, by=a_reader(), now=NOW)
    first = File.objects.order_by("pk")[0]

    made(desk, conversation, attached=[str(first.pk)])

    item, source = EvidenceItem.objects.get(), Source.objects.get()
    assert (item.name, item.size, item.subject) == ("list.pdf", len(PAPER), source.subject)
    assert [entry.verb for entry in item.custody.all()] == ["taken_in"]
    kept = reverse("evidence_desk:item", args=[item.public_id])
    for page in (reverse("cases_desk:case", args=[source.case_id]), reverse("cases_desk:case_part", args=[source.case_id, "sources", source.pk])):
        assert kept in desk.get(page).text
        assert page in desk.get(kept).text or "sources" not in page
    assert f"{source.case.number}: " in desk.get(reverse("evidence_desk:index")).text


def test_a_file_that_is_gone_keeps_neither_case_nor_other_files_back(desk: Client, settings: Settings) -> None:
    _code, conversation = written_with_files(list_pdf=PAPER, other_pdf=b"%PDF-1.4 other")
    operations.open_conversation(conversation=conversation, by=a_reader(), now=NOW)
    gone, stays = File.objects.order_by("pk")
    next(Path(settings.INTAKE_FOLDER).rglob(f"{gone.stored_name}*")).unlink()

    answer = made(desk, conversation, attached=[str(gone.pk), str(stays.pk)])

    assert "list.pdf” did not become evidence" in desk.get(answer["Location"]).text
    assert [item.name for item in EvidenceItem.objects.all()] == ["other.pdf"]
    assert Case.objects.count() == 1


def test_later_messages_are_offered_and_taken_over_once(desk: Client) -> None:
    code, conversation = opened()
    made(desk, conversation)
    case = Case.objects.get()
    operations.add_message(found=back(code), text="She is free since Friday.", files=(), form="form 2", now=NOW)
    address = reverse("cases_desk:take_over", args=[conversation.pk, case.pk])

    assert "1 message came later" in desk.get(reverse("cases_desk:case", args=[case.pk])).text
    assert address in desk.get(reverse("intake_desk:conversation", args=[conversation.pk])).text
    page = desk.get(address)
    assert "She is free since Friday." in page.text
    assert WORDS not in page.text
    desk.post(address, {**page.context["form"].initial, "follows_consent": "on"})

    case.refresh_from_db()
    assert case.confidential_notes == f"{WORDS}\n\nShe is free since Friday."
    assert "came later" not in desk.get(reverse("cases_desk:case", args=[case.pk])).text
    assert LogEntry.objects.filter(verb="take over messages", subject=case.subject).count() == 1


def test_what_she_no_longer_allows_is_taken_back(desk: Client) -> None:
    code, conversation = opened()
    made(desk, conversation)
    operations.change_use(found=back(code), use=Use.RECORD)
    address = reverse("cases_desk:take_over", args=[conversation.pk, Case.objects.get().pk])
    form = desk.get(address).context["form"]

    desk.post(address, {**form.initial, "follows_consent": "on"})

    assert {consent.use for consent in Consent.objects.filter(withdrawn_on=None)} == {"record"}
    assert Consent.objects.exclude(withdrawn_on=None).get().use == "publish"


def test_two_at_once_do_not_take_over_twice(desk: Client) -> None:
    code, conversation = opened()
    made(desk, conversation)
    operations.add_message(found=back(code), text="More.", files=(), form="form 2", now=NOW)
    source = Source.objects.get()
    taking = Taking(handover=operations.for_casework(conversation, keys=the_keys(), after=source.told_until or 0), words="More.")
    take_over(case=source.case, conversation=conversation, taking=taking, seen=source.told_until, by=a_reader(), now=NOW)

    with pytest.raises(TakenOver):
        take_over(case=source.case, conversation=conversation, taking=taking, seen=source.told_until, by=a_reader(), now=NOW)


def test_what_she_writes_while_the_page_is_open_is_read_first(desk: Client) -> None:
    code, conversation = opened()
    made(desk, conversation)
    address = reverse("cases_desk:take_over", args=[conversation.pk, Case.objects.get().pk])
    form = desk.get(address).context["form"]
    operations.add_message(found=back(code), text="Wait.", files=(), form="form 2", now=NOW)

    page = desk.post(address, {**form.initial, "words": "Mine."}).text

    assert "She has written again meanwhile" in page
    assert "Wait." in page
    assert "Mine." in page


def test_it_is_added_to_a_case_that_is_there(desk: Client) -> None:
    _code, conversation = opened()
    case = a_case(an_organisation())

    answer = desk.post(reverse("cases_desk:add_conversation", args=[conversation.pk]), {"number": case.number})
    address = answer["Location"]
    desk.post(address, {**desk.get(address).context["form"].initial, "seen": "", "follows_consent": "on"})

    case.refresh_from_db()
    source = case.sources.get(conversation=conversation)
    assert (source.is_confidential, case.confidential_notes) == (True, WORDS)
    assert {consent.use for consent in source.consents.all()} == {"record", "publish"}


def test_a_case_of_another_organisation_is_not_there(desk: Client) -> None:
    _code, conversation = opened()
    theirs = a_case(type(an_organisation()).objects.create(slug="other", mail_domain="other.example", contact_address="o@other.example"))

    page = desk.post(reverse("cases_desk:add_conversation", args=[conversation.pk]), {"number": theirs.number}).text

    assert "No case has this number." in page
    assert desk.get(reverse("cases_desk:take_over", args=[conversation.pk, theirs.pk])).status_code == 404


def test_nobody_makes_a_case_of_what_she_has_not_opened(desk: Client) -> None:
    _code, conversation = written()

    answer = desk.get(reverse("cases_desk:make_from_conversation", args=[conversation.pk]))

    assert answer["Location"] == reverse("intake_desk:conversation", args=[conversation.pk])


def test_whoever_may_not_read_messages_gets_neither_page_nor_word(desk: Client) -> None:
    _code, conversation = opened()
    made(desk, conversation)
    case = Case.objects.get()
    person = emeka()
    person.groups.add(staff_group())
    desk.force_login(person)

    for name, more in (("make_from_conversation", ()), ("add_conversation", ()), ("take_over", (case.pk,))):
        assert desk.get(reverse(f"cases_desk:{name}", args=[conversation.pk, *more])).headers["Location"] == "/desk/"
    assert "Told in confidence" not in desk.get(reverse("cases_desk:case", args=[case.pk])).text


def test_erased_by_its_sender_the_case_says_so_and_keeps_what_was_written_down(desk: Client) -> None:
    _code, conversation = opened()
    made(desk, conversation)
    erase(conversation=conversation, why=ERASED_BY_SENDER, now=NOW)

    page = desk.get(reverse("cases_desk:case", args=[Case.objects.get().pk])).text

    assert "erased; the case keeps what was written down" in page
    assert WORDS in page
