"""Which public cases a reader's filter means, how they divide, and how many events, acts and people that is.

Everything is asked of rows made from approved projections (models/findable.py), as of one day: parts that wait are not there yet.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import batched
from typing import Any

from django.db.models import Avg, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models import Case as Choice
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat, Left, LPad

from outcry.accounts.models import Organisation
from outcry.cases.filters import PublicFilter
from outcry.cases.findable import EVENTS_PER_CASE, sounds_to_look_for
from outcry.cases.models import Edition, FindableAct, FindableAuthority, FindableCase, FindableOutcome, FindableWords, PublicCase
from outcry.cases.projected_record import PublishedPoint
from outcry.lib.search_words import Wanted, wanted_words
from outcry.lib.small_numbers import Told, told
from outcry.lib.translations import in_language
from outcry.vocabularies.models import Term
from outcry.vocabularies.paths import SEGMENT, TOP_LENGTH, end_of_subtree
from outcry.vocabularies.queries import terms

# Conditions that hold for one and the same act; text and outcome are on the case as a whole.
_HAPPENED = frozenset({"act", "perpetrator", "place", "country", "began", "since", "until", "area", "custody", "gender"})
# Conditions whose values are terms of a list, and the way to the term.
_TREES = {"act": "kind", "perpetrator": "authorities__type", "place": "place"}
SORTS = {"approved": "-approved_at", "happened": "-happened_on"}
_AT_ONCE = 500


class Unit(StrEnum):
    """What a figure counts. They are different numbers and never added up."""

    EVENTS = "events"
    ACTS = "acts"
    PERSONS = "persons"


@dataclass(frozen=True, kw_only=True)
class PublishedEdition:
    """The state of what readers may find; a figure says from which one it was counted."""

    number: int
    at: datetime | None
    # Different for every edition there ever was, also after a restored backup.
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class PublishedLine:
    """A case in a list of many, in one language; `happened_on` is the last day it tells of."""

    case_id: int
    slug: str
    number: str
    language: str
    name: str
    standfirst: str
    place: str
    country: str
    version: int
    approved_at: datetime
    about_invented_person: bool
    happened_on: date | None
    is_held: bool
    was_held: bool


@dataclass(frozen=True, kw_only=True)
class PublishedAddress:
    """Where a case stands, and in which languages it can be read."""

    slug: str
    languages: tuple[str, ...]
    approved_at: datetime


@dataclass(frozen=True, kw_only=True)
class PublishedPointLine:
    """An event on the map. `event` is its number on the page of the case."""

    number: str
    slug: str
    event: int
    country: str
    point: PublishedPoint


@dataclass(frozen=True, kw_only=True)
class PublishedCount:
    """One value of a condition, and how many public cases there are with it and all the other conditions."""

    value: str
    number: int
    term_id: int | None = None
    # Of a term: how far below the top of its list.
    depth: int = 0


def edition(*, organisation: Organisation) -> PublishedEdition:
    """The latest; number 0 while nothing was ever approved."""
    last = Edition.objects.filter(organisation=organisation).order_by("-pk").first()
    return PublishedEdition(number=last.pk, at=last.at, mark=last.mark) if last else PublishedEdition(number=0, at=None)


def addresses(*, organisation: Organisation, on: date, first: int, length: int) -> list[PublishedAddress]:
    """So many of the cases that readers find on the day `on`, in the order in which they were opened. Two statements."""
    found = FindableCase.objects.filter(organisation=organisation, visible_from__lte=on).order_by("case")[first : first + length]
    rows = PublicCase.objects.filter(case__in=[one.pk for one in found], is_current=True, withdrawn_at=None).order_by("case", "language")
    told: dict[int, PublishedAddress] = {}
    for case, slug, language, approved_at in rows.values_list("case_id", "slug", "language", "approved_at"):
        languages = (*told[case].languages, language) if case in told else (language,)
        told[case] = PublishedAddress(slug=slug, languages=languages, approved_at=approved_at)
    return list(told.values())


class PublicSearch:
    """One filter put to what readers may find on the day `on`. Raise NoSuchTerm for a code that no list has."""

    def __init__(self, *, wanted: PublicFilter, organisation: Organisation, on: date) -> None:
        self.wanted, self.organisation, self.on = wanted, organisation, on
        codes = wanted.codes()
        found = terms(codes=codes.values()) if codes else {}
        self.terms: dict[str, Term] = {name: found[code] for name, code in codes.items()}

    # --- the list ---

    def count(self) -> int:
        """How many cases are meant. One statement."""
        return self._cases().count()

    def lines(self, *, language: str, sort: str = "approved", first: int = 0, length: int | None = None) -> Iterator[PublishedLine]:
        """The cases meant, the latest first; three statements for each 500 of them."""
        found = self._cases().order_by(SORTS[sort], "-case")
        # For a page PostgreSQL needs no cursor, which would be three statements more.
        rows = found[first:].iterator(chunk_size=_AT_ONCE) if length is None else iter(found[first : first + length])
        for some in batched(rows, _AT_ONCE, strict=False):
            yield from self._worded(some, language)

    def _worded(self, some: tuple[FindableCase, ...], language: str) -> Iterator[PublishedLine]:
        keys = [row.pk for row in some]
        texts: dict[int, list[Any]] = {}
        for text in _texts(keys):
            texts.setdefault(text.case_id, []).append(text)
        held = self._custody(keys)
        for one in some:
            row = in_language(texts.get(one.pk, []), language, self.organisation.source_language)
            if row:
                yield _line(one, row, held.get(one.pk, ()))

    def _custody(self, keys: list[int]) -> dict[int, set[str]]:
        rows = FindableAct.objects.filter(case__in=keys, is_custody=True, visible_from__lte=self.on)
        found: dict[int, set[str]] = {}
        for case, held_from, until in rows.values_list("case_id", "held_from", "held_until"):
            if held_from is None or held_from <= self.on:
                found.setdefault(case, set()).add("released" if until and until <= self.on else "held")
        return found

    # --- how they divide ---

    def facets(self, *, without: Container[str] = ()) -> dict[str, list[PublishedCount]]:
        """By condition, how many cases there are under each value; a condition does not narrow its own counts. Two statements.

        Of a list of terms: its top; once a term is chosen, those directly beneath it. `without` those that the caller has already.
        """
        parts = [self._divided(name) for name in (*_TREES, "country", "began", "custody", "gender", "outcome") if name not in without]
        flat = [part for some in parts for part in some]
        rows = list(flat[0].union(*flat[1:], all=True))
        paths = {value: None for name, value, _number in rows if name in {*_TREES, "outcome"}}
        known = {one.path: one for one in Term.objects.filter(path__in=paths)}
        found: dict[str, list[PublishedCount]] = {}
        for name, value, number in rows:
            if value and len(value) > self._chosen_length(name):
                found.setdefault(name, []).append(_count(value, number, known.get(value)))
        return {name: sorted(lines, key=_order(name)) for name, lines in found.items()}

    def tree(self, name: str) -> list[PublishedCount]:
        """How many cases there are under each term of a list (act, perpetrator, place, outcome), each followed by those beneath it.

        A statement for each level.
        """
        found: dict[str, int] = {}
        length = TOP_LENGTH
        while level := self._level(name, length):
            found |= level
            length += SEGMENT
        known = {one.path: one for one in Term.objects.filter(path__in=found)}
        return [_count(path, found[path], known[path]) for path in sorted(known)]

    def _level(self, name: str, length: int) -> dict[str, int]:
        (rows,) = self._divided(name, depth=length)
        return {path: number for _name, path, number in rows if path and len(path) == length}

    def _divided(self, name: str, *, depth: int = 0) -> list[QuerySet[Any, Any]]:
        # Of a term that is chosen, what lies beneath it: then the condition stays.
        lifted = "" if name in self.terms else name
        if name == "outcome":
            outcomes = FindableOutcome.objects.filter(organisation=self.organisation, visible_from__lte=self.on)
            if self.wanted.without(lifted) != PublicFilter():
                outcomes = outcomes.filter(case__in=self._cases(without=lifted).values("pk"))
            return [_grouped(outcomes, name, self._branch(name, "kind__path", depth))]
        rows = self._happenings(without=lifted)
        if name == "perpetrator":
            rows = rows.filter(authorities__visible_from__lte=self.on)
        if name == "custody":
            return [_grouped(rows.filter(_custody(state, self.on)), name, Value(state)) for state in ("held", "released")]
        if name == "gender":
            rows = rows.filter(self._is_named(), gender__gt="")
        plain = {"country": F("country"), "gender": F("gender"), "began": Cast("year", CharField())}
        by = plain.get(name) or self._branch(name, f"{_TREES[name]}__path", depth)
        return [_grouped(rows.exclude(year=None) if name == "began" else rows, name, by)]

    def _branch(self, name: str, path: str, depth: int) -> Any:
        one_below = self._chosen_length(name) + SEGMENT if name in self.terms else TOP_LENGTH
        return Left(path, depth or one_below)

    def _chosen_length(self, name: str) -> int:
        return len(self.terms[name].path) if name in self.terms else 0

    # --- the map ---

    def points(self) -> list[tuple[float, float, int]]:
        """Latitude, longitude and key of every event meant whose point is told, as coarse as it is told. One statement."""
        rows = self._happenings().filter(latitude__isnull=False, event__isnull=False).order_by("event")
        found: Any = rows.values_list("latitude", "longitude", "event").distinct()
        return list(found)

    def countries_on_the_map(self) -> list[tuple[str, float, float]]:
        """Every country with such a point, and the middle of its points, the fullest first. One statement."""
        rows = self._happenings().filter(latitude__isnull=False, event__isnull=False).exclude(country="")
        found = rows.values("country").annotate(number=Count("event", distinct=True), north=Avg("latitude"), east=Avg("longitude"))
        return list(found.order_by("-number", "country").values_list("country", "north", "east"))

    def pointless(self) -> int:
        """How many events meant have no point that is told. One statement."""
        number: int = self._happenings().filter(latitude=None).aggregate(number=Count("event", distinct=True))["number"]
        return number

    def point_lines(self) -> Iterator[PublishedPointLine]:
        """The same points with what a page of the case says of their events; one statement for each 500, and one."""
        rows = self._happenings().filter(latitude__isnull=False, event__isnull=False).order_by("event")
        found: Any = rows.values_list("event", "case_id", "latitude", "longitude", "precision", "country").distinct()
        for some in batched(found.iterator(chunk_size=_AT_ONCE), _AT_ONCE, strict=False):
            named = {text.case_id: text for text in _texts([row[1] for row in some])}
            for event, case, latitude, longitude, precision, country in some:
                if case in named:
                    text: Any = named[case]
                    yield PublishedPointLine(
                        number=text.number,
                        slug=text.slug,
                        event=event % EVENTS_PER_CASE,
                        country=country,
                        point=PublishedPoint(latitude=latitude, longitude=longitude, precision=precision),
                    )

    # --- figures ---

    def total(self, unit: Unit) -> int:
        """How many events, acts or named people the filter means. One statement."""
        return self._numbered(self._happenings(), unit)

    def divided(self, unit: Unit, *, by: str) -> list[PublishedCount]:
        """The same under each value of a condition (act, perpetrator, place, country, began): years or months in order, else the most first.

        Of a list of terms its top, or what lies beneath a chosen term; once a year is chosen, its months. Two statements.
        """
        rows = self._valued(by).values(value=self._value(by)).annotate(number=self._measure(unit))
        found = {str(value): number for value, number in rows.values_list("value", "number") if number and len(str(value)) > self._chosen_length(by)}
        known = {one.path: one for one in Term.objects.filter(path__in=found)} if by in _TREES else {}
        lines = [_count(value, number, known.get(value)) for value, number in found.items()]
        return sorted(lines, key=(lambda line: line.value) if by == "began" else _order(by))

    def undivided(self, unit: Unit, *, by: str) -> int:
        """How many stand under no value: their date, place or the like is not known or not told. Two statements."""
        return self.total(unit) - self._numbered(self._valued(by), unit)

    def left_out(self, unit: Unit) -> int:
        """What the filter means and the unit can't count: acts of no event that is told; events of which no act is; acts against nobody who is named."""
        rows = self._happenings()
        match unit:
            case Unit.EVENTS:
                return rows.filter(event=None, act__gt=0).count()
            case Unit.ACTS:
                return rows.filter(event__isnull=False, act=0).count()
        return rows.filter(act__gt=0).exclude(self._is_named()).count()

    def unnamed_over_time(self, *, floor: int) -> Told[str] | None:
        """People who are not named, by the year in which something was done to them; each once in each case. None as soon as a filter is set.

        The one table there is of them: a second one, or a filter, could be held against it to find a single person.
        """
        if self.wanted != PublicFilter():
            return None
        rows = self._happenings().exclude(victim="").exclude(self._is_named())
        dated: Any = rows.exclude(year=None).values("year").annotate(number=Count("victim", distinct=True)).values_list("year", "number")
        total: int = rows.aggregate(number=Count("victim", distinct=True))["number"]
        undated: int = rows.filter(year=None).aggregate(number=Count("victim", distinct=True))["number"]
        numbers = {f"{year:04}": number for year, number in dated} | ({"": undated} if undated else {})
        return told(numbers, total=total, floor=floor)

    def _numbered(self, rows: QuerySet[FindableAct], unit: Unit) -> int:
        number: int = rows.aggregate(number=self._measure(unit))["number"]
        return number

    def _measure(self, unit: Unit) -> Count:
        match unit:
            case Unit.EVENTS:
                return Count("event", distinct=True)
            case Unit.ACTS:
                return Count("pk", filter=Q(act__gt=0), distinct=True)
        return Count("counted_as", filter=self._is_named(), distinct=True)

    def _is_named(self) -> Q:
        # Written so that it is never unknown: a row without a day is one of nobody who is named.
        return Q(named_from__isnull=False, named_from__lte=self.on)

    def _valued(self, by: str) -> QuerySet[FindableAct]:
        rows = self._happenings()
        if by == "perpetrator":
            return rows.filter(authorities__visible_from__lte=self.on)
        if by == "country":
            return rows.exclude(country="")
        return rows.exclude(**{{"began": "year"}.get(by) or _TREES[by]: None})

    def _value(self, by: str) -> Any:
        if by == "began" and self.wanted.began:
            month = LPad(Cast("month", CharField()), 2, Value("0"))
            return Choice(When(month=None, then=Cast("year", CharField())), default=Concat(Cast("year", CharField()), Value("-"), month))
        if by in ("began", "country"):
            return Cast("year", CharField()) if by == "began" else F("country")
        return self._branch(by, f"{_TREES[by]}__path", 0)

    # --- the sets themselves ---

    def _cases(self, *, without: str = "") -> QuerySet[FindableCase]:
        wanted = self.wanted.without(without)
        found = self._whole(wanted)
        if wanted.without(*_HAPPENED) != wanted:
            found = found.filter(pk__in=self._acts(wanted).values("case"))
        return found

    def _happenings(self, *, without: str = "") -> QuerySet[FindableAct]:
        """The acts by which the cases are meant."""
        wanted = self.wanted.without(without)
        found = self._acts(wanted)
        if wanted.without(*_HAPPENED) != PublicFilter():
            found = found.filter(case__in=self._whole(wanted).values("pk"))
        return found

    def _whole(self, wanted: PublicFilter) -> QuerySet[FindableCase]:
        found = FindableCase.objects.filter(organisation=self.organisation, visible_from__lte=self.on)
        for word in wanted_words(wanted.text):
            found = found.filter(pk__in=FindableWords.objects.filter(_said(word), visible_from__lte=self.on).values("case"))
        if wanted.outcome:
            ended = FindableOutcome.objects.filter(organisation=self.organisation, visible_from__lte=self.on, kind__in=_beneath(self.terms["outcome"]))
            found = found.filter(pk__in=ended.values("case"))
        return found

    def _acts(self, wanted: PublicFilter) -> QuerySet[FindableAct]:
        # One call of filter(): so all conditions hold for the same act.
        return FindableAct.objects.filter(self._happened(wanted), organisation=self.organisation, visible_from__lte=self.on).order_by()

    def _happened(self, wanted: PublicFilter) -> Q:
        found = Q()
        if wanted.act:
            found &= Q(kind__in=_beneath(self.terms["act"]))
        if wanted.place:
            found &= Q(place__in=_beneath(self.terms["place"]))
        if wanted.perpetrator:
            did_it = FindableAuthority.objects.filter(type__in=_beneath(self.terms["perpetrator"]), visible_from__lte=self.on)
            found &= Q(pk__in=did_it.values("row"))
        if wanted.country:
            found &= Q(country=wanted.country)
        if wanted.custody:
            found &= _custody(wanted.custody, self.on)
        if wanted.gender:
            found &= Q(gender=wanted.gender) & self._is_named()
        if wanted.area:
            found &= _within(wanted)
        return found & _when(wanted)


