"""Questions to the rules on how long somebody may be held: which hold, and which held when a record was closed.

No limit is stored, so a changed rule changes every reminder of who is still held. A record that is closed keeps the limit it had:
it is counted by the rules as they stood then. docs/decisions/0027-limits-are-counted-by-versions-of-rules.md.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched

from outcry.accounts.models import Organisation
from outcry.cases.limits import Limit, limit_of
from outcry.cases.models import Case, Change, Detention, LimitRule, StageMove
from outcry.cases.operations.history import read
from outcry.cases.stages import Stage

# What a limit rests on beside the detention itself.
RESTS_ON = ("type", "act__case", "act__place", "act__event__place")
_AT_ONCE = 1_000


@dataclass(frozen=True, kw_only=True)
class HowLong:
    """Until when somebody may be held: a day written by hand, or by a rule; `closed_at` where the record is closed."""

    typed: date | None = None
    by_rule: Limit | None = None
    closed_at: datetime | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is a limit at all."""
        return self.typed is not None or self.by_rule is not None

    @property
    def last_day(self) -> date | None:
        """The day after which it is over for certain."""
        return self.typed or (self.by_rule.last_day if self.by_rule else None)

    @property
    def first_day(self) -> date | None:
        """The last day on which she is still held within it for certain."""
        return self.typed or (self.by_rule.first_day if self.by_rule else None)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A change of the rules that changed the limit of one detention. Without `before` or `after`: no rule spoke of it."""

    detention: Detention
    rule: LimitRule
    before: Limit | None
    after: Limit | None


class Rules:
    """Every version of every rule of a desk. One statement."""

    def __init__(self, *, organisation: Organisation) -> None:
        self._rows = list(LimitRule.objects.filter(organisation=organisation).select_related("place", "type", "by").order_by("at", "pk"))

    def in_force(self, *, at: datetime | None = None) -> list[LimitRule]:
        """The versions that hold, or held at that moment."""
        known = [row for row in self._rows if at is None or row.at <= at]
        replaced = {row.replaces_id for row in known}
        return [row for row in known if row.pk not in replaced and not row.is_ended]

    def ended(self) -> list[LimitRule]:
        """The last versions of those that hold no more."""
        return [row for row in self._rows if row.is_ended]

    def versions(self, rule: LimitRule) -> list[LimitRule]:
        """Everything that was said of this rule, the latest first."""
        by_key, after = {row.pk: row for row in self._rows}, {row.replaces_id: row for row in self._rows}
        newest = by_key[rule.pk]
        while newest.pk in after:
            newest = after[newest.pk]
        found = [newest]
        while (before := by_key.get(found[-1].replaces_id or 0)) is not None:
            found.append(before)
        return found

    def how_long(self, row: Detention, *, closed_at: datetime | None = None) -> HowLong:
        """What holds of this detention. A day written by hand prevails."""
        by_rule = limit_of(row, rules=self.in_force(at=closed_at)) if row.limit_on is None else None
        return HowLong(typed=row.limit_on, by_rule=by_rule, closed_at=closed_at)

    def turns(self, row: Detention, *, closed_at: datetime | None = None) -> Iterator[Turn]:
        """Why the limit is what it is: which changes of the rules changed it since its case was opened, the earliest first."""
        opened, before = row.act.case.opened_at, None
        for rule in self._rows:
            if closed_at is not None and rule.at > closed_at:
                break
            after = limit_of(row, rules=self.in_force(at=rule.at))
            if rule.at > opened and _said(before) != _said(after):
                yield Turn(detention=row, rule=rule, before=before, after=after)
            before = after


def _said(limit: Limit | None) -> tuple[object, ...] | None:
    return (limit.earliest, limit.latest, limit.rule.at_end, limit.rule.law) if limit else None


def closed(rows: Iterable[Detention]) -> Mapping[int, datetime]:
    """Of these detentions, when the records of those were closed that are: the release was written down, or the case was closed. Three statements."""
    known = list(rows)
    freed = {row.pk: row.act.case.opened_at for row in known if row.released}
    for some in batched(sorted(freed), _AT_ONCE, strict=False):
        for change in Change.objects.filter(kind="detention", row__in=some).order_by("pk"):
            facts = (read(change.after) or {}).get("facts", {})
            if (read(change.before) or {}).get("facts", {}).get("released", "") == "" and facts.get("released"):
                freed[change.row] = change.at
    done = {row.act.case_id for row in known if row.act.case.stage == Stage.CLOSED}
    moves = dict(StageMove.objects.filter(case__in=done, to_stage=Stage.CLOSED).order_by("pk").values_list("case_id", "at"))
    over = {row.pk: moves[row.act.case_id] for row in known if row.act.case_id in moves}
    return {pk: min(moment for moment in (freed.get(pk), over.get(pk)) if moment) for pk in {*freed, *over}}


def detentions_in(case: Case) -> Sequence[Detention]:
    """Every detention of a case, with what its limit rests on."""
    return list(Detention.objects.filter(act__case=case).select_related(*RESTS_ON).order_by("act__position", "act"))
