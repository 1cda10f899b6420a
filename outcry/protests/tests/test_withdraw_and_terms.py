"""Samira takes it back; terms run out."""

from datetime import timedelta

import pytest

from outcry.appeals.models import Appeal, AppealState
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.states import MessageState
from outcry.lib.links import make_link
from outcry.protests.models import Outcome, Protest, ProtestState
from outcry.protests.operations import (
    OutcomeRecord,
    OutcomeWording,
    confirm_protest,
    end_appeal,
    erase_names_and_addresses,
    expire_protests,
    queue_thanks,
    send_reminders,
    sign_appeal,
    withdraw_protest,
)
from outcry.supporters.models import Supporter
from tests.cast import NOW, a_form, a_try, an_open_appeal, emeka

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def confirmed(appeal: Appeal, **form: object) -> Protest:
    protest = a_try(appeal, form=a_form(**form))  # type: ignore[arg-type]
    return confirm_protest(link=make_link(protest.public_id, purpose="confirm"), now=NOW + HOUR).protest


def leave(protest: Protest, *, never_write_again: bool = False) -> Protest:
    return withdraw_protest(link=make_link(protest.public_id, purpose="leave"), never_write_again=never_write_again, now=NOW + 2 * HOUR)


def test_withdrawing_takes_queued_letters_back_and_erases_everything() -> None:
    protest = confirmed(an_open_appeal(), wants_outcome=True)

    left = leave(protest)

    assert left.state == ProtestState.WITHDRAWN
    assert (left.name, left.address, left.address_hash, left.site_address_hash) == (None, None, None, None)
    assert set(OutgoingMessage.objects.values_list("state", flat=True)) == {MessageState.WITHDRAWN}
    assert not OutgoingMessage.objects.filter(content__isnull=False).exists()
    assert not Supporter.objects.filter(erased_at=None).exists()


def test_withdrawing_twice_changes_nothing() -> None:
    protest = confirmed(an_open_appeal())

    first, second = leave(protest), leave(protest)

    assert (first.state, first.erased_at) == (second.state, second.erased_at)


def test_who_withdrew_may_sign_again() -> None:
    appeal = an_open_appeal()
    leave(confirmed(appeal))

    assert confirmed(appeal).state == ProtestState.CONFIRMED


def test_leaving_before_confirming_erases_the_try() -> None:
    left = leave(a_try(an_open_appeal()))

    assert left.state == ProtestState.ERASED
    assert left.address is None


def test_leaving_erases_other_tries_of_the_same_mailbox_too() -> None:
    appeal = an_open_appeal()
    first = a_try(appeal)
    a_try(appeal)

    leave(first)

    assert not Protest.objects.filter(address__isnull=False).exists()


def test_who_never_wants_to_hear_again_does_not() -> None:
    appeal = an_open_appeal()
    leave(a_try(appeal), never_write_again=True)
    before = OutgoingMessage.objects.count()

    sign_appeal(appeal=appeal, form=a_form(), now=NOW + 3 * HOUR)

    assert OutgoingMessage.objects.count() == before


def test_one_reminder_after_a_day_and_no_second() -> None:
    protest = a_try(an_open_appeal())

    assert send_reminders(now=NOW + 23 * HOUR) == 0
    assert send_reminders(now=NOW + 25 * HOUR) == 1
    assert send_reminders(now=NOW + 50 * HOUR) == 0
    assert OutgoingMessage.objects.filter(key=f"protest:{protest.pk}:remind").count() == 1


def test_who_confirmed_another_try_is_not_reminded() -> None:
    appeal = an_open_appeal()
    a_try(appeal)
    confirmed(appeal)

    assert send_reminders(now=NOW + 2 * DAY) == 0


def test_unconfirmed_tries_are_erased_after_seven_days_and_can_not_be_confirmed() -> None:
    protest = a_try(an_open_appeal())

    assert expire_protests(now=NOW + 7 * DAY - HOUR) == 0
    assert expire_protests(now=NOW + 7 * DAY) == 1

    protest.refresh_from_db()
    assert (protest.state, protest.name, protest.address, protest.address_hash) == (ProtestState.EXPIRED, None, None, None)
    assert OutgoingMessage.objects.get(key=f"protest:{protest.pk}:confirm").recipient is None


def test_names_and_addresses_go_thirty_days_after_the_outcome_mail_and_the_count_stays() -> None:
    appeal = an_open_appeal()
    confirmed(appeal, wants_outcome=True)
    Appeal.objects.update(state=AppealState.ENDED, ended_at=NOW)
    Outcome.objects.create(appeal=appeal, kind="released", happened="2026-03-09", source="x", recorded_at=NOW, thanked_at=NOW + DAY)

    assert erase_names_and_addresses(now=NOW + 30 * DAY) == 0
    assert erase_names_and_addresses(now=NOW + 31 * DAY) == 1

    protest = Protest.objects.get()
    assert (protest.state, protest.name, protest.address_hash) == (ProtestState.CONFIRMED, None, None)
    assert not Supporter.objects.filter(address__isnull=False).exists()


def test_an_appeal_without_outcome_keeps_names_thirty_days_after_its_end() -> None:
    confirmed(an_open_appeal())
    Appeal.objects.update(state=AppealState.ENDED, ended_at=NOW)

    assert erase_names_and_addresses(now=NOW + 29 * DAY) == 0
    assert erase_names_and_addresses(now=NOW + 30 * DAY) == 1


def test_who_refused_all_mail_gets_none_from_another_appeal_either() -> None:
    one, other, third = an_open_appeal(slug="one"), an_open_appeal(slug="other"), an_open_appeal(slug="third")
    confirmed(third, wants_outcome=True)
    a_try(other)

    leave(a_try(one), never_write_again=True)

    assert not OutgoingMessage.objects.filter(mailer="letter_to_supporter", state=MessageState.QUEUED).exists()
    assert not Supporter.objects.filter(erased_at=None).exists()
    assert send_reminders(now=NOW + 25 * HOUR) == 0


def test_who_leaves_after_the_end_has_her_thanks_taken_back_and_erased() -> None:
    appeal = an_open_appeal()
    protest = confirmed(appeal, wants_outcome=True)
    words = OutcomeWording(headline="Free", body="b", mail_subject="s", mail_body="m")
    end_appeal(appeal=appeal, outcome=OutcomeRecord(kind="released", happened="2026-03-12", source="x", texts={"en": words}), by=emeka(), now=NOW + HOUR)
    queue_thanks(now=NOW + HOUR)

    leave(protest)

    thanks = OutgoingMessage.objects.get(key__startswith="outcome:")
    assert (thanks.state, thanks.recipient, thanks.content) == (MessageState.WITHDRAWN, None, None)


def test_an_outcome_that_waits_for_words_keeps_nobody_longer_than_the_end() -> None:
    appeal = an_open_appeal()
    confirmed(appeal, wants_outcome=True)
    end_appeal(appeal=appeal, outcome=OutcomeRecord(kind="released", happened="2026-03-12", source="x", texts={}), by=emeka(), now=NOW)

    assert erase_names_and_addresses(now=NOW + 29 * DAY) == 0
    assert erase_names_and_addresses(now=NOW + 30 * DAY) == 1
