"""What an approved case says, fact by fact in the words of one language, and what differs between two of its versions. Pure.

Both versions are read through the case's one door, so nothing stands here that the public may not read.
Why facts are compared and not copied: docs/decisions/0019-an-appeal-remembers-the-version-it-was-written-from.md.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcry.cases.publication import CustodyClock, PublishedAct, PublishedCase, PublishedOutcome, PublishedPenalty, ReleaseGround
from outcry.design.day_words import day_in_words, joined, plain_day
from outcry.lib.money import money_in_words

RELEASED = "custody.released"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact: what it is about, and what the case says. Its `key` is the same in every language and version."""

    key: str
    label: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """A fact that is no longer what it was. Blank `before`: it is new; blank `after`: the case no longer says it."""

    key: str
    label: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """For readers, in the language that is active."""
        words = {"what": self.label, "before": self.before, "after": self.after}
        if not self.before:
            return _("%(what)s: %(after)s.") % words
        if not self.after:
            return _("%(what)s: this is no longer said (before: %(before)s).") % words
        return _("%(what)s: %(after)s (before: %(before)s).") % words


def facts_of(case: PublishedCase, *, by_record: bool = False) -> list[Fact]:
    """Every fact of a version, in the language of its words. Acts and outcomes are told apart by the record behind them, else by kind and order."""
    with translation.override(case.language):
        return [Fact(key=key, label=label, words=words) for key, label, words in _facts(case, by_record) if words]


def changes(before: PublishedCase, after: PublishedCase) -> list[Change]:
    """What differs, in the language of the newer version: what changed and what is new in the order of the case, then what is gone."""
    by_record = all(_knows_its_records(one) for one in (before, after))
    old, new = ({fact.key: fact for fact in facts_of(one, by_record=by_record)} for one in (before, after))
    found = [
        Change(key=key, label=fact.label, before=old[key].words if key in old else "", after=fact.words)
        for key, fact in new.items()
        if key not in old or old[key].words != fact.words
    ]
    return [*found, *(Change(key=key, label=fact.label, before=fact.words, after="") for key, fact in old.items() if key not in new)]


def is_release(found: list[Change]) -> bool:
    """Whether she is free by the newer version and was not by the older one: then an outcome may be recorded."""
    return any(change.key == RELEASED and change.after for change in found)


def _knows_its_records(case: PublishedCase) -> bool:
    return all(act.key for act in case.acts) and all(outcome.key for outcome in case.outcomes)


def _facts(case: PublishedCase, by_record: bool) -> Iterator[tuple[str, str, str]]:
    yield "name", _("Name"), case.name
    yield "place", _("Place"), case.place
    yield "people", _("People"), joined(one.name for one in case.participants if one.name)
    if case.custody:
        yield from _custody(case, case.custody)
    for act, key in zip(case.acts, _keys(case.acts, by_record), strict=True):
        yield from _act(f"act.{key}", act)
    for outcome, key in zip(case.outcomes, _keys(case.outcomes, by_record), strict=True):
        yield f"outcome.{key}", _("What came of it"), _with_day(outcome.headline or outcome.kind_label, outcome.when)


def _keys(rows: Sequence[PublishedAct | PublishedOutcome], by_record: bool) -> Iterator[str]:
    """By the kind, so that one coded anew is told as another one, and by the record; else by the order within a kind."""
    seen = Counter[str]()
    for row in rows:
        seen[row.kind] += 1
        yield f"{row.kind}.{row.key if by_record else seen[row.kind]}"


def _custody(case: PublishedCase, clock: CustodyClock) -> Iterator[tuple[str, str, str]]:
    held_by = next((act for act in case.acts if act.custody == clock), None)
    place = next((event.place for event in case.events if held_by and event.number == held_by.record.event), "")
    yield "custody.place", _("Held at"), place
    yield "custody.kind", _("Kind of custody"), held_by.record.custody_kind if held_by else ""
    yield "custody.began", _("Held since"), day_in_words(clock.began).text if clock.began else ""
    yield "custody.term", _("For how long"), _days(clock.term_days) if clock.term_days else ""
    yield "custody.due", _("Due for release"), plain_day(clock.due_on).text if clock.due_on else ""
    ground = str(ReleaseGround(clock.ground).label) if clock.ground in ReleaseGround.values else ""
    yield RELEASED, _("Set free"), joined(part for part in (day_in_words(clock.released).text, ground) if part) if clock.released else ""


def _act(key: str, act: PublishedAct) -> Iterator[tuple[str, str, str]]:
    what, record = act.headline or act.kind_label, act.record
    yield key, act.kind_label, _with_day(act.headline, act.when)
    yield f"{key}.by", _("Who did it (%(act)s)") % {"act": what}, joined(one.name for one in record.responsible if one.name) or act.by
    yield f"{key}.reason", _("Reason given (%(act)s)") % {"act": what}, act.reason_given
    yield f"{key}.ended", _("How it ended (%(act)s)") % {"act": what}, act.ended
    yield f"{key}.penalty", _("Penalty (%(act)s)") % {"act": what}, _penalty(record.penalty) if record.penalty else ""
    yield f"{key}.court", _("Court (%(act)s)") % {"act": what}, joined(court.label for court in record.courts if court.label)
    yield f"{key}.charge", _("Charge (%(act)s)") % {"act": what}, joined(court.charged for court in record.courts if court.charged)
    yield f"{key}.status", _("What became of her (%(act)s)") % {"act": what}, record.status_at_end


def _penalty(found: PublishedPenalty) -> str:
    sums = [money_in_words(sum_) for sum_ in (found.amount, found.converted) if sum_]
    return joined(sums) or found.kind


def _with_day(words: str, when: str) -> str:
    return joined(part for part in (words, day_in_words(when).text if when else "") if part)


def _days(number: int) -> str:
    return ngettext("%(number)s day", "%(number)s days", number) % {"number": number}
