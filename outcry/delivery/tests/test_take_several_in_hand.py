"""Letters of one lane are taken in hand together, and what is written of each shares commits: fast, and no promise is given up for it."""

import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Barrier, Event, Thread
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection

from outcry.delivery import outbox
from outcry.delivery.models import Attempt, MessageEvent, OutgoingMessage, ReceivingServer
from outcry.delivery.outgoing import claims
from outcry.delivery.outgoing.claims import Claim
from outcry.delivery.outgoing.lease_keeper import LeaseKeeper
from outcry.delivery.outgoing.marks import Marks
from outcry.delivery.outgoing.transports.base import Answer, Letter, RefusedForGood, TryLater
from outcry.delivery.outgoing.transports.memory import MemoryTransport
from outcry.delivery.outgoing.worker import Worker
from outcry.delivery.states import MessageState
from outcry.delivery.tests.cast import NOW, OFFICE, a_mail, put


@pytest.fixture(autouse=True)
def no_pace(db: None) -> None:
    outbox.open_destination(key=OFFICE, hourly_pace=None, daily_cap=None)


def taken(number: int) -> list[Claim]:
    """So many claims, in the order their letters were put down: of letters that are due at the same moment either may be taken first."""
    return sorted(claims.claim_some(now=NOW, most=lambda server_id: number), key=lambda claim: claim.message_id)


def ended(marks: Marks, claim: Claim, *, may_wait: bool = False, number: int = 1) -> None:
    told: dict[str, Any] = {"state": MessageState.ACCEPTED, "code": 250, "words": "taken", "tls": "", "began": NOW, "now": NOW}
    marks.ended(claim, number=number, may_wait=may_wait, **told)


def states() -> list[str]:
    return list(OutgoingMessage.objects.order_by("pk").values_list("state", flat=True))


class Post(MemoryTransport):
    """Does something while it has a letter, once it has so many."""

    def __init__(self, *, at: int, do: Callable[[], object]) -> None:
        super().__init__()
        self._at, self._do = at, do

    def hand_over(self, *, letter: Letter, before_content: Callable[[], None], following: Letter | None = None) -> Answer:
        if len(self.taken) == self._at:
            self._at = -1
            self._do()
        return super().hand_over(letter=letter, before_content=before_content)


def a_worker(transport: MemoryTransport) -> Worker:
    return Worker(now=lambda: NOW, transport_for=lambda *, mailer: transport)


def test_letters_of_one_lane_are_taken_together_and_held_to_one_moment() -> None:
    put(*(a_mail() for _ in range(5)))

    assert len(taken(3)) == 3
    assert OutgoingMessage.objects.exclude(leased_until=None).values("leased_until").distinct().count() == 1
    assert len(taken(3)) == 2
    assert OutgoingMessage.objects.values("leased_until").distinct().count() == 2


def test_an_office_with_a_pace_gets_one_at_a_time() -> None:
    outbox.set_pace(key=OFFICE, hourly_pace=None, daily_cap=100)
    put(*(a_mail() for _ in range(5)))

    assert len(taken(3)) == 1


def test_a_letter_that_came_to_no_result_goes_without_companions() -> None:
    # Else one that kills its worker each time would take all others of the hand along until they are set aside.
    [first] = put(a_mail(), now=NOW - timedelta(minutes=1))
    put(*(a_mail() for _ in range(3)))
    OutgoingMessage.objects.filter(pk=first.pk).update(troubles=1)

    assert [claim.message_id for claim in taken(4)] == [first.pk]
    assert len(taken(4)) == 3


def test_an_hours_limit_is_kept_to_the_letter_and_what_was_not_begun_counts_for_nothing() -> None:
    put(*(a_mail() for _ in range(9)))
    ReceivingServer.objects.update(most_an_hour=7)

    first = taken(5)
    assert (len(first), len(taken(5)), len(taken(5))) == (5, 2, 0)
    claims.give_back(first)

    assert ReceivingServer.objects.get().hour_count == 2
    ReceivingServer.objects.update(closed_until=None)
    assert len(taken(9)) == 5
    assert not OutgoingMessage.objects.filter(troubles__gt=1).exists()


def test_a_letter_that_is_taken_back_in_a_workers_hand_does_not_leave() -> None:
    # Of letters that are due at the same moment either may be taken first; the one that is taken back is due after all others.
    put(*(a_mail() for _ in range(5)), now=NOW - timedelta(minutes=1))
    [last] = put(a_mail())
    post = Post(at=2, do=lambda: outbox.withdraw(keys=[last.key], now=NOW, reason="the appeal has ended"))

    a_worker(post).drain()

    assert len(post.taken) == 5
    assert states()[-1] == "withdrawn"


