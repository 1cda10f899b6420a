"""The public database: its filter read from an address, the list of what it means, and how that divides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from outcry.accounts.models import Organisation
from outcry.cases.publication import SORTS, BadFilter, PublicFilter, PublicSearch, PublishedCount, PublishedLine
from outcry.design.day_words import day_in_words, joined, plain_day
from outcry.design.parts import Link, Teaser
from outcry.front.pages.database import Chip, Choice, DatabasePage, Facet, FacetLine, FilterField, Frame, Way
from outcry.lib.country_names import country_name
from outcry.newsroom.drawing.lines import own_name
from outcry.statistics.database import Whole, facets, whole
from outcry.vocabularies.models import Term
from outcry.vocabularies.queries import NoSuchTerm, wordings

PER_PAGE = 25
# A blank that HTML keeps.
_SET_IN = "\u2003"
# So many values of a facet are shown, the others on request.
_FEW = 8
_A_DAY = gettext_lazy("2011-01-03, 2011-01 or 2011")
_LABELS = {
    "text": gettext_lazy("Words or names, in any language or script"),
    "act": gettext_lazy("What was done"),
    "country": gettext_lazy("Country"),
    "place": gettext_lazy("Place"),
    "perpetrator": gettext_lazy("By whom"),
    "custody": gettext_lazy("Custody"),
    "gender": gettext_lazy("Gender"),
    "outcome": gettext_lazy("What came of it"),
    "began": gettext_lazy("Began in"),
    "since": gettext_lazy("Not before"),
    "until": gettext_lazy("Not after"),
    "area": gettext_lazy("Part of the map"),
}
_HELP = {
    "gender": gettext_lazy("Of people who are named, where their page tells it"),
    "began": gettext_lazy("A year or a month: 2011 or 2011-01"),
    "since": _A_DAY,
    "until": _A_DAY,
}
_CUSTODY = {"held": pgettext_lazy("a detention", "goes on"), "released": pgettext_lazy("a detention", "is over")}
_FACETS = ("act", "country", "place", "perpetrator", "custody", "gender", "outcome", "began")
_TYPED = ("text", "began", "since", "until")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the query of an address asks for. `problems` has a sentence for each condition that can't be read; `search` is None then."""

    typed: Mapping[str, str]
    wanted: PublicFilter
    search: PublicSearch | None
    problems: Mapping[str, Any]

    @classmethod
    def read(cls, data: Mapping[str, str], *, organisation: Organisation, on: date) -> "Asked":
        """The filter in the query of an address, put to the database as of one day."""
        typed = {name: data.get(name, "") for name in PublicFilter.READERS}
        problems: Mapping[str, Any] = {}
        try:
            wanted = PublicFilter.read(typed)
            return cls(typed=typed, wanted=wanted, search=PublicSearch(wanted=wanted, organisation=organisation, on=on), problems={})
        except BadFilter as bad:
            problems = bad.problems
        except NoSuchTerm as missing:
            problems = {name: _("No list has this term.") for name in PublicFilter.CODED if typed[name].strip() == str(missing)}
        return cls(typed=typed, wanted=PublicFilter(), search=None, problems=problems)

    @property
    def terms(self) -> Mapping[str, Term]:
        """The terms it names, by condition."""
        return self.search.terms if self.search else {}


class Words:
    """The values of conditions in the words of a language. One statement or three."""

    def __init__(self, asked: Asked, *counted: Mapping[str, list[PublishedCount]], language: str) -> None:
        terms = {(name, line.value): line.term_id for facets in counted for name, lines in facets.items() for line in lines if line.term_id}
        terms |= {(name, term.code): term.pk for name, term in asked.terms.items()}
        known = wordings(term_ids=set(terms.values()), language=language) if terms else {}
        self._terms = {key: known[pk].label for key, pk in terms.items()}

    def label(self, name: str) -> str:
        """A condition by its name on the form."""
        return str(_LABELS[name])

    def of(self, name: str, value: str) -> str:
        """A value as people read it."""
        match name:
            case "country":
                return country_name(value)
            case "custody":
                return str(_CUSTODY.get(value, value))
            case "began" | "since" | "until":
                return day_in_words(value).text
            case "area":
                return _("chosen on the map")
        return self._terms.get((name, value), value)


def address(name: str | tuple[str, str], query: str = "") -> str:
    """Where one of the pages or files of the database stands; a figure's has its division, too."""
    route, *rest = (name,) if isinstance(name, str) else name
    return f"{reverse(f'front:{route}', args=rest)}{'?' if query else ''}{query}"


