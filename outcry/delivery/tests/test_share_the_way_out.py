"""Servers take turns, and limits are kept in rows: however many workers share the work, nobody is delayed and nobody gets more."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from datetime import time as clock_time
from threading import Event, Lock, Thread

import pytest
from django.db import connection

from outcry.delivery import outbox, servers
from outcry.delivery.models import Destination, Lane, OutgoingMessage, ReceivingServer, SendingDomain
from outcry.delivery.outgoing import claims
from outcry.delivery.outgoing.transports.base import Answer, Letter, TryLater
from outcry.delivery.outgoing.transports.memory import MemoryTransport
from outcry.delivery.outgoing.worker import Worker
from outcry.delivery.tests.cast import MINUTE, NOW, OFFICE, a_mail, put

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SLOW = "office@slow.example"


@pytest.fixture(autouse=True)
def straight_to_the_addressee(settings: object) -> None:
    settings.NEXT_HOP = "addressee"  # type: ignore[attr-defined]


def open_offices(keys: Iterable[str]) -> None:
    for key in keys:
        outbox.open_destination(key=key, hourly_pace=None, daily_cap=None)


def letters_to(server: str, number: int, **told: object) -> list[OutgoingMessage]:
    facts = {"destination": f"office:{server}", "recipient": f"office@{server}.example"} | told
    return put(*(a_mail(**facts) for _ in range(number)))


def domain_of(letter: Letter) -> str:
    return letter.recipient.rpartition("@")[2]


def a_worker(transport: MemoryTransport, now: Callable[[], datetime] = lambda: NOW) -> Worker:
    return Worker(now=now, transport_for=lambda *, mailer: transport)


class SlowPost(MemoryTransport):
    """Takes its time with one server, and remembers how many letters were under way at each at once."""

    def __init__(self, *, seconds: float = 0, wait: Callable[[float], None] = time.sleep) -> None:
        super().__init__()
        self.seconds, self.wait = seconds, wait
        self.lock = Lock()
        self.under_way: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.done: list[tuple[str, float]] = []

    def hand_over(self, *, letter: Letter, before_content: Callable[[], None], following: Letter | None = None) -> Answer:
        name = domain_of(letter)
        with self.lock:
            self.under_way[name] += 1
            self.most[name] = max(self.most[name], self.under_way[name])
        before_content()
        self.wait(self.seconds if letter.recipient == SLOW else 0)
        with self.lock:
            self.under_way[name] -= 1
            self.done.append((name, time.monotonic()))
        return Answer(code=250, words="taken")


def work_together(transport: MemoryTransport, *, workers: int, now: Callable[[], datetime] = lambda: NOW) -> None:
    """So many workers, each a thread with a connection of its own, until nothing may leave any more."""

    def work() -> None:
        try:
            worker = a_worker(transport, now)
            # One look is not enough: a server may have been as busy as it may be this moment.
            for _ in range(3):
                worker.drain()
                time.sleep(0.1)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_a_slow_server_delays_nobody_and_never_has_all_workers() -> None:
    open_offices(["office:slow", "office:a", "office:b"])
    letters_to("slow", 4)
    for fast in ("a", "b"):
        letters_to(fast, 15)
    everybody_else_is_done, waited_for_them = Event(), []

    def wait(seconds: float) -> None:
        if seconds:
            # As slow as can be: it answers only when all others have their letters.
            waited_for_them.append(everybody_else_is_done.wait(60))
        elif sum(name != "slow.example" for name, _ in post.done) >= 29:
            everybody_else_is_done.set()

    post = SlowPost(seconds=30, wait=wait)

    work_together(post, workers=3)

    assert waited_for_them == [True] * 4
    assert Counter(name for name, _ in post.done) == {"slow.example": 4, "a.example": 15, "b.example": 15}
    assert post.most["slow.example"] <= 2


@pytest.mark.django_db
def test_a_lone_worker_shares_its_time_and_not_only_its_turns() -> None:
    # A server takes 30 seconds for each letter, three others none: by turns alone they would get one letter in 30 seconds each.
    open_offices(["office:slow", "office:a", "office:b", "office:c"])
    letters_to("slow", 5)
    clock = [NOW]

    def wait(seconds: float) -> None:
        clock[0] += timedelta(seconds=seconds or 0.5)

    post = SlowPost(seconds=30, wait=wait)
    for fast in ("a", "b", "c"):
        letters_to(fast, 30)

    a_worker(post, lambda: clock[0]).drain()

    order = [name for name, _ in post.done]
    first, second = [place for place, name in enumerate(order) if name == "slow.example"][:2]
    # Thirty seconds at half a second a letter.
    assert second - first > 55
    assert len(order) == 95


@pytest.mark.django_db(transaction=True)
def test_however_many_workers_no_server_gets_more_letters_at_once_than_it_may() -> None:
    open_offices(["office:slow"])
    letters_to("slow", 10)
    ReceivingServer.objects.update(most_connections=1)
    post = SlowPost(seconds=0.1)

    work_together(post, workers=4)

    assert post.most["slow.example"] == 1
    assert len(post.done) >= 4


@pytest.mark.django_db(transaction=True)
def test_without_a_limit_workers_pile_up_on_a_slow_server() -> None:
    # The negative control of the test above. Both the look at the lanes and the gate count: to take one away proves nothing.
    open_offices(["office:slow"])
    letters_to("slow", 10)
    ReceivingServer.objects.update(connections=99, most_connections=99)
    post = SlowPost(seconds=0.3)

    work_together(post, workers=4)

    assert post.most["slow.example"] > 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("limit", ["addressee", "server", "sending domain"])
def test_several_workers_keep_one_limit_to_the_letter(limit: str, settings: object) -> None:
    open_offices(["office:a"])
    letters_to("a", 60)
    match limit:
        case "addressee":
            outbox.set_pace(key="office:a", hourly_pace=None, daily_cap=23)
        case "server":
            ReceivingServer.objects.update(most_an_hour=23)
        case _:
            SendingDomain.objects.update(warms_up_from=NOW.date(), warm_up="23 50")
    post = SlowPost()
    settings.SERVER_CONNECTIONS = 8  # type: ignore[attr-defined]
    ReceivingServer.objects.update(connections=8)

    work_together(post, workers=6)

    assert len(post.done) == 23


def test_a_persons_server_is_known_by_name_only_where_that_names_nobody(settings: object) -> None:
    assert servers.server_key(recipient="samira@GoogleMail.com", destination="supporters") == "gmail.com"
    assert servers.server_key(recipient="office@prosecutor.example", destination=OFFICE) == "prosecutor.example"
    hashed = servers.server_key(recipient="samira@samira-k.example", destination="supporters")

    assert servers.is_hashed(hashed)
    assert "samira" not in hashed
    assert hashed == servers.server_key(recipient="other@samira-k.example", destination="supporters")
    assert hashed != servers.server_key(recipient="samira@other.example", destination="supporters")


@pytest.mark.django_db
def test_a_dead_server_rests_for_all_its_offices_and_longer_each_time() -> None:
    open_offices([OFFICE, "office:court", "office:a"])
    put(*(a_mail() for _ in range(3)), *(a_mail(destination="office:court", recipient="court@prosecutor.example") for _ in range(3)))
    letters_to("a", 2)
    clock, dead = [NOW], DeadServer("prosecutor.example")
    worker = a_worker(dead, lambda: clock[0])

    assert worker.drain() == 3
    tried = []
    for minute in range(1, 33):
        clock[0] = NOW + minute * MINUTE
        if worker.drain():
            tried.append(minute)

    # One minute, two, four, eight, sixteen.
    assert tried == [1, 3, 7, 15, 31]


class DeadServer(MemoryTransport):
    """Nothing of one domain is taken."""

    def __init__(self, domain: str) -> None:
        super().__init__()
        self.domain = domain

    def hand_over(self, *, letter: Letter, before_content: Callable[[], None], following: Letter | None = None) -> Answer:
        if domain_of(letter) == self.domain:
            raise TryLater("4.3.2 closing", code=421, whole_server=True)
        return super().hand_over(letter=letter, before_content=before_content)


@pytest.mark.django_db
def test_when_our_relay_is_down_everything_that_goes_through_it_rests(settings: object) -> None:
    settings.NEXT_HOP = "relay"  # type: ignore[attr-defined]
    open_offices(["office:a", "office:b"])
    letters_to("a", 3)
    letters_to("b", 3)
    relay = DeadServer("a.example")
    worker = a_worker(relay)

    assert worker.drain() == 1
    assert not ReceivingServer.objects.exclude(rests_until=None).exists()


@pytest.mark.django_db
def test_a_new_server_gets_few_letters_at_first_and_twice_as_many_after_each_good_hour(settings: object) -> None:
    settings.SERVER_AN_HOUR_AT_FIRST = 4  # type: ignore[attr-defined]
    open_offices(["office:a"])
    letters_to("a", 60)
    clock, post = [NOW], MemoryTransport()
    worker = a_worker(post, lambda: clock[0])
    left = []
    for hour in range(4):
        clock[0] = NOW + hour * HOUR
        left.append(worker.drain())

    assert left == [4, 8, 16, 32]
    assert ReceivingServer.objects.get().connections == 2


@pytest.mark.django_db
def test_trouble_halves_what_a_server_gets(settings: object) -> None:
    settings.SERVER_AN_HOUR_AT_FIRST = 10  # type: ignore[attr-defined]
    open_offices(["office:a"])
    letters_to("a", 60)
    worker = a_worker(DeadServer("a.example"))

    worker.drain()

    assert ReceivingServer.objects.get().an_hour == 5


@pytest.mark.django_db
def test_a_link_that_somebody_waits_for_overtakes_everything_and_waits_for_no_slow_start(settings: object) -> None:
    settings.SERVER_AN_HOUR_AT_FIRST = 2  # type: ignore[attr-defined]
    told = {"destination": "supporters", "mailer": "letter_to_supporter", "recipient": "samira@gmail.com"}
    put(*(a_mail(**told) for _ in range(9)))
    [urgent] = put(a_mail(**told, priority=1))
    post = MemoryTransport()
    worker = a_worker(post)

    assert worker.drain() == 2
    assert post.taken[0].message_id == urgent.message_id
    [late] = put(a_mail(**told, priority=1))

    assert worker.drain() == 1
    assert post.taken[-1].message_id == late.message_id


@pytest.mark.django_db
def test_office_hours_are_kept_by_the_offices_own_clock_and_days_off() -> None:
    # Monday, 23 November 2026, noon in UTC is 17:00 in Almaty.
    outbox.open_destination(key="office:a", hourly_pace=None, daily_cap=2)
    outbox.set_hours(key="office:a", zone="Asia/Almaty", hours=(clock_time(9), clock_time(18)), weekdays="12")
    letters_to("a", 9)
    clock, post = [NOW], MemoryTransport()
    worker = a_worker(post, lambda: clock[0])
    left = {}
    for hour in range(7 * 24):
        clock[0] = NOW + hour * HOUR
        if number := worker.drain():
            left[clock[0].isoformat()] = number

    # Two on Monday; two on Tuesday at nine there, which is four in UTC; then the same a week later.
    assert left == {"2026-11-23T12:00:00+00:00": 2, "2026-11-24T04:00:00+00:00": 2, "2026-11-30T04:00:00+00:00": 2}


@pytest.mark.django_db
def test_a_new_domain_sends_as_many_a_day_as_its_plan_says_and_then_all(settings: object) -> None:
    settings.WARM_UP = (2, 3)  # type: ignore[attr-defined]
    open_offices(["office:a"])
    letters_to("a", 12)
    SendingDomain.objects.update(warms_up_from=NOW.date())
    clock = [NOW]
    worker = a_worker(MemoryTransport(), lambda: clock[0])
    left = []
    for day in range(3):
        clock[0] = NOW + day * DAY
        left.append(worker.drain())

    assert left == [2, 3, 7]


@pytest.mark.django_db
def test_an_idle_worker_knows_when_the_next_limit_lets_a_letter_leave() -> None:
    outbox.open_destination(key="office:a", hourly_pace=60, daily_cap=None)
    letters_to("a", 2)
    a_worker(MemoryTransport()).drain()

    assert claims.next_slot_after(now=NOW) == NOW + MINUTE
    Destination.objects.update(paused_at=NOW)
    assert claims.next_slot_after(now=NOW) is None
    assert Lane.objects.count() == 1


@pytest.mark.django_db
def test_who_looks_for_work_never_reads_past_all_that_has_ended() -> None:
    letters_to("one", 300)
    if connection.vendor == "sqlite":
        asked: list[str] = []
        connection.connection.set_trace_callback(asked.append)
        assert claims.may_leave(now=NOW)
        connection.connection.set_trace_callback(None)
        plan = [step for statement in asked for *_, step in connection.connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
        assert any("message_to_claim" in step for step in plan)
        assert not any(step.startswith("SCAN message") for step in plan)
        return
    with connection.cursor() as cursor:
        # As it takes note of a table by itself; while nearly every row is due, the first of the table looks like the nearest.
        cursor.execute("ANALYZE delivery_outgoingmessage")
        reads = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'delivery_outgoingmessage'"
        cursor.execute(reads)
        before = cursor.fetchone()
        assert claims.may_leave(now=NOW)
        cursor.execute(reads)
        assert cursor.fetchone() == before
