"""Which cases a filter means. `matching` is the one definition: the list, the counts, the timeline, the map and every export go through it."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Model, Q, QuerySet

from outcry.accounts.models import Organisation
from outcry.accounts.reading import reader
from outcry.cases import word_indexes
from outcry.cases.filters import CaseFilter
from outcry.cases.held import held_on
from outcry.cases.levels import may_be_known, readable
from outcry.cases.models import Case, Event, Intervention, NameKey, Participant, Person, PersonName, SearchText, Source
from outcry.cases.names import keys_to_ask
from outcry.cases.search_text import kept_texts, texts_of, texts_told_to
from outcry.cases.standing import STANDS
from outcry.cases.vocabulary import InterventionKind
from outcry.evidence.models import Level
from outcry.lib.dates import span
from outcry.lib.keys_at_once import keys_at_once
from outcry.lib.search_words import Wanted, wanted_words, words_in
from outcry.lib.word_index import keys_with
from outcry.vocabularies.models import Term
from outcry.vocabularies.queries import below, terms

# As many keys go into a statement by name.
_FEW = 500
# Conditions on what happened; all others are on the case as a whole.
HAPPENED = frozenset({"act", "perpetrator", "characteristic", "place", "country", "began", "since", "until", "area"})

# Conditions on columns that are internal: whoever may not read them must not find by them.
NOT_FOR_PARTNERS = ("stage", "standing", "reliability")


def matching(*, wanted: CaseFilter, organisation: Organisation) -> QuerySet[Case]:
    """The cases a filter means, each once, in no order. Raise NoSuchTerm for a code that no list has."""
    return Search(wanted=wanted, organisation=organisation).cases()


class Search:
    """One filter put to the files of one organisation. Its terms are looked up once."""

    def __init__(self, *, wanted: CaseFilter, organisation: Organisation) -> None:
        # Kept, since a file is written while nobody reads any more.
        self.reader = reader()
        self.is_for_partner = self.reader is not None and self.reader.is_partner
        self.wanted, self.organisation = wanted.without(*NOT_FOR_PARTNERS) if self.is_for_partner else wanted, organisation
        self._found_by_words: dict[Wanted, set[int]] = {}
        codes = wanted.codes()
        found = terms(codes=codes.values()) if codes else {}
        self.terms: dict[str, Term] = {name: found[code] for name, code in codes.items()}
        self._keys: dict[CaseFilter, list[int]] = {}
        self._words: dict[str, set[int]] = {}

    def keys(self, *, without: str = "") -> list[int]:
        """The cases it means by their keys, opened last first; asked once. A statement or two for each word, and one."""
        wanted = self.wanted.without(without)
        if wanted not in self._keys:
            self._keys[wanted] = self._keys_of(wanted)
        return self._keys[wanted]

    def _keys_of(self, wanted: CaseFilter) -> list[int]:
        if not wanted_words(wanted.text):
            return self._listed(wanted)
        # A database that is given two sets to intersect builds them anew as tables first. That takes it longer than handing them over.
        worded = self._words.get(wanted.text)
        if worded is None:
            worded = self._words[wanted.text] = self._worded_by(wanted.text)
        if len(worded) <= _FEW:
            return self._listed(wanted.without("text"), among=worded)
        return [key for key in self._listed(wanted.without("text")) if key in worded]

    def _listed(self, wanted: CaseFilter, *, among: Collection[int] | None = None) -> list[int]:
        found = self._meant(wanted)
        if among is not None:
            found = found.filter(pk__in=among)
        return keys_at_once(found.order_by("-opened_at", "-pk"))

    def _worded_by(self, text: str) -> set[int]:
        """Cases, of whatever desk, in which every word stands, or that have somebody whose name it may be."""
        found: set[int] | None = None
        for word, keys in _asked(text):
            with_it = self._with(word)
            if keys:
                with_it.update(keys_at_once(Case.objects.filter(self._named(keys))))
            found = with_it if found is None else found & with_it
            if not found:
                break
        return found or set()

    def _with(self, word: Wanted) -> set[int]:
        if self.is_for_partner:
            return set(keys_at_once(Case.objects.filter(self._worded(word))))
        return keys_with(connection, word.text, is_beginning=word.is_beginning, index=word_indexes.FILES) | _with_word(word, self._kept)

    def cases(self, *, without: str = "") -> QuerySet[Case]:
        """The cases it means, or would mean with one condition lifted."""
        return self._meant(self.wanted.without(without))

    def _meant(self, wanted: CaseFilter) -> QuerySet[Case]:
        found = self._files(wanted)
        if wanted.without(*HAPPENED) != wanted:
            found = found.filter(pk__in=self._events(wanted).values("case"))
        return found

    def happenings(self, *, without: str = "") -> QuerySet[Event]:
        """Events joined with their acts (a row for each act, one for an event without): those by which the cases are meant."""
        wanted = self.wanted.without(without)
        found = self._events(wanted)
        if wanted.without(*HAPPENED) != CaseFilter():
            found = found.filter(case__in=self._files(wanted).values("pk"))
        return found

    def _events(self, wanted: CaseFilter) -> QuerySet[Event]:
        # One call of filter(): so all conditions hold for the same act.
        return readable(Event.objects.filter(_happened(wanted, self.terms), case__organisation=self.organisation), to=self.reader).order_by()

    def _files(self, wanted: CaseFilter) -> QuerySet[Case]:
        """The conditions on the case as a whole."""
        found = self._known(Case).filter(organisation=self.organisation)
        if wanted.text:
            for word, keys in _asked(wanted.text):
                found = found.filter(self._worded(word) | self._named(keys) if keys else self._worded(word))
        if wanted.stage:
            found = found.filter(stage=wanted.stage)
        if wanted.standing:
            found = found.alias(stands=STANDS).filter(stands=wanted.standing)
        if wanted.held_on:
            found = found.filter(pk__in=held_on(wanted.held_on, organisation=self.organisation, to=self.reader).values("act__case"))
        if wanted.appeal:
            raised = Q(pk__in=Intervention.objects.filter(kind=InterventionKind.APPEAL).values("case"))
            found = found.filter(raised if wanted.appeal == "yes" else ~raised)
        if wanted.reliability:
            found = found.filter(pk__in=self._known(Source).filter(reliability=wanted.reliability).values("case"))
        return found

    def texts_of(self, cases: Collection[int]) -> Iterator[tuple[int, str]]:
        """Every text of these cases in which the reader may be shown a word, with the key of its case."""
        if self.reader is not None and self.is_for_partner:
            return texts_told_to(self.reader, cases=cases)
        return chain(texts_of(cases=cases), (one for one in self._kept if one[0] in cases))

    @cached_property
    def _kept(self) -> list[tuple[int, str]]:
        """What stands in no index and is told to the reader, who is named in it."""
        if self.reader is None or self.is_for_partner:
            return []
        is_named = any(model.readers.through.objects.filter(user=self.reader).exists() for model in (Event, Source))
        return list(kept_texts(self.reader)) if is_named else []

    def _worded(self, word: Wanted) -> Q:
        indexed = SearchText.objects.filter(**{f"folded__{'has_beginning' if word.is_beginning else 'has_word'}": word.text})
        if self.reader is None or not self.is_for_partner:
            return Q(pk__in=indexed.values("case")) | Q(pk__in=_with_word(word, self._kept))
        # The index has the words of internal events and sources, too: of cases with such, their texts say whether a partner may be led there.
        internal = [model.objects.filter(level=Level.INTERNAL).values("case") for model in (Event, Source)]
        is_mixed = Q(case__in=internal[0]) | Q(case__in=internal[1])
        if word not in self._found_by_words:
            told = texts_told_to(self.reader, cases=indexed.filter(is_mixed, case__in=self._known(Case)).values("case"))
            self._found_by_words[word] = _with_word(word, told)
        return Q(pk__in=indexed.exclude(is_mixed).values("case")) | Q(pk__in=self._found_by_words[word])

    def _named(self, keys: Iterable[bytes]) -> Q:
        """By the names of people, as far as one may know of them. Partners find nobody by name."""
        if self.is_for_partner:
            return Q(pk__in=())
        names = self._known(PersonName).filter(pk__in=NameKey.objects.filter(key__in=keys).values("name"))
        return Q(pk__in=Participant.objects.filter(person__in=names.values("person")).values("case"))

    def _known[Row: Model](self, model: type[Row]) -> QuerySet[Row]:
        return readable(model._default_manager.all(), to=self.reader)


def _happened(wanted: CaseFilter, known: dict[str, Term]) -> Q:
    found = _when(wanted)
    if wanted.act:
        found &= below("acts__kind", known["act"])
    if wanted.perpetrator:
        found &= below("acts__involvements__type", known["perpetrator"])
    if wanted.characteristic:
        found &= below("acts__victim_characteristics", known["characteristic"]) | (
            below("acts__victim__person__characteristics", known["characteristic"]) & may_be_known(Person, at="acts__victim__person")
        )
    if wanted.place:
        found &= below("place", known["place"]) | below("acts__place", known["place"])
    if wanted.country:
        found &= Q(country=wanted.country) | Q(country="", case__country=wanted.country)
    if wanted.area:
        found &= _within(wanted.area)
    return found


def _when(wanted: CaseFilter) -> Q:
    found = Q()
    if wanted.since or wanted.until:
        # The date of the act; of an act without one, and of an event without acts, the date of the event.
        found &= (~Q(acts__when="") & Q(acts__when__isnull=False) & _overlaps("acts__when", wanted)) | (
            (Q(acts__when__isnull=True) | Q(acts__when="")) & ~Q(when="") & _overlaps("when", wanted)
        )
    if wanted.began:
        found &= _began("acts__when", wanted.began) | (Q(acts__when_earliest__isnull=True) & _began("when", wanted.began))
    return found


def _overlaps(name: str, wanted: CaseFilter) -> Q:
    """An end that is open or unknown may lie anywhere."""
    found = Q()
    if wanted.since:
        found &= Q(**{f"{name}_latest__gte": wanted.since}) | Q(**{f"{name}_latest__isnull": True})
    if wanted.until:
        found &= Q(**{f"{name}_earliest__lte": wanted.until}) | Q(**{f"{name}_earliest__isnull": True})
    return found


def _began(name: str, text: str) -> Q:
    days = span(text)
    found = Q(**{f"{name}_earliest__range": (days.earliest, days.latest)})
    if len(text) > len("2011") and days.earliest and days.earliest.month == 1:
        found &= ~known_to_the_year(name, days.earliest.year)
    return found


def known_to_the_year(name: str, year: int) -> Q:
    """A date from the first day of a year to its last or beyond began in that year, and nobody knows in which month."""
    return Q(**{f"{name}_earliest": date(year, 1, 1), f"{name}_latest__gte": date(year, 12, 31)})


def _within(area: Any) -> Q:
    across = Q(longitude__range=(area.west, area.east)) if area.west <= area.east else Q(longitude__gte=area.west) | Q(longitude__lte=area.east)
    return Q(latitude__range=(area.south, area.north)) & across


def _asked(text: str) -> Iterable[tuple[Wanted, set[bytes]]]:
    """Each word with the keys under which a name like it may stand."""
    for word in wanted_words(text):
        yield word, {key for keys in keys_to_ask(word.typed) for key in keys}


def _with_word(word: Wanted, texts: Iterable[tuple[int, str]]) -> set[int]:
    """The cases in one of whose texts the word stands."""
    return {case for case, text in texts if any(word.fits(one) for one in words_in(text))}
