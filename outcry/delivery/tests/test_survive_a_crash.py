"""Workers that die, workers that wake too late, workers side by side: every letter arrives, and none is written down twice."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import DatabaseError, connection

from outcry.delivery import outbox, queries
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.outgoing import claims
from outcry.delivery.outgoing.in_hand import InHand
from outcry.delivery.outgoing.lease_keeper import LeaseKeeper
from outcry.delivery.outgoing.recovery import recover_abandoned
from outcry.delivery.outgoing.transports.base import Answer, Letter, TryLater
from outcry.delivery.outgoing.transports.memory import MemoryTransport
from outcry.delivery.outgoing.worker import Worker
from outcry.delivery.tests.cast import MINUTE, NOW, OFFICE, a_mail, put
from outcry.delivery.tests.mail_servers import MailServer, mail_server


class Elsewhere:
    """Processes that share an outbox of their own, on the database that this run of the suite uses."""

    def __init__(self, folder: Path) -> None:
        facts = connection.settings_dict
        url = ""
        if connection.vendor == "postgresql":
            url = f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"
        self._environment = os.environ | {
            "DATA": str(folder),
            "OUTCRY_MODE": "test",
            "DATABASE_URL": url,
            "OUTCRY_LEASE_SECONDS": "1",
            "OUTCRY_MAIL_HASTE": "600",
        }

    def start(self, what: str, *, port: int = 0, number: int = 1) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "outcry.delivery.tests.other_process", what, str(port), str(number)]
        return subprocess.Popen(command, env=self._environment, stdout=subprocess.PIPE, text=True)

    def run(self, what: str, *, port: int = 0, number: int = 1) -> str:
        process = self.start(what, port=port, number=number)
        words, _ = process.communicate(timeout=100)
        assert process.returncode == (-signal.SIGKILL if what.startswith("die") else 0)
        return words


@pytest.fixture
def elsewhere(transactional_db: None, tmp_path: Path) -> Elsewhere:
    return Elsewhere(tmp_path)


def copies(server: MailServer) -> Counter[str]:
    """How often each message id arrived whole."""
    heads = [letter.content.partition(b"\r\n\r\n")[0].decode() for letter in server.kept]
    return Counter(line.removeprefix("Message-ID: ") for head in heads for line in head.split("\r\n") if line.startswith("Message-ID: "))


@pytest.mark.parametrize(("moment", "arrived"), [("die-before", 1), ("die-after", 2)])
def test_a_letter_whose_worker_was_killed_goes_once_more_with_the_same_id(moment: str, arrived: int, elsewhere: Elsewhere) -> None:
    with mail_server() as server:
        elsewhere.run("put", number=3)
        elsewhere.run(moment, port=server.port)
        letters = json.loads(elsewhere.run("deliver", port=server.port))

    # The first letter was in hand when the worker died; the other two never noticed.
    assert sorted(copies(server).values()) == [1, 1, arrived]
    assert {state for _, state, _ in letters} == {"accepted"}
    assert sorted(len(steps) for _, _, steps in letters) == [3, 3, 5]
    assert max((steps for _, _, steps in letters), key=len) == ["queued", "submitting", "uncertain", "submitting", "accepted"]


def test_workers_side_by_side_send_every_letter_once(elsewhere: Elsewhere) -> None:
    with mail_server() as server:
        elsewhere.run("put", number=40)
        workers = [elsewhere.start("deliver", port=server.port) for _ in range(3)]
        words = [worker.communicate(timeout=100)[0] for worker in workers]

    letters = json.loads(words[0])
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    assert copies(server) == Counter({name: 1 for name, _, _ in letters})
    assert len(letters) == 40


class Clock:
    """The database's clock in the test's hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = NOW
        for place in ("claims", "recovery"):
            monkeypatch.setattr(f"outcry.delivery.outgoing.{place}.database_now", self.read)

    def read(self) -> datetime:
        return self.now


