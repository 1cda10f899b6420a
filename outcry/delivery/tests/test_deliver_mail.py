"""The worker's day: what leaves, in which order and how fast, and what is written down of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

import pytest
from django.core.management import call_command
from django.db import connection

from outcry.delivery import outbox, queries
from outcry.delivery.models import Destination, MessageEvent, OutgoingMessage
from outcry.delivery.outgoing import claims
from outcry.delivery.outgoing.transports.base import Answer, HandOverError, Letter, RefusedForGood, TryLater, Uncertain
from outcry.delivery.outgoing.transports.memory import MemoryTransport
from outcry.delivery.outgoing.worker import Worker
from outcry.delivery.states import MessageState
from outcry.delivery.tests.cast import APPEAL, MINUTE, NOW, OFFICE, a_mail, put

pytestmark = pytest.mark.django_db

OFFICE_ADDRESS = "office@prosecutor.example"


class Post:
    """A worker with a clock that the test moves and a transport that remembers."""

    def __init__(self) -> None:
        self.now = NOW
        self.transport = MemoryTransport()
        self.worker = Worker(now=lambda: self.now, transport_for=lambda *, mailer: self.transport)

    def answer(self, error: HandOverError | None, *, recipient: str = OFFICE_ADDRESS) -> None:
        self.transport.errors.pop(recipient, None)
        if error:
            self.transport.errors[recipient] = error

    def work(self, *, after: timedelta = timedelta(0)) -> int:
        self.now += after
        return self.worker.drain()

    @property
    def taken(self) -> list[str]:
        return [letter.message_id for letter in self.transport.taken]


@pytest.fixture
def post(settings: object) -> Post:
    settings.NEXT_HOP = "addressee"  # type: ignore[attr-defined]
    outbox.open_destination(key=OFFICE, hourly_pace=None, daily_cap=None)
    return Post()


def state_of(message: OutgoingMessage) -> str:
    return OutgoingMessage.objects.get(pk=message.pk).state


def steps_of(message: OutgoingMessage) -> list[str]:
    return [event.after for event in queries.history(key=message.key)]


def test_a_letter_that_is_taken_keeps_the_servers_words(post: Post) -> None:
    [message] = put(a_mail())

    assert post.work(after=MINUTE) == 1

    message.refresh_from_db()
    assert steps_of(message) == ["queued", "submitting", "accepted"]
    assert (message.last_words, message.accepted_at, message.attempts, message.due_at, message.leased_until) == ("kept in memory", post.now, 1, None, None)
    assert [(attempt.number, attempt.code, attempt.words, attempt.result) for attempt in message.tries.all()] == [(1, 250, "kept in memory", "accepted")]


def test_behind_a_relay_a_letter_is_handed_off_and_not_called_accepted(post: Post, settings: object) -> None:
    settings.NEXT_HOP = "relay"  # type: ignore[attr-defined]
    [message] = put(a_mail())

    post.work()

    assert state_of(message) == MessageState.HANDED_OFF
    assert queries.count_states(group=APPEAL) == {OFFICE: {"handed_off": 1}}


def test_a_refused_letter_is_never_tried_again(post: Post) -> None:
    [message] = put(a_mail())
    post.answer(RefusedForGood("5.1.1 nobody of that name", code=550))

    post.work()
    post.answer(None)

    assert post.work(after=timedelta(days=9)) == 0
    message.refresh_from_db()
    assert (message.state, message.last_words) == (MessageState.REFUSED, "5.1.1 nobody of that name")
    assert steps_of(message) == ["queued", "refused"]


def test_a_deferred_letter_is_tried_after_5_15_30_and_60_minutes(post: Post) -> None:
    [message] = put(a_mail())
    post.answer(TryLater("4.7.1 greylisted", code=451))

    post.work()
    for minutes in (5, 15, 30, 60):
        assert post.work(after=(minutes - 1) * MINUTE) == 0
        assert post.work(after=MINUTE) == 1
    post.answer(None)
    assert post.work(after=44 * MINUTE) == 0
    assert post.work(after=31 * MINUTE) == 1

    assert state_of(message) == MessageState.ACCEPTED
    assert steps_of(message) == ["queued", *["deferred"] * 5, "submitting", "accepted"]
    assert message.tries.count() == 6


def test_a_letter_is_given_up_five_days_after_its_first_try(post: Post) -> None:
    [message] = put(a_mail())
    post.answer(TryLater("4.3.0 not now", code=451))
    post.work(after=timedelta(days=30))
    began = post.now

    while due_at := OutgoingMessage.objects.get(pk=message.pk).due_at:
        post.now = due_at
        post.work()

    assert post.now - began == timedelta(days=5)
    assert 100 < message.tries.count() < 150
    assert steps_of(message)[-2:] == ["deferred", "expired"]
    assert post.work(after=timedelta(days=9)) == 0


def test_a_server_that_is_down_gets_a_rest_from_all_letters(post: Post) -> None:
    put(*(a_mail() for _ in range(10)))
    post.answer(TryLater("Connection refused", whole_server=True))

    assert post.work() == 1
    assert post.work(after=59 * timedelta(seconds=1)) == 0
    post.answer(None)

    assert post.work(after=timedelta(seconds=1)) == 9
    assert post.work(after=4 * MINUTE) == 1


class BreaksAfterTheDot(MemoryTransport):
    """Takes the letter and hangs up before it says so, as often as told."""

    def __init__(self, *, breaks: int) -> None:
        super().__init__()
        self.breaks = breaks

    def hand_over(self, *, letter: Letter, before_content: Callable[[], None], following: Letter | None = None) -> Answer:
        answer = super().hand_over(letter=letter, before_content=before_content)
        if self.breaks:
            self.breaks -= 1
            raise Uncertain("broke off after the end")
        return answer


def test_after_a_break_at_the_end_the_same_letter_goes_once_more(post: Post) -> None:
    post.transport = BreaksAfterTheDot(breaks=1)
    [message] = put(a_mail())

    post.work()
    assert state_of(message) == MessageState.UNCERTAIN
    assert list(queries.pending_uncertain(group=APPEAL)) == [message]
    assert post.work(after=9 * MINUTE) == 0
    post.work(after=MINUTE)

    assert steps_of(message) == ["queued", "submitting", "uncertain", "submitting", "accepted"]
    assert post.transport.taken[0] == post.transport.taken[1]
    assert queries.count_states(group=APPEAL) == {OFFICE: {"accepted": 1}}


def test_after_a_second_break_it_stays_uncertain(post: Post) -> None:
    post.transport = BreaksAfterTheDot(breaks=9)
    [message] = put(a_mail())

    for _ in range(9):
        post.work(after=timedelta(days=1))

    assert steps_of(message) == ["queued", "submitting", "uncertain", "submitting", "uncertain"]
    assert len(post.taken) == 2
    assert outbox.retry(keys=[message.key], now=post.now) == 1
    assert post.work() == 1


def test_a_deferral_does_not_use_up_the_second_chance(post: Post) -> None:
    post.transport = BreaksAfterTheDot(breaks=1)
    [message] = put(a_mail())
    post.work()
    post.answer(TryLater("4.7.1 not now", code=451))

    post.work(after=10 * MINUTE)
    assert state_of(message) == MessageState.UNCERTAIN
    post.answer(None)
    post.work(after=60 * MINUTE)

    assert steps_of(message) == ["queued", "submitting", "uncertain", "uncertain", "submitting", "accepted"]


def test_destinations_take_turns(post: Post) -> None:
    for office in ("office:a", "office:b", "office:c"):
        outbox.open_destination(key=office, hourly_pace=None, daily_cap=None)
    mails = [a_mail(destination=office) for office in ("office:a", "office:a", "office:a", "office:b", "office:b", "office:c")]
    put(*mails)
    office_of = {mail.message_id: mail.destination for mail in mails}

    while post.worker.work_once():
        post.now += timedelta(seconds=1)

    assert [office_of[name][-1] for name in post.taken] == ["a", "b", "c", "a", "b", "a"]


def test_within_a_destination_the_smaller_priority_leaves_first_and_then_what_was_due_first(post: Post) -> None:
    late, early, urgent = a_mail(), a_mail(), a_mail(priority=1)
    put(late, now=NOW)
    put(early, now=NOW - MINUTE)
    put(urgent, now=NOW)

    post.work()

    assert post.taken == [urgent.message_id, early.message_id, late.message_id]


def test_a_letter_waits_until_it_is_due(post: Post) -> None:
    put(a_mail(), due_at=NOW + timedelta(hours=24))

    assert post.work(after=timedelta(hours=23, minutes=59)) == 0
    assert post.work(after=MINUTE) == 1


def test_the_hourly_pace_is_kept_evenly_and_nothing_is_saved_up(post: Post) -> None:
    outbox.set_pace(key=OFFICE, hourly_pace=60, daily_cap=None)
    put(*(a_mail() for _ in range(200)))
    left = []

    for second in range(0, 3600, 30):
        post.now = NOW + timedelta(hours=5, seconds=second)
        left.append(post.work())

    assert sum(left) == 60
    assert max(left) == 1


def test_the_daily_cap_is_kept_and_the_rest_waits_for_tomorrow(post: Post) -> None:
    outbox.set_pace(key=OFFICE, hourly_pace=None, daily_cap=3)
    put(*(a_mail() for _ in range(5)))

    assert post.work() == 3
    assert post.work(after=timedelta(hours=11)) == 0
    assert queries.count_waiting(group=APPEAL, now=post.now) == {OFFICE: 2}
    assert post.work(after=timedelta(hours=1)) == 2


def test_what_was_not_taken_does_not_count_against_the_cap(post: Post) -> None:
    outbox.set_pace(key=OFFICE, hourly_pace=None, daily_cap=1)
    # Of two that are due at the same moment either may go first.
    [first], [second] = put(a_mail(), now=NOW - MINUTE), put(a_mail(recipient="other@prosecutor.example"))
    post.answer(RefusedForGood("5.1.1 unknown", code=550))

    post.work()

    assert (state_of(first), state_of(second)) == (MessageState.REFUSED, MessageState.ACCEPTED)
    assert Destination.objects.get(key=OFFICE).day_count == 1


def test_supporters_are_never_paced(post: Post) -> None:
    put(*(a_mail(destination="supporters", mailer="letter_to_supporter") for _ in range(30)))

    assert post.work() == 30


def test_a_paused_destination_waits_and_others_do_not(post: Post) -> None:
    put(a_mail(), a_mail(destination="supporters"))
    outbox.pause(key=OFFICE, now=NOW)

    assert post.work() == 1
    outbox.resume(key=OFFICE)
    assert post.work() == 1


def test_a_held_group_waits_and_others_do_not(post: Post) -> None:
    put(a_mail(group=APPEAL), a_mail(group="appeal:8"))
    outbox.hold(group=APPEAL, now=NOW, reason="asked by the desk")

    assert post.work() == 1
    outbox.release(group=APPEAL)
    assert post.work() == 1


def test_a_restored_queue_on_hold_sends_nothing(post: Post) -> None:
    put(a_mail(), a_mail(destination="supporters"))
    outbox.hold(group=outbox.EVERYTHING, now=NOW, reason="restored")

    assert post.work(after=timedelta(days=3)) == 0


def test_what_is_withdrawn_in_the_last_moment_does_not_leave(post: Post) -> None:
    [message] = put(a_mail())

    class Withdrawn(MemoryTransport):
        def hand_over(self, *, letter: Letter, before_content: Callable[[], None], following: Letter | None = None) -> Answer:
            outbox.withdraw(group=APPEAL, now=NOW, reason="the appeal has ended")
            return super().hand_over(letter=letter, before_content=before_content)

    post.transport = Withdrawn()

    post.work()

    assert post.taken == []
    assert steps_of(message) == ["queued", "withdrawn"]


class Faulty(MemoryTransport):
    """Fails in a way that nobody foresaw, for one recipient."""

    def hand_over(self, *, letter: Letter, before_content: Callable[[], None], following: Letter | None = None) -> Answer:
        if letter.recipient == "poison@prosecutor.example":
            raise LookupError(letter.recipient)
        return super().hand_over(letter=letter, before_content=before_content)


def test_a_poisoned_row_is_set_aside_after_five_tries_and_delays_nobody(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    post.transport = Faulty()
    poison, *others = put(a_mail(recipient="poison@prosecutor.example"), *(a_mail() for _ in range(3)))

    post.work()
    assert {state_of(message) for message in others} == {"accepted"}
    for _ in range(20):
        post.work(after=timedelta(hours=2))

    events = queries.history(key=poison.key)
    assert len([event for event in events if event.reason == "an error of ours: LookupError"]) == 5
    assert events[-1].reason == "set aside: LookupError"
    assert list(queries.set_aside(group=APPEAL)) == [poison]
    assert "LookupError" in caplog.text
    assert "poison@" not in caplog.text


def test_a_row_whose_seal_is_broken_troubles_nobody_else(post: Post) -> None:
    broken, whole = put(a_mail(), a_mail())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE delivery_outgoingmessage SET content = recipient WHERE id = %s", [broken.pk])

    post.work()

    assert state_of(whole) == MessageState.ACCEPTED
    assert MessageEvent.objects.filter(message=broken, reason="an error of ours: SealBroken").count() == 1


def test_a_row_that_kills_every_worker_is_set_aside(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    [message] = put(a_mail())
    clock = Clock(monkeypatch)

    for _ in range(claims.TROUBLES):
        assert claims.claim(now=NOW) is not None
        clock.now += claims.lease()

    assert claims.claim(now=NOW) is None
    assert queries.history(key=message.key)[-1].reason == "set aside: taken in hand again and again without any result"


class Clock:
    """The database's clock in the test's hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = NOW
        for place in ("claims", "recovery"):
            monkeypatch.setattr(f"outcry.delivery.outgoing.{place}.database_now", self.read)

    def read(self) -> datetime:
        return self.now


def test_stopping_finishes_the_message_in_hand(post: Post) -> None:
    put(a_mail(), a_mail())
    stop = Event()

    class Stopping(MemoryTransport):
        def hand_over(self, *, letter: Letter, before_content: Callable[[], None], following: Letter | None = None) -> Answer:
            stop.set()
            return super().hand_over(letter=letter, before_content=before_content)

    post.transport = Stopping()
    Worker(now=lambda: NOW, transport_for=lambda *, mailer: post.transport, stop=stop).run()

    assert queries.count_states(group=APPEAL) == {OFFICE: {"accepted": 1, "queued": 1}}


def test_deliver_once_empties_the_outbox_and_ends(post: Post, capsys: pytest.CaptureFixture[str]) -> None:
    put(a_mail(), a_mail(destination="supporters", mailer="letter_to_supporter"), now=datetime.now(NOW.tzinfo))

    call_command("deliver", "--once")

    assert capsys.readouterr().out == "Messages taken in hand: 2.\n"
    assert not OutgoingMessage.objects.exclude(state="accepted").exists()
