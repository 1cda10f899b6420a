"""What the search for likely pairs compares, read from the file: a fixed number of statements, however many records."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from outcry.accounts.models import Organisation
from outcry.cases.judged import grouping
from outcry.cases.likely_events import EventRecord
from outcry.cases.likely_people import PersonRecord
from outcry.cases.models import Act, CaseText, Event, EventText, JudgedKind, Participant, Person, PersonName, Source
from outcry.lib.places import Point
from outcry.lib.text import fold
from outcry.vocabularies.paths import TOP_LENGTH


def people_of(organisation: Organisation) -> list[PersonRecord]:
    """Everybody who has a name."""
    names = _names(organisation)
    cases, countries = defaultdict(set), defaultdict(set)
    parts = Participant.objects.filter(person__organisation=organisation).order_by()
    for person, case, country in parts.values_list("person", "case", "case__country"):
        cases[person].add(case)
        countries[person].add(country)
    rows = Person.objects.filter(organisation=organisation).order_by()
    return [
        PersonRecord(
            key=pk,
            kind=kind,
            names=names[pk],
            born_earliest=earliest,
            born_latest=latest,
            occupation=occupation,
            cases=frozenset(cases[pk]),
            countries=frozenset(filter(None, countries[pk])),
        )
        for pk, kind, earliest, latest, occupation in rows.values_list("pk", "kind", "born_earliest", "born_latest", "occupation")
        if pk in names
    ]


def events_of(organisation: Organisation) -> list[EventRecord]:
    """Every event, with what its acts, its words and the sources of its case say."""
    acts = _acts(organisation)
    titles, places = _words(organisation)
    addresses, names = _addresses(organisation), _names(organisation)
    of_cases = _titles_of_cases(organisation)
    called = grouping(organisation=organisation, kind=JudgedKind.PERSON).leader
    columns = ("pk", "case", "when_earliest", "when_latest", "country", "case__country", "place__path", "latitude", "longitude")
    found = []
    for pk, case, earliest, latest, country, of_case, place, north, east in _of(Event, organisation, "case").values_list(*columns):
        done = acts.get(pk, _NO_ACTS)
        people = [person for person in done["people"] if person]
        found.append(
            EventRecord(
                key=pk,
                case=case,
                earliest=earliest or min(done["days"], default=None),
                latest=latest if earliest else min(done["last_days"], default=None),
                country=country or of_case,
                titles=tuple(titles[pk]) or tuple(of_cases[case]),
                places=frozenset(places[pk] | ({place} if place else set())),
                point=Point(north, east) if north is not None and east is not None else None,
                kinds=frozenset(done["kinds"]),
                people=frozenset(called(person) for person in people),
                names=tuple(name for person in people for name in names.get(person, ())),
                addresses=frozenset(addresses[case]),
            )
        )
    return found


_NO_ACTS: Mapping[str, set[Any]] = {"days": set(), "last_days": set(), "kinds": set(), "people": set()}


def _of(model: Any, organisation: Organisation, path: str) -> Any:
    return model._default_manager.filter(**{f"{path}__organisation": organisation}).order_by()


def _names(organisation: Organisation) -> dict[int, tuple[str, ...]]:
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for person, text in _of(PersonName, organisation, "person").order_by("position", "pk").values_list("person", "text"):
        if text and text.strip():
            found[person][text] = None
    return {person: tuple(texts) for person, texts in found.items()}


def _acts(organisation: Organisation) -> dict[int, dict[str, set[Any]]]:
    found: dict[int, dict[str, set[Any]]] = defaultdict(lambda: {name: set() for name in _NO_ACTS})
    columns = ("event", "when_earliest", "when_latest", "kind__path", "victim__person")
    for event, earliest, latest, path, person in _of(Act, organisation, "case").values_list(*columns):
        done = found[event]
        if earliest and latest:
            done["days"].add(earliest)
            done["last_days"].add(latest)
        done["kinds"].add(path[:TOP_LENGTH])
        done["people"].add(person)
    return found


def _words(organisation: Organisation) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    titles: dict[int, set[str]] = defaultdict(set)
    places: dict[int, set[str]] = defaultdict(set)
    for event, title, place in _of(EventText, organisation, "event__case").values_list("event", "title", "place"):
        titles[event] |= _folded([title])
        places[event] |= _folded([place])
    return titles, places


def _titles_of_cases(organisation: Organisation) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for case, name in _of(CaseText, organisation, "case").values_list("case", "name"):
        found[case] |= _folded([name])
    return found


def _addresses(organisation: Organisation) -> dict[int, set[str]]:
    """By case, where its sources are on the web, so that two ways to write one address are one."""
    found: dict[int, set[str]] = defaultdict(set)
    for case, url in _of(Source, organisation, "case").exclude(url="").values_list("case", "url"):
        if address := _address(url):
            found[case].add(address)
    return found


def _address(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    host = parts.netloc.lower().removeprefix("www.").removeprefix("m.")
    path = parts.path.rstrip("/")
    # The first page of a site is no source of one event.
    return f"{host}{path}?{parts.query}" if host and (path or parts.query) else ""


def _folded(texts: Iterable[str]) -> set[str]:
    return {folded for text in texts if (folded := fold(text).strip())}
