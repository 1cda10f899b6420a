"""Two transactions at once. On PostgreSQL each of these went wrong before its lock was there; on SQLite one waits for the other anyway."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from outcry.appeals.models import Appeal
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.states import MessageState
from outcry.lib.links import make_link
from outcry.protests.mailbox_quota import start_of_day
from outcry.protests.models import Outcome, Protest, ProtestState, Thanks
from outcry.protests.operations import (
    Confirmation,
    ConfirmationKind,
    OutcomeRecord,
    OutcomeWording,
    confirm_protest,
    end_appeal,
    queue_thanks,
    sign_appeal,
    withdraw_protest,
)
from outcry.supporters.models import Consent, Supporter
from tests.cast import NOW, a_form, a_try, an_open_appeal, emeka
from tests.side_by_side import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = OutcomeWording(headline="Free", body="They are free.", mail_subject="Free", mail_body="Thank you.")
RECORD = OutcomeRecord(kind="released", happened="2026-03-12", source="a newspaper", texts={"en": WORDS})


def confirm(protest: Protest) -> Confirmation:
    return confirm_protest(link=make_link(protest.public_id, purpose="confirm"), now=NOW)


def leave(protest: Protest) -> Protest:
    return withdraw_protest(link=make_link(protest.public_id, purpose="leave"), now=NOW)


def end(appeal: Appeal) -> None:
    end_appeal(appeal=appeal, outcome=RECORD, by=emeka(), now=NOW)


def thank_all() -> None:
    while queue_thanks(now=NOW):
        pass
    queue_thanks(now=NOW)


def thanked() -> list[str | None]:
    return [mail.recipient for mail in OutgoingMessage.objects.filter(key__startswith="outcome:", state=MessageState.QUEUED)]


def nothing_of_her_is_left() -> bool:
    still_to_leave = OutgoingMessage.objects.filter(state=MessageState.QUEUED) | OutgoingMessage.objects.filter(recipient__isnull=False)
    return not (still_to_leave.exists() or Protest.objects.filter(address__isnull=False).exists() or Supporter.objects.filter(erased_at=None).exists())


def test_who_confirms_while_the_appeal_is_ended_is_thanked_once() -> None:
    appeal = an_open_appeal(addressees=1)
    protest = a_try(appeal, form=a_form(wants_outcome=True))

    def end_and_thank() -> None:
        end(appeal)
        thank_all()

    meanwhile(lambda: confirm(protest), end_and_thank)
    thank_all()

    assert thanked() == ["samira@mail.example"]
    assert Thanks.objects.count() == 1
    assert Outcome.objects.get().thanked_at == NOW
    assert not OutgoingMessage.objects.filter(mailer="protest", state=MessageState.QUEUED).exists()


def test_a_second_wish_to_hear_written_while_the_appeal_is_ended_is_kept() -> None:
    appeal = an_open_appeal(addressees=1)
    first, second = a_try(appeal), a_try(appeal, form=a_form(wants_outcome=True))
    confirm(first)

    def end_and_thank() -> None:
        end(appeal)
        thank_all()

    meanwhile(lambda: confirm(second), end_and_thank)
    thank_all()

    assert thanked() == ["samira@mail.example"]


def test_who_confirms_while_the_end_is_not_written_yet_is_told_that_it_ended() -> None:
    appeal = an_open_appeal(addressees=1)
    protest = a_try(appeal, form=a_form(wants_outcome=True))

    _, answer = meanwhile(lambda: end(appeal), lambda: confirm(protest))

    assert answer.kind is ConfirmationKind.APPEAL_ENDED
    assert not Consent.objects.exists()
    assert not OutgoingMessage.objects.filter(mailer="protest").exists()


def test_who_leaves_while_her_button_works_has_everything_taken_back() -> None:
    protest = a_try(an_open_appeal(), form=a_form(wants_outcome=True))

    meanwhile(lambda: confirm(protest), lambda: leave(protest))

    assert Protest.objects.get().state == ProtestState.WITHDRAWN
    assert nothing_of_her_is_left()


def test_the_button_does_not_bring_back_who_is_leaving() -> None:
    protest = a_try(an_open_appeal(), form=a_form(wants_outcome=True))

    _, answer = meanwhile(lambda: leave(protest), lambda: confirm(protest))

    assert answer.kind is ConfirmationKind.LEFT
    assert Protest.objects.get().state == ProtestState.ERASED
    assert nothing_of_her_is_left()


def test_another_try_confirmed_while_she_leaves_is_taken_back_too() -> None:
    appeal = an_open_appeal()
    first, second = a_try(appeal), a_try(appeal, form=a_form(wants_outcome=True))

    meanwhile(lambda: confirm(second), lambda: leave(first))

    assert nothing_of_her_is_left()


def test_leaving_one_appeal_does_not_cost_her_the_consent_given_in_another_that_moment() -> None:
    one, other = an_open_appeal(slug="one"), an_open_appeal(slug="other")
    protest = confirm(a_try(one, form=a_form(wants_outcome=True))).protest
    another = a_try(other, form=a_form(wants_outcome=True))

    meanwhile(lambda: confirm(another), lambda: leave(protest))

    assert Consent.objects.get(withdrawn_at=None).supporter.address == "samira@mail.example"


def test_a_consent_given_while_she_leaves_another_appeal_finds_her_reachable() -> None:
    one, other = an_open_appeal(slug="one"), an_open_appeal(slug="other")
    protest = confirm(a_try(one, form=a_form(wants_outcome=True))).protest
    another = a_try(other, form=a_form(wants_outcome=True))

    meanwhile(lambda: leave(protest), lambda: confirm(another))

    assert Consent.objects.get(withdrawn_at=None).supporter.address == "samira@mail.example"


def test_who_leaves_while_she_is_being_thanked_gets_no_thanks() -> None:
    appeal = an_open_appeal()
    protest = confirm(a_try(appeal, form=a_form(wants_outcome=True))).protest
    end(appeal)

    meanwhile(lambda: queue_thanks(now=NOW), lambda: leave(protest))

    assert nothing_of_her_is_left()


def test_who_is_leaving_is_not_thanked() -> None:
    appeal = an_open_appeal()
    protest = confirm(a_try(appeal, form=a_form(wants_outcome=True))).protest
    end(appeal)

    meanwhile(lambda: leave(protest), thank_all)

    assert nothing_of_her_is_left()
    assert Outcome.objects.get().thanked_at == NOW


def test_two_chores_at_once_thank_nobody_twice() -> None:
    appeal = an_open_appeal()
    for number in range(3):
        confirm(a_try(appeal, form=a_form(address=f"s{number}@mail.example", wants_outcome=True)))
    end(appeal)

    meanwhile(lambda: queue_thanks(now=NOW), lambda: queue_thanks(now=NOW))
    thank_all()

    assert sorted(map(str, thanked())) == [f"s{number}@mail.example" for number in range(3)]
    assert Thanks.objects.count() == 3


def test_a_mailbox_named_in_seven_forms_at_once_gets_three_mails_today() -> None:
    appeal = an_open_appeal()

    def send(number: int) -> None:
        try:
            sign_appeal(appeal=appeal, form=a_form(address=f"samira+{number}@mail.example"), now=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(7) as people:
        list(people.map(send, range(7)))

    assert sorted((mail.due_at - start_of_day(NOW)).days for mail in OutgoingMessage.objects.all() if mail.due_at) == [0, 0, 0, 1, 1, 1, 2]
    assert sorted(mail.key for mail in OutgoingMessage.objects.all()) == sorted(f"protest:{protest.pk}:confirm" for protest in Protest.objects.all())
    assert all(mail.recipient == Protest.objects.get(pk=mail.key.split(":")[1]).address for mail in OutgoingMessage.objects.all())