class Sleepy(MemoryTransport):
    """Stands still with its first letter, before the text leaves, until others have been at work."""

    def __init__(self, *, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self._meanwhile: Callable[[], object] | None = meanwhile

    def hand_over(self, *, letter: Letter, before_content: Callable[[], None], following: Letter | None = None) -> Answer:
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile:
            meanwhile()
        return super().hand_over(letter=letter, before_content=before_content)


def a_worker_wakes_too_late(clock: Clock) -> tuple[str, int]:
    """Let a worker sleep past its lease while another one tries the same letter; then let time pass.

    Returns the letter's last state and how many copies of it arrived.
    """
    outbox.open_destination(key=OFFICE, hourly_pace=None, daily_cap=None)
    busy = MemoryTransport(errors={"office@prosecutor.example": TryLater("4.3.0 not now", code=451)})

    def work(transport: MemoryTransport, minutes: int) -> None:
        clock.now += minutes * MINUTE
        with suppress(DatabaseError):
            Worker(now=clock.read, transport_for=lambda *, mailer: transport).drain()

    [message] = put(a_mail())
    sleepy = Sleepy(meanwhile=lambda: work(busy, 60))
    work(busy, 0)
    work(sleepy, 60)
    for _ in range(9):
        work(sleepy, 120)
    message.refresh_from_db()
    return message.state, len(sleepy.taken)


@pytest.mark.django_db
def test_a_worker_that_wakes_too_late_neither_sends_nor_writes(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.NEXT_HOP = "addressee"

    assert a_worker_wakes_too_late(Clock(monkeypatch)) == ("accepted", 1)


@pytest.mark.django_db
def test_without_the_fence_a_late_worker_spoils_it(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.NEXT_HOP = "addressee"
    # The negative control of the test above: should this one ever fail, that one proves nothing any more.
    monkeypatch.setattr("outcry.delivery.outgoing.in_hand.fenced", lambda claim: OutgoingMessage.objects.filter(pk=claim.message_id))
    monkeypatch.setattr("outcry.delivery.outgoing.marks.FENCED", "%(fence)s > 0")

    assert a_worker_wakes_too_late(Clock(monkeypatch)) != ("accepted", 1)


@pytest.mark.django_db
def test_what_was_claimed_and_never_submitted_is_simply_claimed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    put(a_mail(destination="supporters"))
    first = claims.claim(now=NOW)
    assert claims.claim(now=NOW) is None

    clock.now += claims.lease()
    second = claims.claim(now=NOW)

    assert first is not None
    assert second is not None
    assert (second.message_id, second.fence) == (first.message_id, first.fence + 1)
    assert not claims.renew(first)
    assert claims.renew(second)


@pytest.mark.django_db
def test_nothing_is_held_any_more_that_came_to_its_result_while_leases_are_renewed() -> None:
    put(a_mail(destination="supporters"), a_mail(destination="supporters"))
    taken, deferred = claims.claim(now=NOW), claims.claim(now=NOW)
    assert taken is not None
    assert deferred is not None
    hand = InHand(taken, now=NOW)
    hand.submit(now=NOW)
    hand.taken(Answer(code=250, words="taken"), now=NOW)
    InHand(deferred, now=NOW).defer(TryLater("4.7.1 greylisted", code=451), now=NOW)

    assert not claims.renew(taken, deferred)
    assert not OutgoingMessage.objects.exclude(leased_until=None).exists()


@pytest.mark.django_db
def test_a_renewed_lease_keeps_others_away(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    put(a_mail(destination="supporters"))
    claim = claims.claim(now=NOW)
    assert claim is not None

    clock.now += claims.lease() * 0.9
    claims.renew(claim)
    clock.now += claims.lease() * 0.9

    assert claims.claim(now=NOW) is None


@pytest.mark.django_db
def test_leases_go_by_the_databases_clock_whatever_a_workers_own_clock_says() -> None:
    put(a_mail(destination="supporters"), now=NOW - timedelta(days=2))

    assert claims.claim(now=NOW - timedelta(days=1)) is not None
    assert claims.claim(now=NOW + timedelta(days=1)) is None


def test_the_lease_of_a_slow_hand_over_is_renewed(transactional_db: None, settings: Any) -> None:
    settings.LEASE_SECONDS = 1
    [message] = put(a_mail(destination="supporters"))
    claim = claims.claim(now=NOW)
    assert claim is not None
    before = OutgoingMessage.objects.values_list("leased_until", flat=True).get(pk=message.pk)
    keeper = LeaseKeeper()
    keeper.start()

    with keeper.holding(claim):
        deadline = monotonic() + 20
        while OutgoingMessage.objects.values_list("leased_until", flat=True).get(pk=message.pk) == before and monotonic() < deadline:
            sleep(0.05)
    keeper.stop()

    after = OutgoingMessage.objects.values_list("leased_until", flat=True).get(pk=message.pk)
    assert before is not None
    assert after is not None
    assert after > before


@pytest.mark.django_db
def test_what_was_erased_on_the_wire_does_not_go_again(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    [message] = put(a_mail(destination="supporters"))
    claim = claims.claim(now=NOW)
    assert claim is not None
    InHand(claim, now=NOW).submit(now=NOW)
    outbox.erase(keys=[message.key], now=NOW)

    clock.now += claims.lease()
    recover_abandoned(now=NOW)

    message.refresh_from_db()
    assert (message.state, message.due_at) == ("uncertain", None)
    assert [event.after for event in queries.history(key=message.key)] == ["queued", "submitting", "uncertain"]