def test_after_a_letter_that_was_not_taken_one_goes_alone_before_others_are_taken_along() -> None:
    held: list[int] = []

    class Greylisting(MemoryTransport):
        def hand_over(self, *, letter: Letter, before_content: Callable[[], None], following: Letter | None = None) -> Answer:
            held.append(OutgoingMessage.objects.exclude(leased_until=None).count())
            if len(held) == 3:
                raise TryLater("4.7.1 greylisted", code=451)
            return super().hand_over(letter=letter, before_content=before_content)

    put(*(a_mail() for _ in range(8)))
    worker = a_worker(Greylisting())
    for _ in range(5):
        worker.work_once()

    assert held == [1, 7, 6, 1, 4]


@pytest.mark.parametrize("error", [TryLater("4.3.2 closing", code=421, whole_server=True), RefusedForGood("5.7.1 blocked", code=550)])
def test_after_trouble_the_rest_of_the_hand_is_given_back(error: Exception) -> None:
    def fail() -> None:
        assert OutgoingMessage.objects.exclude(leased_until=None).count() > 1
        raise error

    put(*(a_mail() for _ in range(6)))
    worker = a_worker(Post(at=3, do=fail))
    for _ in range(4):
        worker.work_once()

    assert not OutgoingMessage.objects.exclude(leased_until=None).exists()
    assert not OutgoingMessage.objects.filter(state="queued", troubles__gt=0).exists()


