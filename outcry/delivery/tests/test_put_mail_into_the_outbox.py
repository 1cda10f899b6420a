"""The way in: what is put down once stays once, and can be taken back until it is on the wire."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from outcry.delivery import outbox, queries
from outcry.delivery.models import LIFETIME, Attempt, Destination, MessageEvent, OutgoingMessage
from outcry.delivery.states import MessageState
from outcry.delivery.tests.cast import APPEAL, MINUTE, NOW, OFFICE, a_mail, bring_to, put

pytestmark = pytest.mark.django_db


def test_a_mail_put_down_is_queued_with_its_first_event() -> None:
    mail = a_mail(key="protest:1:addressee:7", text="Құрмет")

    [message] = put(mail)

    message = OutgoingMessage.objects.get(pk=message.pk)
    assert (message.state, message.recipient, message.content) == (MessageState.QUEUED, mail.recipient, mail.content)
    assert (message.return_id, message.message_id, message.due_at) == (mail.return_id, mail.message_id, NOW)
    assert [(event.before, event.after) for event in queries.history(key=mail.key)] == [("", "queued")]


def test_a_mail_sealed_ahead_becomes_the_same_row() -> None:
    [put_at_once] = put(first := a_mail(key="protest:1:confirm"))

    second = replace(first, key="", return_id="another", message_id="<another@mail.example>")
    ahead = outbox.seal(mail=second, destination_id=outbox.destination_id(key=first.destination), now=NOW)
    ahead.change(key="protest:2:confirm", due_at=NOW, lifetime=LIFETIME)
    with transaction.atomic():
        outbox.put_sealed(mails=[ahead])

    told_apart = {"id", "key", "return_id", "message_id"}
    [one, other] = [
        {field.attname: getattr(row, field.attname) for field in OutgoingMessage._meta.concrete_fields if field.attname not in told_apart}
        for row in OutgoingMessage.objects.filter(key__in=[put_at_once.key, "protest:2:confirm"])
    ]
    assert one == other
    assert [(event.before, event.after) for event in queries.history(key="protest:2:confirm")] == [("", "queued")]


def test_the_same_key_again_changes_nothing_and_gives_the_old_row() -> None:
    [first] = put(a_mail(key="protest:1:addressee:7", text="first"))

    new, again = put(a_mail(key="protest:2:addressee:7"), a_mail(key="protest:1:addressee:7", text="second"), now=NOW + MINUTE)

    assert again.pk == first.pk
    assert again.content == first.content
    assert new.pk != first.pk
    assert OutgoingMessage.objects.count() == MessageEvent.objects.count() == 2


def test_the_same_mail_twice_in_one_call_is_one_row() -> None:
    mail = a_mail()

    rows = put(mail, mail)

    assert rows[0].pk == rows[1].pk
    assert OutgoingMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_enters_only_together_with_its_reason() -> None:
    with pytest.raises(outbox.OutsideTransaction):
        outbox.put(mails=[a_mail()], now=NOW)


def test_what_the_caller_takes_back_was_never_there() -> None:
    with transaction.atomic():
        outbox.put(mails=[a_mail()], now=NOW)
        transaction.set_rollback(True)

    assert not OutgoingMessage.objects.exists()


def test_offices_are_paced_from_their_first_letter_and_supporters_never() -> None:
    put(a_mail(destination=OFFICE), a_mail(destination="supporters"))

    paced = dict(Destination.objects.values_list("key", "hourly_pace"))
    assert paced["supporters"] is None
    assert paced[OFFICE] is not None


def test_a_thousand_mails_are_put_down_in_one_call() -> None:
    mails = [a_mail() for _ in range(1001)]

    rows = put(*mails)

    assert [row.key for row in rows] == [mail.key for mail in mails]
    assert OutgoingMessage.objects.count() == MessageEvent.objects.count() == 1001


def test_nothing_put_down_is_nothing_written() -> None:
    assert put() == []


def test_withdrawing_by_group_leaves_other_groups_alone() -> None:
    put(a_mail(group=APPEAL), a_mail(group=APPEAL), a_mail(group="appeal:8"))

    assert outbox.withdraw(group=APPEAL, now=NOW + MINUTE, reason="the appeal has ended") == 2
    assert outbox.withdraw(group=APPEAL, now=NOW + MINUTE, reason="the appeal has ended") == 0

    assert queries.count_states(group=APPEAL) == {OFFICE: {"withdrawn": 2}}
    assert queries.count_states(group="appeal:8") == {OFFICE: {"queued": 1}}
    assert MessageEvent.objects.filter(after="withdrawn", before="queued", reason="the appeal has ended").count() == 2


@pytest.mark.parametrize("state", ["submitting", "accepted", "refused", "uncertain", "handed_off"])
def test_what_has_left_can_not_be_withdrawn(state: str) -> None:
    [message] = put(a_mail())
    bring_to(state)

    assert outbox.withdraw(keys=[message.key], now=NOW, reason="her wish") == 0
    message.refresh_from_db()
    assert message.state == state


def test_of_an_uncertain_letter_no_second_copy_leaves_once_it_is_withdrawn() -> None:
    [message] = put(a_mail())
    bring_to("uncertain")

    outbox.withdraw(keys=[message.key], now=NOW, reason="her wish")

    message.refresh_from_db()
    assert (message.state, message.due_at) == ("uncertain", None)


def test_withdrawing_needs_to_know_what() -> None:
    with pytest.raises(ValueError, match="by group or by keys"):
        outbox.withdraw(now=NOW, reason="")


def test_erasing_forgets_text_and_address_but_not_that_it_happened() -> None:
    kept, gone = put(a_mail(), a_mail())
    outbox.withdraw(keys=[gone.key], now=NOW, reason="her wish")
    Attempt.objects.create(message=gone, number=1, fence=1, started_at=NOW, ended_at=NOW, result="deferred", words="for samira@home.example")

    assert outbox.erase(keys=[kept.key, gone.key], now=NOW + MINUTE) == 1

    gone.refresh_from_db()
    kept.refresh_from_db()
    assert (gone.recipient, gone.content, gone.last_words, gone.erased_at) == (None, None, None, NOW + MINUTE)
    assert gone.tries.get().words is None
    assert gone.events.count() == 2
    assert kept.content is not None


def test_erasing_what_is_on_the_wire_takes_its_content_at_once() -> None:
    [message] = put(a_mail())
    bring_to("submitting")

    outbox.erase(keys=[message.key], now=NOW)

    message.refresh_from_db()
    assert (message.content, message.erased_at) == (None, None)


def test_a_message_set_aside_is_tried_again_when_a_person_says_so() -> None:
    [message] = put(a_mail())
    OutgoingMessage.objects.update(due_at=None, troubles=5)
    assert list(queries.set_aside()) == [message]

    assert outbox.retry(keys=[message.key], now=NOW + timedelta(hours=1)) == 1

    message.refresh_from_db()
    assert (message.due_at, message.troubles) == (NOW + timedelta(hours=1), 0)


def test_pace_pause_and_hold_are_set_by_key_and_group() -> None:
    outbox.open_destination(key=OFFICE, hourly_pace=60, daily_cap=400)
    outbox.set_pace(key=OFFICE, hourly_pace=5, daily_cap=None)
    outbox.pause(key=OFFICE, now=NOW)
    outbox.hold(group=outbox.EVERYTHING, now=NOW, reason="restored from a backup")
    outbox.hold(group=outbox.EVERYTHING, now=NOW + MINUTE, reason="again")

    office = Destination.objects.get(key=OFFICE)
    assert (office.hourly_pace, office.daily_cap, office.paused_at) == (5, None, NOW)
    assert [hold.reason for hold in queries.holds()] == ["restored from a backup"]
    outbox.resume(key=OFFICE)
    assert outbox.release(group=outbox.EVERYTHING)
    assert not outbox.release(group=outbox.EVERYTHING)
    assert Destination.objects.get(key=OFFICE).paused_at is None
