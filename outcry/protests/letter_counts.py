"""How an appeal's letters stand, counted from the rows: one protest once for each addressee, whichever way its letter goes.

Single letters are counted by their messages, along one index. What is no single letter is taken off again: messages that letters had before they
went another way, and daily letters, which stand for many. Then come the letters that go by other ways, each under its own name.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from outcry.appeals.models import Appeal
from outcry.delivery import queries as delivery
from outcry.delivery.states import WITHDRAWABLE, MessageState
from outcry.protests.models import BookState, DailyLetter, FormerMessage, ProtestLetter, Rung

# Beside the states of messages: letters that a daily letter tells of, by the state of that one's message; those that none tells of yet.
DAILY = "daily "
DAILY_WAITING = "daily waiting"
# In no book yet; in one that has not gone; in one that was posted or handed over.
BOOK_WAITING, BOOK_PRINTED, BOOK_POSTED, BOOK_HANDED_OVER = "book waiting", "book printed", "book posted", "book handed over"
# She was asked to send it herself and no copy has come; a copy has.
OWN_ASKED, OWN_SEEN = "own asked", "own seen"

_S = MessageState
FAILED = (_S.REFUSED, _S.BOUNCED, _S.EXPIRED)

States = dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Standings:
    """How letters stand. The parts add up to all of them."""

    accepted: int = 0
    handed_off: int = 0
    refused: int = 0
    queued: int = 0
    deferred: int = 0
    uncertain: int = 0
    withdrawn: int = 0
    # Told of by daily letters that the office's server accepted.
    daily: int = 0
    # In books of letters.
    posted: int = 0
    handed_over: int = 0
    # From supporters' own mailboxes: asked for and not seen, seen.
    own_asked: int = 0
    own_seen: int = 0

    @property
    def waiting(self) -> int:
        """On the way, or may be."""
        return self.queued + self.deferred + self.uncertain


def standings(states: Mapping[str, int]) -> Standings:
    """The states of single letters and those by other ways, put together under the names by which they are told."""

    def number(*names: str) -> int:
        return sum(states.get(name, 0) + states.get(DAILY + name, 0) for name in names)

    return Standings(
        accepted=states.get(_S.ACCEPTED, 0),
        handed_off=number(_S.HANDED_OFF),
        refused=number(*FAILED),
        queued=number(_S.QUEUED, _S.SUBMITTING) + sum(states.get(name, 0) for name in (DAILY_WAITING, BOOK_WAITING, BOOK_PRINTED)),
        deferred=number(_S.DEFERRED),
        uncertain=number(_S.UNCERTAIN),
        withdrawn=number(_S.WITHDRAWN),
        daily=states.get(DAILY + _S.ACCEPTED, 0),
        posted=states.get(BOOK_POSTED, 0),
        handed_over=states.get(BOOK_HANDED_OVER, 0),
        own_asked=states.get(OWN_ASKED, 0),
        own_seen=states.get(OWN_SEEN, 0),
    )


def letter_states(*, appeal: Appeal) -> dict[str, States]:
    """For each destination, how many letters stand how. The numbers of one destination add up to the letters to it."""
    found = delivery.count_states(group=appeal.subject)
    for rows in (FormerMessage.objects.filter(letter__addressee__appeal=appeal), DailyLetter.objects.filter(addressee__appeal=appeal)):
        for destination, state, number in rows.order_by().values_list("message__destination__key", "message__state").annotate(Count("pk")):
            _add(found, destination, state, -number)
    for destination, standing, number in _by_other_ways(appeal):
        _add(found, destination, standing, number)
    return {destination: {standing: number for standing, number in numbers.items() if number} for destination, numbers in found.items()}


def refused_first(*, appeal: Appeal) -> dict[str, int]:
    """For each destination, how many letters had been refused, sent back or given up as single ones before they went another way."""
    rows = FormerMessage.objects.filter(letter__addressee__appeal=appeal, message__state__in=FAILED).order_by()
    return dict(rows.values_list("message__destination__key").annotate(Count("letter", distinct=True)))


def single_letters_left(states: Mapping[str, int]) -> int:
    """How many of them leave one by one, at the office's pace."""
    return sum(states.get(name, 0) for name in (_S.QUEUED, _S.SUBMITTING, _S.DEFERRED, _S.UNCERTAIN))


def waiting_in(states: Mapping[str, int]) -> int:
    """How many of them can still be taken back; a daily letter that waits counts as those it tells of."""
    return sum(states.get(name, 0) for name in (*WITHDRAWABLE, *(DAILY + state for state in WITHDRAWABLE), DAILY_WAITING, BOOK_WAITING, OWN_ASKED))


def _add(found: dict[str, States], destination: str, standing: str, number: int) -> None:
    numbers = found.setdefault(destination, {})
    numbers[standing] = numbers.get(standing, 0) + number


def _by_other_ways(appeal: Appeal) -> list[tuple[str, str, int]]:
    offices = {one.pk: one.office.destination for one in appeal.addressees.select_related("office")}
    rows = ProtestLetter.objects.filter(addressee__in=offices, message=None).order_by()
    rows = rows.annotate(
        is_open=ExpressionWrapper(Q(taken_back_at=None), output_field=BooleanField()),
        is_seen=ExpressionWrapper(Q(seen_at__isnull=False), output_field=BooleanField()),
    )
    counted = rows.values_list("addressee", "way", "daily__message__state", "book__state", "is_open", "is_seen").annotate(Count("pk"))
    return [(offices[addressee], OWN_SEEN if is_seen else _standing(way, *more), number) for addressee, way, *more, is_seen, number in counted]


def _standing(way: str, daily: str | None, book: str | None, is_open: bool) -> str:
    if daily:
        return DAILY + daily
    if book:
        return {BookState.POSTED: BOOK_POSTED, BookState.HANDED_OVER: BOOK_HANDED_OVER}.get(BookState(book), BOOK_PRINTED)
    if not is_open:
        return MessageState.WITHDRAWN
    # One that came back from another way and is still to be written waits like any single letter.
    return {Rung.DAILY: DAILY_WAITING, Rung.BOOK: BOOK_WAITING, Rung.OWN: OWN_ASKED}.get(Rung(way), MessageState.QUEUED.value)
