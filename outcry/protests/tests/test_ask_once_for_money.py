"""Who agreed is asked for money once, after she has heard the outcome: not twice, not before, not without her word."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.test import Client
from django.utils import timezone

from outcry.delivery.models import OutgoingMessage
from outcry.delivery.states import MessageState
from outcry.delivery.tests.cast import bring_to
from outcry.giving.models import DonationAppeal, DonationState
from outcry.giving.operations import move_donation_appeal, retire_way
from outcry.giving.tests.cast import a_donation_appeal, words
from outcry.lib.links import make_link
from outcry.protests.models import DonationAsk, Protest
from outcry.protests.operations import confirm_protest, end_appeal, erase_names_and_addresses, queue_asks, queue_thanks, withdraw_protest
from outcry.protests.operations.queue_asks import ASK_AFTER
from outcry.protests.tests.test_end_appeal import RECORD
from outcry.supporters.models import Consent, Purpose, Supporter
from tests.cast import NOW, a_form, a_try, an_open_appeal, an_organisation, emeka, rosa

pytestmark = pytest.mark.django_db
LATER = NOW + ASK_AFTER


@pytest.fixture(autouse=True)
def asked() -> DonationAppeal:
    """Those who agreed are asked for this one."""
    found = a_donation_appeal(ru=words("На адвокатов"))
    DonationAppeal.objects.filter(pk=found.pk).update(is_asked_for=True)
    return found


def signed(*, slug: str = "free-them", wants_outcome: bool = True, wants_ask: bool = True, language: str = "en") -> Protest:
    """Samira has confirmed."""
    form = a_form(wants_outcome=wants_outcome, wants_ask=wants_ask, language=language)
    protest = a_try(an_open_appeal(addressees=1, slug=slug), form=form)
    confirm_protest(link=make_link(protest.public_id, purpose="confirm"), now=NOW)
    return protest


def told(protest: Protest, *, state: str = MessageState.ACCEPTED) -> None:
    """It has ended, and her mail about it is where it is."""
    end_appeal(appeal=protest.appeal, outcome=RECORD, by=emeka(), now=NOW)
    while queue_thanks(now=NOW):
        pass
    bring_to(state, OutgoingMessage.objects.filter(key__startswith="outcome:"))


def mails() -> list[OutgoingMessage]:
    return list(OutgoingMessage.objects.filter(key__startswith="ask:"))


def test_who_agreed_is_asked_once_however_often_the_chore_runs() -> None:
    told(signed())

    assert [queue_asks(now=LATER) for _time in range(3)] == [1, 0, 0]

    [mail] = mails()
    text = bytes(mail.content or b"").decode()
    assert mail.recipient == "samira@mail.example"
    assert "For lawyers" in text
    assert "/en/give/for-lawyers/" in text
    assert "/en/leave/" in text


def test_she_is_asked_in_her_language() -> None:
    told(signed(language="ru"))

    queue_asks(now=LATER)

    mail = message_from_bytes(bytes(mails()[0].content or b""), policy=default)
    assert "/ru/give/for-lawyers/" in mail.get_content()


@pytest.mark.parametrize(("wants_outcome", "wants_ask"), [(True, False), (False, True), (False, False)])
def test_without_a_consent_of_its_own_nobody_is_asked(wants_outcome: bool, wants_ask: bool) -> None:
    told(signed(wants_outcome=wants_outcome, wants_ask=wants_ask))

    assert queue_asks(now=LATER) == 0
    assert not Consent.objects.filter(purpose=Purpose.ASK).exists()


def test_nobody_is_asked_before_the_third_day_after_the_mail_about_the_outcome() -> None:
    told(signed())

    assert queue_asks(now=LATER - timedelta(seconds=1)) == 0


@pytest.mark.parametrize("state", [MessageState.QUEUED, MessageState.REFUSED, MessageState.BOUNCED, MessageState.UNCERTAIN])
def test_who_has_not_got_that_mail_is_not_asked(state: str) -> None:
    told(signed(), state=state)

    assert queue_asks(now=LATER) == 0


def test_who_agreed_in_two_appeals_is_asked_once() -> None:
    for slug in ("free-them", "free-the-others"):
        told(signed(slug=slug))

    assert [queue_asks(now=LATER), queue_asks(now=LATER)] == [1, 0]
    assert not Consent.objects.filter(purpose=Purpose.ASK, withdrawn_at=None).exists()


@pytest.mark.parametrize(
    "dies_in", ["outcry.delivery.outbox.put", "outcry.protests.models.DonationAsk.objects.create", "outcry.supporters.operations.erase_without_consent"]
)
def test_after_a_crash_at_any_step_she_is_asked_once(monkeypatch: pytest.MonkeyPatch, dies_in: str) -> None:
    told(signed())

    class Killed(BaseException):
        """Nothing catches it."""

    with monkeypatch.context() as patch:
        patch.setattr(dies_in, _dies(Killed))
        with pytest.raises(Killed):
            queue_asks(now=LATER)
    assert mails() == []

    assert [queue_asks(now=LATER), queue_asks(now=LATER)] == [1, 0]
    assert DonationAsk.objects.count() == 1


def _dies(error: type[BaseException]) -> Callable[..., None]:
    def die(*_args: object, **_facts: object) -> None:
        raise error

    return die


def test_asking_ends_her_consent_and_what_she_agreed_to_besides_stays() -> None:
    told(signed())

    queue_asks(now=LATER)

    supporter = Supporter.objects.get()
    assert [consent.purpose for consent in supporter.consents.filter(withdrawn_at=None)] == [Purpose.OUTCOME]
    assert supporter.address == "samira@mail.example"


def test_who_leaves_takes_the_mail_back_and_is_not_asked() -> None:
    protest = signed()
    told(protest)
    queue_asks(now=LATER)

    withdraw_protest(link=make_link(protest.public_id, purpose="leave"), now=LATER)

    [mail] = mails()
    assert (mail.state, mail.content) == (MessageState.WITHDRAWN, None)


@pytest.mark.parametrize("never_again", [False, True])
def test_who_left_before_is_not_asked(never_again: bool) -> None:
    protest = signed()
    told(protest)
    withdraw_protest(link=make_link(protest.public_id, purpose="leave"), never_write_again=never_again, now=NOW)

    assert queue_asks(now=LATER) == 0


def test_who_was_erased_after_the_term_is_not_asked() -> None:
    told(signed())
    queue_thanks(now=NOW)
    erase_names_and_addresses(now=NOW + timedelta(days=31))

    assert queue_asks(now=NOW + timedelta(days=31)) == 0


def test_nobody_is_asked_while_there_is_nothing_to_ask_for(asked: DonationAppeal) -> None:
    told(signed())
    retire_way(way=asked.ways.get(), by=rosa(), now=NOW)
    assert queue_asks(now=LATER) == 0

    move_donation_appeal(donation_appeal=asked, to=DonationState.ENDED, by=rosa(), now=NOW)
    assert queue_asks(now=LATER) == 0


def test_a_broken_row_costs_the_others_nothing(caplog: pytest.LogCaptureFixture) -> None:
    protest = signed()
    told(protest)
    Supporter.objects.update(address=None)

    assert queue_asks(now=LATER) == 0
    assert "can't be asked" in caplog.text


def test_the_form_offers_it_only_while_something_is_asked_for(client: Client, asked: DonationAppeal) -> None:
    organisation = an_organisation()
    organisation.content_clock_at = NOW
    organisation.save()
    an_open_appeal(addressees=1, deadline=timezone.now().date() + timedelta(days=9))
    offered = 'name="wants_ask"'
    page = client.get("/en/appeals/free-them/").content.decode()
    assert offered in page
    assert "checked" not in page.split(offered)[1][:60]

    DonationAppeal.objects.filter(pk=asked.pk).update(is_asked_for=False)

    assert offered not in client.get("/en/appeals/free-them/").content.decode()
