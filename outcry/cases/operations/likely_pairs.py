"""Look through everything for records that may be one. People judge; this only finds what is worth a look."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db import IntegrityError, transaction

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.cases.grouping import Grouping
from outcry.cases.judged import changed_since, grouping
from outcry.cases.likely import Scored, worth_asking
from outcry.cases.likely_events import LikelyEvents
from outcry.cases.likely_people import LikelyPeople
from outcry.cases.likely_records import events_of, people_of
from outcry.cases.models import JudgedKind, Judgment, LikelyPair, LikelySearch, LikelyState, Verdict

# Of each kind; nobody gets through more before the next search.
MOST_KEPT = 2_000
# A search takes seconds to minutes: one that began so long ago was killed.
LONGEST = timedelta(hours=1)
# Every so many reports of progress one is written down.
_WRITTEN = 5
_ACTIVE = (LikelyState.WAITING, LikelyState.RUNNING)

Progress = Callable[[int, int], None]


@transaction.atomic
def ask_for_search(*, organisation: Organisation, by: User | None, now: datetime) -> LikelySearch:
    """Let a search begin as soon as it can; where one waits or runs already, that one."""
    try:
        with transaction.atomic():
            search = LikelySearch.objects.create(organisation=organisation, by=by, asked_at=now)
    except IntegrityError:
        return LikelySearch.objects.filter(organisation=organisation, state__in=_ACTIVE).get()
    record(verb="look for likely pairs", subject=search.subject, actor=by, now=now)
    return search


def carry_out_search(*, search: LikelySearch, now: datetime, progress: Progress | None = None) -> bool:
    """Look through everything, and put what was found in the place of what the last search found. False where another has begun it."""
    if not LikelySearch.objects.filter(pk=search.pk, state=LikelyState.WAITING).update(state=LikelyState.RUNNING, started_at=now):
        return False
    try:
        _Looking(search, progress).write()
    except Exception:
        # The rim logs what it was; the row must not say for ever that it is running.
        LikelySearch.objects.filter(pk=search.pk).update(state=LikelyState.STOPPED)
        raise
    search.refresh_from_db()
    return True


def run_waiting_searches(*, now: datetime) -> int:
    """A chore: carry out the searches that wait. Returns how many. One that began long ago counts as stopped."""
    LikelySearch.objects.filter(state=LikelyState.RUNNING, started_at__lt=now - LONGEST).update(state=LikelyState.STOPPED)
    waiting = LikelySearch.objects.filter(state=LikelyState.WAITING).select_related("organisation").order_by("pk")
    return sum(carry_out_search(search=search, now=now) for search in waiting)


@dataclass
class _Looking:
    """One search at work."""

    search: LikelySearch
    progress: Progress | None

    def write(self) -> None:
        """Both kinds, then all at once: until then the desk shows what the last search found."""
        organisation = self.search.organisation
        people, events = people_of(organisation), events_of(organisation)
        looking: dict[JudgedKind, Any] = {JudgedKind.PERSON: LikelyPeople(records=people), JudgedKind.EVENT: LikelyEvents(records=events)}
        found = {kind: self._found(kind, one) for kind, one in looking.items()}
        kept = [(kind, pair) for kind, pairs in found.items() for pair in pairs[:MOST_KEPT]]
        number = sum(len(pairs) for pairs in found.values())
        with transaction.atomic():
            LikelyPair.objects.filter(organisation=organisation).delete()
            LikelyPair.objects.bulk_create([self._row(kind, pair) for kind, pair in kept], batch_size=500)
            LikelySearch.objects.filter(pk=self.search.pk).update(
                state=LikelyState.DONE,
                people=len(people),
                events=len(events),
                found=len(kept),
                left_off=number - len(kept),
                too_common=sum(one.too_common for one in looking.values()),
            )

    def _found(self, kind: JudgedKind, looking: LikelyPeople | LikelyEvents) -> list[Scored]:
        groups = grouping(organisation=self.search.organisation, kind=kind)
        leave_out = _decided(self.search.organisation, kind, groups)
        calls, before = count(), (self.search.looked_at, self.search.pairs)

        def tell(looked_at: int, of: int) -> None:
            self.search.looked_at, self.search.pairs = before[0] + looked_at, before[1] + of
            if looked_at == of or next(calls) % _WRITTEN == 0:
                LikelySearch.objects.filter(pk=self.search.pk).update(looked_at=self.search.looked_at, pairs=self.search.pairs)
            if self.progress:
                self.progress(self.search.looked_at, self.search.pairs)

        return worth_asking(looking.pairs(leave_out=leave_out, progress=tell), leader=groups.leader)

    def _row(self, kind: JudgedKind, pair: Scored) -> LikelyPair:
        reasons = [list(reason) for reason in pair.reasons]
        return LikelyPair(organisation=self.search.organisation, kind=kind, first=pair.first, second=pair.second, score=pair.score, reasons=reasons)


def _decided(organisation: Organisation, kind: JudgedKind, groups: Grouping) -> Callable[[int, int], bool]:
    """Whether nobody needs to look at two records again: judged, and neither was changed since; or one, or different, by what others are."""
    rows = list(Judgment.objects.in_force().filter(organisation=organisation, kind=kind).exclude(verdict=Verdict.OPEN))
    stale = changed_since(judgments=rows)
    judged = {(row.first, row.second) for row in rows if row.pk not in stale}
    apart = {frozenset((groups.leader(row.first), groups.leader(row.second))) for row in rows if row.verdict == Verdict.DIFFERENT and row.pk not in stale}

    def leave_out(first: int, second: int) -> bool:
        leaders = frozenset((groups.leader(first), groups.leader(second)))
        return (first, second) in judged or len(leaders) == 1 or leaders in apart

    return leave_out