def _texts(keys: list[int]) -> QuerySet[PublicCase]:
    """What a list says of these cases, without the rest of what is public of them."""
    rows = PublicCase.objects.filter(case__in=keys, is_current=True, withdrawn_at=None).only("case_id", "language", "slug", "version", "approved_at")
    return rows.annotate(
        name=KT("wording__name"),
        standfirst=KT("wording__standfirst"),
        place=KT("wording__place"),
        number=KT("fields__number"),
        country=KT("fields__country"),
        is_invented=KT("fields__about_invented_person"),
    )


def _line(one: FindableCase, row: Any, custody: Any) -> PublishedLine:
    return PublishedLine(
        case_id=one.pk,
        slug=row.slug,
        number=row.number,
        language=row.language,
        name=row.name,
        standfirst=row.standfirst,
        place=row.place,
        country=row.country,
        version=row.version,
        approved_at=row.approved_at,
        # SQLite says 1, PostgreSQL true.
        about_invented_person=str(row.is_invented) in {"1", "true"},
        happened_on=one.happened_on if one.happened_on > date.min else None,
        is_held="held" in custody,
        was_held=bool(custody),
    )


def _grouped(rows: QuerySet[Any, Any], name: str, by: Any) -> QuerySet[Any, Any]:
    counted: Any = rows.order_by().values(facet=Value(name, CharField()), value=Cast(by, CharField())).annotate(number=Count("case", distinct=True))
    return counted.values_list("facet", "value", "number")  # type: ignore[no-any-return]


