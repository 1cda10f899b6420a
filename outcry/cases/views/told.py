"""A file as it is told to somebody who writes nothing in it: titles, words and facts, as far as the reader may know them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import TextField
from django.utils.text import capfirst
from django.utils.translation import get_language

from outcry.accounts.reading import reader
from outcry.cases.field_levels import level_of
from outcry.cases.forms.facts import in_words, named
from outcry.cases.levels import RAISED, is_open_to, readable, visible_fields
from outcry.cases.titles import title_of
from outcry.cases.views.kinds import Kind
from outcry.cases.views.lists import rows_of
from outcry.design.day_words import day_in_words, joined, plain_day
from outcry.lib.country_names import country_name
from outcry.lib.dates import EdtfField
from outcry.lib.translations import in_language


@dataclass(frozen=True, kw_only=True)
class Told:
    """One part: what it is called, what is said of it, its facts with their labels, and the parts that lie in it."""

    title: str
    words: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    inner: tuple["Section", ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    """The parts of one kind, in order of time where they have one."""

    heading: str
    rows: tuple[Told, ...]


def sections(above: Any, kinds: Iterable[Kind]) -> tuple[Section, ...]:
    """What lies in a case or a part, by kind. A kind of which the reader may know no fact is left out, and one of which nothing is there."""
    known = [kind for kind in kinds if visible_fields(user=reader(), model=kind.model)]
    found = [Section(heading=str(kind.heading), rows=tuple(_told(row, kind) for row in _in_time(rows_of(above, kind)))) for kind in known]
    return tuple(section for section in found if section.rows)


def words_of_row(row: Any, names: Iterable[str]) -> tuple[str, ...]:
    """These texts of a row in the reader's language, else in the organisation's, without what is blank or kept from her."""
    return tuple(said for _column, said in _said(row, names))


def _said(row: Any, names: Iterable[str]) -> Iterator[tuple[Any, str]]:
    source = row.file.organisation.source_language if hasattr(row, "file") else row.organisation.source_language
    text = in_language(row.texts.all(), get_language() or source, source)
    for name in names:
        if text and is_open_to(reader(), level_of(type(text), name)) and (said := getattr(text, name)):
            yield text._meta.get_field(name), said


def _in_time(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: getattr(row, "when_earliest", None) or date.max)


def _told(row: Any, kind: Kind) -> Told:
    title = title_of(row)
    said = list(_said(row, kind.words.word_names())) if kind.words else []
    # A story stands by itself; what names somebody or something needs its label.
    facts = [(_label(column), words) for column, words in said if not isinstance(column, TextField)]
    facts += [(_label(row._meta.get_field(name)), _fact(row, name)) for name in visible_fields(user=reader(), model=kind.model)]
    return Told(
        title=title,
        words=tuple(words for column, words in said if isinstance(column, TextField)),
        facts=tuple((label, value) for label, value in facts if value and value != title),
        inner=sections(row, kind.inner),
    )


def _label(column: Any) -> str:
    return str(capfirst(column.verbose_name))


def _fact(row: Any, name: str) -> str:
    """One fact in words; blank where nothing is known."""
    column, value = row._meta.get_field(name), getattr(row, name)
    if column.many_to_many:
        return joined(named(one) for one in (readable(value.all()) if column.related_model in RAISED else value.all()))
    if value in (None, "", False):
        return ""
    if isinstance(column, EdtfField):
        return day_in_words(value).text
    if isinstance(value, date):
        return plain_day(value).text
    if name == "language":
        return str(dict(settings.LANGUAGES).get(value, value))
    return country_name(value) if name == "country" else in_words(row, name)
