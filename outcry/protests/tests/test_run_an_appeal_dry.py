"""An appeal is run dry: every mail of one protest is shown and can be had, nothing is kept and nobody else is written to."""

import pytest
from django.test import Client
from django.utils import timezone

from outcry.appeals.models import Appeal, AppealState, LetterVersion
from outcry.appeals.queries import current_letter
from outcry.audit.models import LogEntry
from outcry.authorities.models import OfficeApproval
from outcry.delivery import outbox
from outcry.delivery.models import OutgoingMessage
from outcry.lib.links import make_link
from outcry.protests.models import Protest, ProtestLetter, Rung
from outcry.protests.operations import NothingToRun, confirm_protest, move_to_rung, run_dry
from outcry.protests.operations.run_dry import DryRun
from outcry.protests.tests.test_desk_of_protests import at_the_desk
from tests.cast import NOW, a_form, a_try, an_open_appeal, emeka, rosa

pytestmark = pytest.mark.django_db


def a_dry_run(appeal: Appeal, *, language: str = "en", country: str = "SN", own_text: str = "") -> DryRun:
    letter = current_letter(appeal=appeal)
    assert letter is not None
    return run_dry(appeal=appeal, letter=letter, language=language, country=country, own_text=own_text, now=NOW)


def page_of(appeal: Appeal, client: Client | None = None) -> str:
    return (client or at_the_desk(rosa())).get(f"/desk/protests/appeals/{appeal.pk}/dry-run/").text


def test_it_shows_the_mails_that_a_real_protest_sets_going_and_keeps_nothing() -> None:
    appeal = an_open_appeal(addressees=3)

    dry = a_dry_run(appeal, own_text="I know his daughter.")
    kept_by_the_dry_run = (Protest.objects.count(), OutgoingMessage.objects.count())
    protest = a_try(appeal, form=a_form(own_text="I know his daughter."))
    real = set(OutgoingMessage.objects.values_list("recipient", flat=True)) - {protest.address}

    assert kept_by_the_dry_run == (0, 0)
    assert real == set()
    assert [one.office for one in dry.mails[:2]] == ["", ""]
    assert [one.is_reminder for one in dry.mails[:2]] == [False, True]
    assert all("I know his daughter." in one.text for one in dry.mails[2:])
    assert not any("I know his daughter." in one.text for one in dry.mails[:2])


def test_its_letters_are_those_that_a_confirmed_protest_puts_down() -> None:
    appeal = an_open_appeal(addressees=3)
    dry = a_dry_run(appeal)
    confirm_protest(link=make_link(a_try(appeal).public_id, purpose="confirm"), now=NOW)

    real = OutgoingMessage.objects.filter(group=appeal.subject)
    assert {one.recipient for one in dry.mails if one.office} == {message.recipient for message in real}
    assert len(dry.mails) == 2 + ProtestLetter.objects.count()


def test_an_appeal_can_be_run_dry_before_its_launch_and_an_office_nobody_vouches_for_is_named() -> None:
    appeal = an_open_appeal(addressees=2)
    Appeal.objects.update(state=AppealState.DRAFT)
    appeal.refresh_from_db()
    first = appeal.addressees.order_by("position")[0].office
    OfficeApproval.objects.filter(office=first).delete()

    dry = a_dry_run(appeal)

    assert len(dry.left_out) == 1
    assert len(dry.mails) == 3
    assert "nobody vouches for its entry" in page_of(appeal)


def test_a_letter_that_goes_another_way_says_which() -> None:
    appeal = an_open_appeal(addressees=1)
    move_to_rung(addressee=appeal.addressees.get(), rung=Rung.BOOK, reason="they block us", with_failed=False, by=emeka(), now=NOW)

    *_mails, letter = a_dry_run(appeal).mails

    assert (letter.way, letter.mail, letter.size) == (Rung.BOOK, None, 0)
    assert "a printed book of letters" in page_of(appeal)


def test_what_would_keep_the_letters_is_said_first() -> None:
    appeal = an_open_appeal(addressees=1)
    outbox.hold(group=appeal.subject, now=NOW, reason="we wait for her lawyer")

    assert "we wait for her lawyer" in page_of(appeal)


def test_all_of_it_comes_to_whoever_pressed_the_button_and_to_nobody_else() -> None:
    appeal = an_open_appeal(addressees=2)
    desk = at_the_desk(rosa())

    answer = desk.post(f"/desk/protests/appeals/{appeal.pk}/dry-run/", {"language": "ru", "country": "SN", "own_text": "", "send": "1"}, follow=True)

    sent = OutgoingMessage.objects.order_by("pk")
    assert [message.recipient for message in sent] == ["rosa@solidarity.example"] * 4
    assert {message.group for message in sent} == {f"test:{appeal.pk}"}
    assert b"office" in bytes(sent[2].content or b"")
    assert "4 mails are on their way to rosa@solidarity.example." in answer.text
    assert LogEntry.objects.filter(verb="letter.dry_run", subject=appeal.subject).count() == 1


def test_showing_it_again_for_somebody_else_sends_nothing_and_a_bad_choice_is_told() -> None:
    appeal, desk = an_open_appeal(addressees=1), at_the_desk(rosa())
    address = f"/desk/protests/appeals/{appeal.pk}/dry-run/"

    shown = desk.post(address, {"language": "ru", "country": "KZ", "own_text": "Мы ждём."}).text
    wrong = desk.post(address, {"language": "xx", "country": "KZ", "own_text": "", "send": "1"}).text

    assert "Мы ждём." in shown
    assert 'aria-invalid="true"' in wrong
    assert not OutgoingMessage.objects.exists()


def test_without_a_letter_there_is_nothing_to_run_and_the_page_says_so() -> None:
    appeal = an_open_appeal(addressees=1)
    letter = LetterVersion.objects.get()
    letter.texts.all().delete()

    with pytest.raises(NothingToRun):
        run_dry(appeal=appeal, letter=LetterVersion.objects.get(), language="en", country="SN", own_text="", now=timezone.now())

    assert "Write the letter first." in page_of(appeal)
