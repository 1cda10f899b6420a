"""What people wrote is kept for 28 days after its own end, and not a batch longer."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from outcry.delivery import outbox, retention
from outcry.delivery.models import Attempt, IncomingMessage, OutgoingMessage
from outcry.delivery.outgoing.transports.base import HandOverError, RefusedForGood, TryLater
from outcry.delivery.outgoing.transports.memory import MemoryTransport
from outcry.delivery.outgoing.worker import Worker
from outcry.delivery.retention import KEPT, erase_ended, erase_strays
from outcry.delivery.tests.cast import MINUTE, NOW, OFFICE, a_mail, bring_to, put

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["accepted", "handed_off", "refused", "bounced", "expired", "withdrawn"])
def test_what_has_ended_is_forgotten_after_28_days(state: str) -> None:
    [message] = put(a_mail())
    bring_to(state, last_words="kept for office@prosecutor.example")
    Attempt.objects.create(message=message, number=1, fence=1, started_at=NOW, ended_at=NOW, result="accepted", words="kept for office@prosecutor.example")

    assert erase_ended(now=NOW + KEPT - timedelta(seconds=1)) == 0
    assert erase_ended(now=NOW + KEPT) == 1
    assert erase_ended(now=NOW + KEPT) == 0

    message.refresh_from_db()
    assert (message.recipient, message.content, message.last_words, message.erased_at) == (None, None, None, NOW + KEPT)
    assert message.tries.get().words is None
    assert (message.state, message.key) == (state, message.key)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (None, "accepted"),
        (RefusedForGood("nobody of that name", code=550), "refused"),
        (TryLater("full", code=452), "expired"),
        (None, "withdrawn"),
    ],
)
def test_however_it_came_to_its_end_nothing_is_due_and_it_is_forgotten(answer: HandOverError | None, state: str, settings: Any) -> None:
    settings.NEXT_HOP = "addressee"
    outbox.open_destination(key=OFFICE, hourly_pace=None, daily_cap=None)
    [message] = put(a_mail())
    transport = MemoryTransport(errors={"office@prosecutor.example": answer} if answer else {})

    def work(at: datetime) -> None:
        Worker(now=lambda: at, transport_for=lambda *, mailer: transport).drain()

    if state == "withdrawn":
        outbox.withdraw(keys=[message.key], now=NOW, reason="by hand")
    for at in (NOW + MINUTE, NOW + timedelta(days=1), NOW + timedelta(days=9)):
        work(at)

    message.refresh_from_db()
    assert (message.state, message.due_at, message.leased_until) == (state, None, None)
    assert erase_ended(now=NOW + timedelta(days=9) + KEPT) == 1


@pytest.mark.parametrize("state", ["queued", "deferred", "submitting", "uncertain"])
def test_what_is_still_to_be_sent_is_kept(state: str) -> None:
    put(a_mail())
    bring_to(state)

    assert erase_ended(now=NOW + 9 * KEPT) == 0


def test_what_stays_uncertain_is_forgotten_too() -> None:
    put(a_mail())
    bring_to("uncertain", due_at=None)

    assert erase_ended(now=NOW + KEPT) == 1


def test_a_machines_mail_is_forgotten_and_a_persons_kept() -> None:
    for number, kind in enumerate(["bounce", "automatic", "person", ""]):
        IncomingMessage.objects.create(digest=bytes([number]) * 32, received_at=NOW, raw=b"raw", envelope_sender="a@x.example", size=3, kind=kind)

    assert erase_ended(now=NOW + KEPT) == 2

    kept = {row.kind: row.raw for row in IncomingMessage.objects.all()}
    assert kept == {"bounce": None, "automatic": None, "person": b"raw", "": b"raw"}


def test_a_large_backlog_is_forgotten_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_BATCH", 3)
    put(*(a_mail() for _ in range(10)))
    bring_to("accepted")

    assert erase_ended(now=NOW + KEPT) == 10


def test_what_is_due_longest_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_BATCH", 1)
    later, earlier = put(a_mail(), a_mail())
    bring_to("accepted", OutgoingMessage.objects.filter(pk=later.pk), state_changed_at=NOW)
    bring_to("accepted", OutgoingMessage.objects.filter(pk=earlier.pk), state_changed_at=NOW - timedelta(days=1))
    erased: list[int] = []
    monkeypatch.setattr(retention, "_erase_outgoing", _and_note(retention._erase_outgoing, erased))

    erase_ended(now=NOW + KEPT)

    assert erased == [earlier.pk, later.pk]


def _and_note(erase: Callable[..., None], erased: list[int]) -> Callable[..., None]:
    def both(ids: list[int], *, now: datetime) -> None:
        erased.extend(ids)
        erase(ids, now=now)

    return both


def test_what_people_write_back_to_us_is_forgotten_and_an_offices_answer_kept() -> None:
    [letter, mail] = put(a_mail(mailer="protest"), a_mail(mailer="letter_to_supporter"))
    for number, answers in enumerate([letter, mail, None]):
        IncomingMessage.objects.create(digest=bytes([number]) * 32, received_at=NOW, raw=b"raw", size=3, kind="person", answers=answers)

    assert erase_strays(now=NOW + KEPT - timedelta(seconds=1)) == 0
    assert erase_strays(now=NOW + KEPT) == 2

    assert [row.answers for row in IncomingMessage.objects.filter(raw__isnull=False)] == [letter]
