"""A first draft of a mapping, by the names of the columns and by what stands in them. A person mends it; nothing of the file is left out.

A column fills a fact only where every one of its cells fits it; whatever else the file says goes into the confidential notes.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from outcry.cases.tables.facts import FACTS, MANY, Fact, Shape, fact_of
from outcry.cases.tables.mapping import MappingRefused
from outcry.cases.tables.reading import Line
from outcry.cases.tables.values import CannotPlace, parts_of, value_of

_GUESSES = {
    "event.when": ("date", "when", "day", "дата", "күні", "التاريخ"),
    "event.title": ("name", "title", "headline", "название", "заголовок", "атауы", "العنوان"),
    "event.description": ("description", "summary", "text", "описание", "сипаттама", "الوصف"),
    "event.place": ("place", "city", "location", "address", "место", "город", "қала", "المكان"),
    "event.latitude": ("latitude", "lat", "широта"),
    "event.longitude": ("longitude", "lon", "lng", "долгота"),
    "event.point": ("geolocation", "coordinates", "point"),
    "case.country": ("country", "страна", "ел", "البلد"),
    "source.url": ("url", "link", "links", "source", "sources", "ссылка", "ссылки"),
    "victim.size": ("count", "number", "victims", "detained"),
    "victim.gender": ("gender", "sex", "пол"),
    "act.victim_age": ("age", "возраст"),
}


def guessed(header: Sequence[str], language: str) -> dict[str, str]:
    """Column -> fact, by the names of the columns: a first draft for a person to mend. No fact twice, apart from sources."""
    found: dict[str, str] = {}
    for name in header:
        if fact_of(name) is not None:
            found[name] = name
            continue
        word = name.strip().casefold()
        key = next((key for key, words in _GUESSES.items() if word in words), "")
        if key and (key.partition(".")[0] in MANY or not any(other.startswith(key) for other in found.values())):
            found[name] = f"{key}[{language}]" if FACTS[key].in_language else key
    return found


def guessed_id(header: Sequence[str]) -> str:
    """The column that may hold the external id."""
    return next((name for name in header if name.strip().casefold() in {"id", "uid", "uuid", "number", "№", "номер", "case.id"}), "")


# --- and by what stands in them ---

# These may be of a person, and would come into words that are not sealed: they stay notes until somebody says what they are.
_NAMES = frozenset({"name", "название", "атауы"})
_DAYS = ("DD.MM.YYYY", "D.M.YYYY", "YYYY/MM/DD", "YYYY.MM.DD", "DD-MM-YYYY", "D MMMM YYYY", "MMMM D, YYYY")
# The same letters, two readings: which one it is has to be proved by a day after the twelfth.
_DAYS_OF_TWO_READINGS = (("DD/MM/YYYY", "MM/DD/YYYY"), ("D/M/YYYY", "M/D/YYYY"))
_LONGEST_ID = 200
_MOST_IN_ID = 4
# Link 1, Link 2 ...
_NUMBERED = re.compile(r"[\s_#]*\d+$")

Texts = dict[str, list[str | list[str]]]


def drafted(*, header: Sequence[str], lines: Iterable[Line], set_name: str, language: str, country: str) -> dict[str, Any]:
    """A mapping as `mapping_of` takes it. `country` is that of cases where no column says it.

    Raise MappingRefused where no column marks a row for good, or days can be read in two ways.
    """
    cells: Texts = {name: [] for name in header}
    for line in lines:
        for name in header:
            cells[name].append(line.cells.get(name, ""))
    mark = _mark(header, cells)
    columns = _placed(header, cells, language)
    told = {column["name"] for column in columns if column.get("list") != "urls" or all(map(_is_addresses, cells[column["name"]]))}
    rest = [name for name in header if name not in told and name not in mark]
    if noted := [name for name in rest if any(map(_texts, cells[name]))]:
        columns.append({"names": noted, "fact": "case.confidential_notes"})
    if not columns:
        columns.append({"names": list(mark), "fact": "case.confidential_notes"})
    given = {"case.country": country} if country and not any(column["fact"] == "case.country" for column in columns) else {}
    # Empty ones are said to be left out, so that the report does not speak of them.
    empty = [name for name in rest if name not in noted]
    return (
        {"set": set_name, "id": list(mark), "language": language, "column": columns}
        | ({"given": given} if given else {})
        | ({"ignore": empty} if empty else {})
    )


def _placed(header: Sequence[str], cells: Texts, language: str) -> list[dict[str, Any]]:
    """The columns of which every cell fits what its name seems to mean."""
    columns: dict[str, dict[str, Any]] = {}
    for name, key in _meant(header, language).items():
        fact, _language = fact_of(key) or (None, "")
        told = _column(name, key, fact, cells[name], language) if fact else None
        if told is not None and fact is not None:
            columns[key if fact.of not in MANY else name] = told
    if ("event.latitude" in columns) != ("event.longitude" in columns) or "event.point" in columns:
        columns.pop("event.latitude", None)
        columns.pop("event.longitude", None)
    return list(columns.values())


def _meant(header: Sequence[str], language: str) -> dict[str, str]:
    """What a column seems to be: the fact that it names, else by a word that can't mean a person; of columns of lists (links.url) just sources."""
    words = {name: _NUMBERED.sub("", name.rpartition(".")[2]).strip().casefold() for name in header if fact_of(name) is None}
    plain = guessed([name for name in words if "." not in name], language)
    meant = {name: plain.get(name) or guessed([word], language).get(word, "") for name, word in words.items() if word not in _NAMES}
    guesses = {name: key for name, key in meant.items() if key.startswith("source.") or (key.startswith(("case.", "event.")) and name in plain)}
    return {name: name for name in header if name not in words} | guesses