class Following(MemoryTransport):
    """Notes for each letter which one it was told would follow."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[str, str | None]] = []

    def hand_over(self, *, letter: Letter, before_content: Callable[[], None], following: Letter | None = None) -> Answer:
        self.said.append((letter.message_id, following.message_id if following else None))
        return super().hand_over(letter=letter, before_content=before_content)


def test_each_letter_of_a_hand_is_handed_over_with_the_one_that_follows() -> None:
    put(*(a_mail() for _ in range(5)))
    post = Following()

    a_worker(post).drain()

    names = [name for name, _ in post.said]
    # The first goes alone: nobody knows yet how fast its server is.
    assert post.said == [(names[0], None), *zip(names[1:], [*names[2:], None], strict=True)]
    assert len(set(names)) == 5


def test_a_letter_that_cant_be_read_harms_none_that_it_follows() -> None:
    put(a_mail(), now=NOW - timedelta(minutes=2))
    put(a_mail(), now=NOW - timedelta(minutes=1))
    [broken] = put(a_mail())
    put(a_mail(), now=NOW + timedelta(minutes=1))
    OutgoingMessage.objects.filter(pk=broken.pk).update(content=None)
    post = Following()

    Worker(now=lambda: NOW + timedelta(minutes=2), transport_for=lambda *, mailer: post).drain()

    assert states() == ["handed_off", "handed_off", "deferred", "handed_off"]
    assert [following for _, following in post.said] == [None, None, None]


def test_a_hold_is_obeyed_once_the_hand_is_too_old() -> None:
    clock = [NOW]
    put(*(a_mail() for _ in range(9)))
    post = MemoryTransport()
    worker = Worker(now=lambda: clock[0], transport_for=lambda *, mailer: post)
    for _ in range(3):
        worker.work_once()
    outbox.hold(group=outbox.EVERYTHING, now=NOW, reason="a person said so")
    clock[0] += timedelta(seconds=0.6)

    assert not worker.work_once()
    assert len(post.taken) == 3


def test_what_was_taken_is_written_with_the_mark_of_the_next_letter() -> None:
    marks = Marks()
    put(a_mail(), a_mail())
    first, second = taken(2)
    marks.submit(first, before=MessageState.QUEUED, now=NOW)

    ended(marks, first, may_wait=True)
    assert states() == ["submitting", "queued"]
    marks.submit(second, before=MessageState.QUEUED, now=NOW)

    assert states() == ["accepted", "submitting"]
    assert list(MessageEvent.objects.filter(message=first.message_id).values_list("before", "after", "reason")) == [
        ("", "queued", ""),
        ("queued", "submitting", ""),
        ("submitting", "accepted", "250"),
    ]
    assert Attempt.objects.get().words == "taken"
    assert OutgoingMessage.objects.get(pk=first.message_id).last_words == "taken"


@pytest.mark.django_db(transaction=True)
def test_what_was_taken_is_written_soon_although_no_letter_follows() -> None:
    marks = Marks()
    put(a_mail())
    [claim] = taken(1)
    marks.submit(claim, before=MessageState.QUEUED, now=NOW)
    keeper = LeaseKeeper(marks)
    keeper.start()

    ended(marks, claim, may_wait=True)
    deadline = monotonic() + 20
    while states() != ["accepted"] and monotonic() < deadline:
        sleep(0.02)
    keeper.stop()

    assert states() == ["accepted"]


@pytest.mark.django_db(transaction=True)
def test_marks_of_several_sessions_share_a_commit() -> None:
    marks, sessions = Marks(), 4
    commits: list[str] = []
    put(*(a_mail() for _ in range(sessions)))
    claimed, ready = taken(sessions), Barrier(sessions + 1)

    def submit(claim: Claim) -> None:
        ready.wait()
        marks.submit(claim, before=MessageState.QUEUED, now=NOW)
        connection.close()

    threads = [Thread(target=submit, args=(claim,)) for claim in claimed]
    # Whoever writes is held up until all have come.
    with marks.turn():
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            connection.connection.set_trace_callback(lambda sql: commits.extend([sql] * (sql == "COMMIT")))
        for thread in threads:
            thread.start()
        ready.wait()
        while marks.waiting < sessions:
            sleep(0.01)
    for thread in threads:
        thread.join()

    if connection.vendor == "postgresql":
        # Each row tells which transaction wrote it.
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT xmin::text FROM delivery_outgoingmessage")
            commits = [number for (number,) in cursor.fetchall()]
    assert len(commits) == 1
    assert states() == ["submitting"] * sessions
    marks.close()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_mark_the_same_letter_in_one_commit_only_the_one_who_holds_it_may_send() -> None:
    marks, told = Marks(), {}
    (message,) = put(a_mail())
    (late,) = taken(1)
    OutgoingMessage.objects.filter(pk=message.pk).update(leased_until=None)
    (holder,) = taken(1)

    def submit(name: str, claim: Claim) -> None:
        try:
            marks.submit(claim, before=MessageState.QUEUED, now=NOW)
            told[name] = "go ahead"
        except claims.FenceLost:
            told[name] = "no longer yours"
        connection.close()

    threads = [Thread(target=submit, args=args) for args in (("late", late), ("holder", holder))]
    with marks.turn():
        for thread in threads:
            thread.start()
        while marks.waiting < len(threads):
            sleep(0.01)
    for thread in threads:
        thread.join()

    assert told == {"late": "no longer yours", "holder": "go ahead"}
    assert MessageEvent.objects.filter(after="submitting").count() == 1
    marks.close()


@pytest.mark.django_db(transaction=True)
def test_sessions_and_who_claims_take_turns_and_none_is_forgotten() -> None:
    marks, sessions, each = Marks(), 4, 15
    put(*(a_mail() for _ in range(sessions * each)))
    claimed, is_over = taken(sessions * each), Event()

    def hand_over(some: Sequence[Claim]) -> None:
        for claim in some:
            marks.submit(claim, before=MessageState.QUEUED, now=NOW)
            ended(marks, claim, may_wait=True)
        connection.close()

    def look_for_more() -> None:
        while not is_over.is_set():
            with marks.turn():
                assert OutgoingMessage.objects.exists()
        connection.close()

    threads = [Thread(target=hand_over, args=(claimed[number::sessions],), daemon=True) for number in range(sessions)]
    looking = [Thread(target=look_for_more, daemon=True) for _ in range(2)]
    for thread in (*threads, *looking):
        thread.start()
    for thread in threads:
        thread.join(30)
    is_over.set()
    for thread in looking:
        thread.join(30)
    marks.write()
    marks.close()

    assert not any(thread.is_alive() for thread in (*threads, *looking))
    assert set(states()) == {"accepted"}
    assert Attempt.objects.count() == sessions * each


def test_who_asks_for_old_results_is_not_disturbed_by_new_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    # It was: the thread that renews the leases died of it.
    monkeypatch.setattr("outcry.delivery.outgoing.marks.PATIENCE_SECONDS", 1e9)
    before, marks, is_over = sys.getswitchinterval(), Marks(), Event()
    put(a_mail())
    [claim] = taken(1)

    def put_down() -> None:
        while not is_over.is_set():
            ended(marks, claim, may_wait=True)

    thread = Thread(target=put_down)
    sys.setswitchinterval(1e-6)
    try:
        thread.start()
        deadline = monotonic() + 0.5
        while monotonic() < deadline:
            marks.write_old()
    finally:
        sys.setswitchinterval(before)
        is_over.set()
        thread.join()


def test_what_harms_one_letter_harms_no_other_in_the_same_statement() -> None:
    marks = Marks()
    put(a_mail(), a_mail(), a_mail())
    first, second, third = taken(3)
    for claim in (first, second):
        marks.submit(claim, before=MessageState.QUEUED, now=NOW)
    # A try of this number is there already: the database refuses a second one.
    Attempt.objects.create(message_id=second.message_id, number=7, fence=1, started_at=NOW, ended_at=NOW, result="deferred")

    ended(marks, first, may_wait=True)
    ended(marks, second, may_wait=True, number=7)
    marks.submit(third, before=MessageState.QUEUED, now=NOW)

    assert states() == ["accepted", "submitting", "submitting"]


def test_a_mark_without_its_fence_is_refused_and_the_others_are_written() -> None:
    marks = Marks()
    put(a_mail(), a_mail())
    first, second = taken(2)
    marks.submit(first, before=MessageState.QUEUED, now=NOW)
    ended(marks, first, may_wait=True)
    outbox.withdraw(keys=[OutgoingMessage.objects.get(pk=second.message_id).key], now=NOW, reason="ended")

    with pytest.raises(claims.FenceLost):
        marks.submit(second, before=MessageState.QUEUED, now=NOW)

    assert states() == ["accepted", "withdrawn"]