def _count(value: str, number: int, term: Term | None) -> PublishedCount:
    if term is None:
        return PublishedCount(value=value, number=number)
    return PublishedCount(value=term.code, number=number, term_id=term.pk, depth=len(term.path) // SEGMENT - 2)


def _order(name: str) -> Any:
    if name == "began":
        return lambda line: -int(line.value)
    return lambda line: (-line.number, line.value)


def _beneath(term: Term) -> QuerySet[Any, Any]:
    return Term.objects.filter(path__gte=term.path, path__lt=end_of_subtree(term.path)).values("pk")


def _said(word: Wanted) -> Q:
    """A word of the text, or a name that sounds like it."""
    found = Q(**{f"folded__{'has_beginning' if word.is_beginning else 'has_word'}": word.text})
    for sound in sorted(sounds_to_look_for(word.typed)):
        found |= Q(folded__has_word=sound)
    return found


def _custody(state: str, on: date) -> Q:
    """As the custody clock reckons: held from the first day known until the day before the first day of the release."""
    begun = Q(is_custody=True) & (Q(held_from=None) | Q(held_from__lte=on))
    return begun & (Q(held_until__lte=on) if state == "released" else Q(held_until=None) | Q(held_until__gt=on))


def _within(wanted: PublicFilter) -> Q:
    area = wanted.area
    if area is None:
        return Q()
    across = Q(longitude__range=(area.west, area.east)) if area.west <= area.east else Q(longitude__gte=area.west) | Q(longitude__lte=area.east)
    return Q(latitude__range=(area.south, area.north)) & across


def _when(wanted: PublicFilter) -> Q:
    """An end that is open or unknown may lie anywhere; what has no date at all lies nowhere."""
    found = Q()
    if wanted.began:
        found &= _began(wanted.began)
    if wanted.since or wanted.until:
        found &= ~Q(when="")
    if wanted.since:
        found &= Q(when_latest__gte=wanted.since) | Q(when_latest=None)
    if wanted.until:
        found &= Q(when_earliest__lte=wanted.until) | Q(when_earliest=None)
    return found


def _began(text: str) -> Q:
    year, _dash, month = text.partition("-")
    return Q(year=int(year), month=int(month)) if month else Q(year=int(year))