def database_page(*, asked: Asked, organisation: Organisation, language: str, on: date, page: int, sort: str) -> DatabasePage:
    """The list of the cases that the filter means."""
    everything = whole(organisation=organisation, on=on)
    search, wanted = asked.search, asked.wanted
    counted = facets(search=search, everything=everything) if search and wanted != PublicFilter() else everything.facets
    words = Words(asked, everything.facets, counted, language=language)
    query = and_then(wanted.query, _tail(sort))
    files = (
        Link(label=_("This list as CSV"), url=address("database_csv", query)),
        Link(label=_("This list as JSON Lines"), url=address("database_jsonl", query)),
    )
    frame = frame_of(asked, everything, words, here="database", files=files, on=on)
    if search is None:
        return DatabasePage(frame=frame)
    found = search.count() if wanted != PublicFilter() else everything.cases
    last = max(1, -(-found // PER_PAGE))
    number = min(page, last)
    return DatabasePage(
        frame=frame,
        lines=tuple(_teaser(line, language) for line in search.lines(language=language, sort=sort, first=(number - 1) * PER_PAGE, length=PER_PAGE)),
        facets=tuple(_facets(wanted, counted, words, found=found, sort=_tail(sort))),
        found=found,
        total=everything.cases,
        number=number,
        last=last,
        previous_url=_page_url(query, number - 1) if number > 1 else "",
        next_url=_page_url(query, number + 1) if number < last else "",
        sorts=tuple(Way(label=label, url=address("database", and_then(wanted.query, _tail(name))), is_here=name == sort) for name, label in _sorts()),
    )


def frame_of(asked: Asked, everything: Whole, words: Words, *, here: str | tuple[str, str], files: tuple[Link, ...], on: date, tail: str = "") -> Frame:
    """The filter and the ways, around any of the four views. `tail` is what else the view has in its query."""
    wanted = asked.wanted
    ways: tuple[tuple[str | tuple[str, str], str], ...] = (
        ("database", _("List")),
        (("database_figure", "over-time"), _("Over time")),
        ("database_map", _("On the map")),
        ("database_figures", _("Figures")),
    )
    return Frame(
        action=address(here),
        fields=tuple(_field(name, asked, everything, words) for name in _LABELS if name != "area"),
        chips=tuple(_chip(name, value, wanted, words, here, tail) for name, value in wanted.as_typed().items()),
        ways=tuple(Way(label=label, url=address(name, wanted.query), is_here=name == here) for name, label in ways),
        files=files,
        clear_url=address(here),
        kept=(*((name, value) for name, value in wanted.as_typed().items() if name == "area"), *parse_qsl(tail)),
        is_readable=asked.search is not None,
        edition=everything.edition,
        changed=plain_day(everything.changed_at.date()) if everything.changed_at else None,
        on=plain_day(on),
        licence=settings.DATA_LICENCE,
    )


def _field(name: str, asked: Asked, everything: Whole, words: Words) -> FilterField:
    value = asked.typed[name].strip()
    label, error = str(_LABELS[name]), str(asked.problems.get(name, ""))
    if name in _TYPED:
        return FilterField(name=name, label=label, value=value, help=str(_HELP.get(name, "")), error=error, is_search=name == "text", is_typed=True)
    # What was counted before an update has no line for a condition that came with it.
    counted = everything.facets.get(name, [])
    offered = [Choice(value=line.value, label=_SET_IN * line.depth + words.of(name, line.value), is_chosen=line.value == value) for line in counted]
    if name == "country":
        offered.sort(key=lambda choice: choice.label)
    if value and not error and value not in {choice.value for choice in offered}:
        # Nothing of this kind is public, but that is what was asked for.
        offered.append(Choice(value=value, label=words.of(name, value), is_chosen=True))
    return FilterField(name=name, label=label, value=value, help=str(_HELP.get(name, "")), error=error, choices=tuple(offered))


def _facets(wanted: PublicFilter, counted: Mapping[str, list[PublishedCount]], words: Words, *, found: int, sort: str) -> Iterator[Facet]:
    """Of a list of terms its top is shown; once a term is chosen, the term itself and what lies beneath it."""
    typed, here = wanted.as_typed(), address("database")
    for name in _FACETS:
        shown = counted.get(name, [])
        if name in typed and name in PublicFilter.CODED:
            shown = [PublishedCount(value=typed[name], number=found), *shown]
        elif name in PublicFilter.CODED:
            shown = sorted((line for line in shown if not line.depth), key=lambda line: -line.number)
        lines = [_facet_line(wanted, name, line, words, here, sort, is_chosen=typed.get(name) == line.value) for line in shown]
        if lines:
            yield Facet(label=str(_LABELS[name]), lines=tuple(lines[:_FEW]), more=tuple(lines[_FEW:]))


def _facet_line(wanted: PublicFilter, name: str, line: PublishedCount, words: Words, here: str, sort: str, *, is_chosen: bool) -> FacetLine:
    query = and_then(wanted.query_with(**{name: "" if is_chosen else line.value}), sort)
    return FacetLine(label=words.of(name, line.value), number=line.number, url=f"{here}?{query}" if query else here, is_chosen=is_chosen)


def _teaser(line: PublishedLine, language: str) -> Teaser:
    is_foreign = line.language != language
    return Teaser(
        headline=line.name,
        url=reverse("front:case", args=[line.slug]),
        rubric=_state(line),
        standfirst=line.standfirst,
        note=joined((_("Case %(number)s") % {"number": line.number}, line.place or country_name(line.country))),
        language=line.language if is_foreign else "",
        language_name=own_name(line.language) if is_foreign else "",
    )


def _state(line: PublishedLine) -> str:
    if line.is_held:
        return _("In custody")
    return pgettext("state of a person", "Released") if line.was_held else _("Case")


def _chip(name: str, value: str, wanted: PublicFilter, words: Words, here: str | tuple[str, str], tail: str) -> Chip:
    return Chip(label=words.label(name), value=words.of(name, value), url=address(here, and_then(wanted.without(name).query, tail)))


def _tail(sort: str) -> str:
    return f"sort={sort}" if sort != "approved" else ""


def _sorts() -> list[tuple[str, str]]:
    words = {"approved": _("approved last"), "happened": _("happened last")}
    return [(name, words[name]) for name in SORTS]


def and_then(*parts: str) -> str:
    """Parts of a query in one; blank ones fall away."""
    return "&".join(part for part in parts if part)


def _page_url(query: str, number: int) -> str:
    return address("database", and_then(query, f"page={number}" if number > 1 else ""))
