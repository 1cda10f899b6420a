"""What the worker does while nothing may leave: it sleeps until the next thing is due, on a clock that counts its wake-ups."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

import pytest

from outcry.delivery import outbox
from outcry.delivery.outgoing.transports.memory import MemoryTransport
from outcry.delivery.outgoing.worker import Worker
from outcry.delivery.tests.cast import NOW, OFFICE, a_mail, put

# The worker hangs up on a connection that is inside of somebody else's transaction, such as a test's.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def transport() -> MemoryTransport:
    outbox.open_destination(key=OFFICE, hourly_pace=None, daily_cap=None)
    return MemoryTransport()


class Sleep(Event):
    """A worker's sleep on a clock of its own: no time passes outside of it. `at` says what else happens, and when."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.waits = self.looks = 0
        self.at: dict[datetime, Callable[[], object]] = {}

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.waits += 1
        self.now += timedelta(seconds=timeout)
        for moment in [moment for moment in self.at if moment <= self.now]:
            self.at.pop(moment)()
        return self.is_set()


class Watched(Worker):
    """Counts how often it wakes up to look at the queue."""

    def work_once(self) -> bool:
        self.stop.looks += 1  # type: ignore[attr-defined]
        return super().work_once()


def run_until(transport: MemoryTransport, sleep: Sleep, end: timedelta) -> None:
    sleep.at[NOW + end] = sleep.set
    Watched(now=lambda: sleep.now, transport_for=lambda *, mailer: transport, stop=sleep).run()


def test_between_the_letters_of_a_fast_office_it_sleeps_just_until_the_next_slot(transport: MemoryTransport) -> None:
    outbox.open_destination(key="office:fast", hourly_pace=36_000, daily_cap=None)
    put(*(a_mail(destination="office:fast") for _ in range(10)))
    sleep = Sleep()

    run_until(transport, sleep, timedelta(seconds=0.95))

    assert len(transport.taken) == 10
    assert sleep.looks <= 2 * 10 + 2


def test_between_the_letters_of_a_slow_office_it_looks_once_a_second(transport: MemoryTransport) -> None:
    outbox.open_destination(key="office:slow", hourly_pace=60, daily_cap=None)
    put(*(a_mail(destination="office:slow") for _ in range(3)))
    sleep = Sleep()

    run_until(transport, sleep, timedelta(seconds=120.5))

    assert len(transport.taken) == 3
    assert sleep.looks <= 120 + 3 + 3


def test_new_work_is_taken_up_at_once_although_it_sleeps(transport: MemoryTransport) -> None:
    sleep, arrived = Sleep(), timedelta(seconds=5.3)
    sleep.at[NOW + arrived] = lambda: put(a_mail())

    run_until(transport, sleep, arrived + timedelta(seconds=0.3))

    assert len(transport.taken) == 1


def test_told_to_stop_it_does_not_sleep_on(transport: MemoryTransport) -> None:
    sleep = Sleep()

    run_until(transport, sleep, timedelta(seconds=0.2))

    assert (sleep.waits, sleep.looks) == (1, 1)