def _column(name: str, key: str, fact: Fact, cells: Sequence[str | list[str]], language: str) -> dict[str, Any] | None:
    """The column as a mapping has it; None where some cell does not fit."""
    texts = [text.strip() for cell in cells for text in _texts(cell)]
    if fact.name == "url" and not all(map(_is_address, texts)):
        return {"name": name, "fact": key, "list": "urls"}
    if not texts or (fact.of not in MANY and any(isinstance(cell, list) and len(cell) > 1 for cell in cells)):
        return None
    formats = _formats(name, texts, language) if fact.shape is Shape.DATE else ()
    if formats is None or not all(_fits(fact, text, formats, language) for text in texts):
        return None
    return {"name": name, "fact": key} | ({"format": list(formats)} if formats else {})


def _texts(cell: str | list[str]) -> list[str]:
    return [text for text in (cell if isinstance(cell, list) else [cell]) if text.strip()]


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://")) and len(text.split()) == 1


def _is_addresses(cell: str | list[str]) -> bool:
    text = "\n".join(_texts(cell))
    return "".join(text.split()) == "".join(parts_of(text, "urls"))


def _fits(fact: Fact, text: str, formats: Sequence[str], language: str) -> bool:
    try:
        value_of(fact, text, formats=formats, language=language)
    except CannotPlace:
        return False
    return True


def _formats(name: str, texts: Sequence[str], language: str) -> tuple[str, ...] | None:
    """How the days of a column are written: nothing for year first, None where no way fits all. Raise MappingRefused for two ways."""
    fact = FACTS["event.when"]
    other = [text for text in texts if not _fits(fact, text, (), language)]
    if not other:
        return ()
    for pair in _DAYS_OF_TWO_READINGS:
        fitting = [one for one in pair if all(_fits(fact, text, (one,), language) for text in other)]
        if len(fitting) > 1:
            words = {"column": name, "one": pair[0], "other": pair[1]}
            raise MappingRefused(_("The days of the column “%(column)s” can be read as %(one)s and as %(other)s. Say in a mapping which it is.") % words)
        if fitting:
            return tuple(fitting)
    # One way for all, else several of which each text has one.
    several = tuple(one for one in _DAYS if any(_fits(fact, text, (one,), language) for text in other))
    ways = [*((one,) for one in several), several]
    return next((way for way in ways if all(_fits(fact, text, way, language) for text in other)), None)


def _mark(header: Sequence[str], cells: Texts) -> tuple[str, ...]:
    """The column whose texts mark a row for good: named so, else the first whose texts are all different, else the fewest first ones together."""
    named = guessed_id(header)
    single = [(name,) for name in ([named] if named else []) + list(header)]
    together = [tuple(header[:number]) for number in range(2, _MOST_IN_ID + 1)]
    for names in single + together:
        texts = ["/".join(map(str, row)) for row in zip(*(cells[name] for name in names), strict=True)]
        is_said = len(names) > 1 or all(isinstance(cell, str) and cell.strip() for cell in cells[names[0]])
        if texts and is_said and len(texts) == len(set(texts)) and max(map(len, texts)) <= _LONGEST_ID:
            return names
    raise MappingRefused(
        _("In no column of this file each row has a text of its own, by which it would be known the next time. Name several in a mapping: id = […].")
    )
