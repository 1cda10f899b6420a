"""What readers find a case by, put together from its approved projection. Pure: stored JSON in, rows out.

Nothing of the file comes in but who an act was done to, as a key that counts people and is shown to nobody.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from outcry.cases.custody import Detention, due_day, first_day
from outcry.cases.filters import folded
from outcry.cases.models import Case, FindableAct, FindableAuthority, FindableCase, FindableOutcome, FindableWords, PublicCase
from outcry.cases.models.findable import ALWAYS
from outcry.cases.projected_record import day_of, days_of, days_of_sources, numbers_told
from outcry.lib.dates import span
from outcry.lib.names import keys_to_look_for, name_keys
from outcry.lib.search_words import words_in

Json = dict[str, Any]
# Parts of a wording that stand in a list beside the same list of the fields, each with its own first day.
_LISTS = ("events", "acts", "interventions", "participants", "outcomes", "sources")
EVENTS_PER_CASE = 100_000


@dataclass(frozen=True, kw_only=True)
class Victim:
    """To whom an act was done: a key, and from which day on readers know her name; None: never."""

    key: str
    named_from: date | None = None


@dataclass(kw_only=True)
class Findable:
    """The rows by which one case is found."""

    case: FindableCase
    acts: list[FindableAct] = field(default_factory=list)
    authorities: list[FindableAuthority] = field(default_factory=list)
    outcomes: list[FindableOutcome] = field(default_factory=list)
    words: list[FindableWords] = field(default_factory=list)


def codes_of(rows: Sequence[PublicCase]) -> set[str]:
    """Every term that the rows of this version name by its code."""
    fields = rows[0].fields
    found = {act["kind"] for act in fields["acts"]} | {event.get("place_term", "") for event in fields.get("events", [])}
    found |= {one.get("type", "") for act in fields["acts"] for one in act.get("responsible", [])}
    return (found | {outcome["kind"] for outcome in fields.get("outcomes", [])}) - {""}


def findable(*, case: Case, rows: Sequence[PublicCase], terms: Mapping[str, int], victims: Mapping[int, Victim]) -> Findable:
    """The rows for the current version of a case, one PublicCase for each language; `terms` are keys by code, `victims` by number of the act."""
    fields, shown_from = rows[0].fields, rows[0].visible_from or ALWAYS
    made = _Making(case, fields, shown_from, terms)
    acts = [made.act(number, found, victims.get(number)) for number, found in enumerate(fields["acts"], start=1)]
    acts += made.events_alone()
    acts = acts or [made.nothing()]
    return Findable(
        case=FindableCase(
            case=case,
            organisation_id=case.organisation_id,
            visible_from=shown_from,
            approved_at=rows[0].approved_at,
            happened_on=max((act.when_latest for act in acts if act.when_latest and act.visible_from <= shown_from), default=ALWAYS),
        ),
        acts=acts,
        authorities=made.authorities,
        outcomes=made.outcomes(),
        words=[FindableWords(case=case, visible_from=day, folded=" ".join(sorted(words))) for day, words in _words(rows, shown_from).items()],
    )


class _Making:
    """One case on its way into rows."""

    def __init__(self, case: Case, fields: Json, shown_from: date, terms: Mapping[str, int]) -> None:
        self.case, self.fields, self.shown_from, self.terms = case, fields, shown_from, terms
        self.events: list[Json] = fields.get("events", [])
        self.numbers = numbers_told(days_of(self.events))
        self.authorities: list[FindableAuthority] = []

    def act(self, number: int, found: Json, victim: Victim | None) -> FindableAct:
        place = found.get("event")
        row = self._row(number, place, found, self.events[place - 1] if place else {})
        row.kind_id = self.terms.get(found["kind"])
        if found["custody"]:
            told = Detention(**{**found["custody"], "due_on": day_of(found["custody"]["due_on"])})
            freed = span(told.released)
            row.is_custody, row.held_from, row.held_until, row.free_by = True, first_day(told), freed.earliest, freed.latest
            row.began_earliest, row.due_on = span(told.began).earliest, due_day(told)
        if victim:
            row.victim, row.named_from, row.counted_as = victim.key, victim.named_from, victim.key
        if found.get("victim"):
            row.gender = folded(self.fields["participants"][found["victim"] - 1].get("gender", ""))
        for one in found.get("responsible", []):
            if one.get("type") in self.terms:
                told_from = self._from(self.fields["participants"][one["participant"] - 1])
                self.authorities.append(FindableAuthority(row=row, type_id=self.terms[one["type"]], visible_from=told_from))
        return row

    def events_alone(self) -> list[FindableAct]:
        with_acts = {act.get("event") for act in self.fields["acts"]}
        return [self._row(0, place, event, event) for place, event in enumerate(self.events, start=1) if place not in with_acts]

    def nothing(self) -> FindableAct:
        return self._row(0, None, {}, {})

    def outcomes(self) -> list[FindableOutcome]:
        return [
            FindableOutcome(case=self.case, organisation_id=self.case.organisation_id, kind_id=self.terms[one["kind"]], visible_from=self._from(one))
            for one in self.fields.get("outcomes", [])
            if one["kind"] in self.terms
        ]

    def _row(self, number: int, place: int | None, found: Json, event: Json) -> FindableAct:
        dated = found if found.get("when") else event
        earliest, latest = day_of(dated.get("when_earliest")), day_of(dated.get("when_latest"))
        point = event.get("point") or {}
        return FindableAct(
            case=self.case,
            organisation_id=self.case.organisation_id,
            event=self.case.pk * EVENTS_PER_CASE + self.numbers[place] if place else None,
            act=number,
            visible_from=self._from(found),
            country=event.get("country") or self.fields["country"],
            place_id=self.terms.get(event.get("place_term", "")),
            when=dated.get("when", ""),
            when_earliest=earliest,
            when_latest=latest,
            year=earliest.year if earliest else None,
            month=earliest.month if earliest and not _is_known_to_the_year(earliest, latest) else None,
            latitude=point.get("latitude"),
            longitude=point.get("longitude"),
            precision=point.get("precision", ""),
        )

    def _from(self, found: Json) -> date:
        return max(self.shown_from, day_of(found.get("visible_from")) or ALWAYS)


def _is_known_to_the_year(earliest: date, latest: date | None) -> bool:
    return (earliest.month, earliest.day) == (1, 1) and latest is not None and latest >= date(earliest.year, 12, 31)


def _words(rows: Sequence[PublicCase], shown_from: date) -> dict[date, set[str]]:
    """The words of all languages by the day from which they may be found: that on which a page first says them."""
    fields = rows[0].fields
    found: dict[date, set[str]] = {shown_from: set(words_in(fields["number"]))}
    for row in rows:
        found[shown_from].update(*(words_in(row.wording[name]) for name in ("name", "standfirst", "place")))
        for day, text in _told(fields, row.wording):
            found.setdefault(max(shown_from, day or ALWAYS), set()).update(words_in(text))
        for part, words in zip(fields["participants"], row.wording["participants"], strict=True):
            if words["name"]:
                found[max(shown_from, day_of(part.get("visible_from")) or ALWAYS)].update(sounds_of(words["name"]))
    return found


def _told(fields: Json, wording: Json) -> Iterator[tuple[date | None, str]]:
    """Every text of the parts of a version with the first day on which it is shown."""
    people = days_of(fields["participants"])
    for name in _LISTS:
        parts, days = fields.get(name, []), days_of_sources(fields) if name == "sources" else days_of(fields.get(name, []))
        for part, words, day in zip(parts, wording.get(name, []), days, strict=True):
            yield from ((day, text) for text in _texts({key: value for key, value in words.items() if key != "responsible"}))
            # Who did it is told once whoever it was is shown.
            for one, said in zip(part.get("responsible", []), words.get("responsible", []), strict=True):
                yield from ((max(day or ALWAYS, people[one["participant"] - 1] or ALWAYS), text) for text in _texts(said))


def sounds_of(text: str) -> set[str]:
    """Words of the index that stand for how a name sounds; no word of a text looks like one."""
    return _as_words(name_keys(text))


def sounds_to_look_for(text: str) -> set[str]:
    """Those to ask for, also where a mark was left out."""
    return _as_words(keys_to_look_for(text))


def _as_words(keys: Iterable[str]) -> set[str]:
    return {f"0{key.encode().hex()}0" for key in keys}


def _texts(words: Json) -> Iterator[str]:
    for name, value in words.items():
        if isinstance(value, str) and name != "language":
            yield value
        elif isinstance(value, list):
            yield from _in_lists(value)


def _in_lists(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, dict):
            yield from _texts(value)
