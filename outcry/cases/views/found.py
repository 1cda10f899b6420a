"""What was found, in words: the lines of the list with the place where a word stands, the counts beside it, the bars over time."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from outcry.cases.filters import CaseFilter
from outcry.cases.forms.search import SearchForm
from outcry.cases.judged import grouping
from outcry.cases.models import Case, JudgedKind
from outcry.cases.queries import clocks_of
from outcry.cases.search import Search
from outcry.cases.search_counts import Counted, facets, timeline
from outcry.cases.stages import Stage
from outcry.cases.standing import Standing
from outcry.cases.titles import title_of
from outcry.cases.views.lists import languages_of
from outcry.cases.views.one_with import Joined
from outcry.cases.vocabulary import StandingKind
from outcry.design.day_words import day_in_words
from outcry.design.parts import Link
from outcry.lib.country_names import country_name
from outcry.lib.search_words import Piece, excerpt, marked, wanted_words, words_in
from outcry.vocabularies.queries import wordings

# Word, and the column it sorts by.
SORTS = {
    "opened": (gettext_lazy("opened last"), "opened_at"),
    "changed": (gettext_lazy("changed last"), "changed_at"),
    "happened": (gettext_lazy("happened last"), ""),
}
_FACETS = {
    "act": gettext_lazy("What was done"),
    "perpetrator": gettext_lazy("By whom"),
    "country": gettext_lazy("Country"),
    "began": gettext_lazy("Began in"),
    "held_on": gettext_lazy("Custody"),
    "stage": gettext_lazy("Stage"),
    "standing": pgettext_lazy("whether readers see a case", "Readers"),
}
# So many values of a facet are shown, the others on request.
_FEW = 8


def lines_of(cases: Collection[Any], *, search: Search, on: date) -> list[dict[str, Any]]:
    """The lines of the list, of cases as they are listed. With words: where they stand, or that a name led here, by one more statement."""
    wanted = wanted_words(search.wanted.text)
    places = places_of(cases, search=search)
    same, clocks = _same_events(cases, search), clocks_of(cases=[case.pk for case in cases], on=on, to=search.reader)
    return [
        {
            "case": case,
            "title": marked(title_of(case), wanted),
            "excerpt": places.get(case.pk, []),
            "is_by_name": bool(wanted) and case.pk not in places,
            "standing": Standing(kind=StandingKind(case.stands)),
            "languages": languages_of(case),
            "one_with": same.get(case.pk, []),
            "custody": clocks.get(case.pk),
        }
        for case in cases
    ]


def _same_events(cases: Collection[Case], search: Search) -> dict[int, list[Link]]:
    """By case, the events of other cases that were judged to be one of its own. One statement where nothing was judged, else a few."""
    groups = grouping(organisation=search.organisation, kind=JudgedKind.EVENT)
    if not groups.groups():
        return {}
    prefetch_related_objects(list(cases), "events")
    joined = Joined.read(organisation=search.organisation, kind=JudgedKind.EVENT, keys=[event.pk for case in cases for event in case.events.all()])
    return {case.pk: joined.links_of(case) for case in cases}


def places_of(cases: Iterable[Case], *, search: Search) -> dict[int, list[Piece]]:
    """The text of each case in which most of the words that are looked for stand, cut to where they do."""
    wanted = wanted_words(search.wanted.text)
    best: dict[int, tuple[int, str]] = {}
    # Cases of which no text yet has all of them.
    lacking = {case.pk for case in cases} if wanted else set()
    for case, text in search.texts_of(list(lacking)) if lacking else ():
        if case not in lacking:
            continue
        words = set(words_in(text))
        number = sum(any(one.fits(word) for word in words) for one in wanted)
        if number > best.get(case, (0, ""))[0]:
            best[case] = number, text
        if number == len(wanted):
            lacking.discard(case)
        if not lacking:
            break
    return {case: excerpt(" ".join(text.split()), wanted) for case, (_number, text) in best.items()}


def chips(form: SearchForm, here: str) -> list[dict[str, str]]:
    """Each condition that is set, in words, and the address without it."""
    if not form.search:
        return []
    wanted = form.search.wanted
    return [
        {"label": str(form.fields[name].label), "value": form.in_words(name), "url": _with(here, wanted.without(name))}
        for name in form.fields
        if name in wanted.as_typed()
    ]


def facets_of(search: Search, form: SearchForm, *, today: date, here: str = "index") -> list[dict[str, Any]]:
    """The counts beside the list, each with the address that shows just these cases, or lifts the condition again."""
    counted = facets(search=search, today=today)
    terms = [line.term.pk for lines in counted.values() for line in lines if line.term]
    words = wordings(term_ids=terms, language=get_language() or "en")
    labels = {pk: wording.label for pk, wording in words.items()}
    typed, where = search.wanted.as_typed(), reverse(f"cases_desk:{here}")
    drawn = []
    for name, label in _FACETS.items():
        shown = counted[name] if name in form.fields else ()
        lines = [_facet_line(search.wanted, name, line, labels, where, is_chosen=typed.get(name) == line.value) for line in shown]
        if lines:
            drawn.append({"label": label, "lines": lines[:_FEW], "more": lines[_FEW:]})
    return drawn


def _facet_line(wanted: CaseFilter, name: str, line: Counted, labels: dict[int, str], where: str, *, is_chosen: bool) -> dict[str, Any]:
    url = f"{where}?{wanted.query_with(**{name: '' if is_chosen else line.value})}"
    return {"label": _facet_label(name, line, labels), "number": line.number, "url": url, "is_chosen": is_chosen}


def _facet_label(name: str, line: Counted, labels: dict[int, str]) -> str:
    if line.term:
        return labels[line.term.pk]
    match name:
        case "country":
            return country_name(line.value)
        case "held_on":
            return _("in custody today")
        case "stage":
            return str(Stage(line.value).label)
        case "standing":
            return str(StandingKind(line.value).label)
    return line.value


def bars(search: Search, *, here: str, leads_to: str) -> list[dict[str, Any]]:
    """The rows of the timeline, each with the address of its cases and how long its bar is, in percent of the longest."""
    lines, year = timeline(search=search), search.wanted.began[:4]
    longest = max((line.number for line in lines), default=1)
    return [
        {
            "label": _bar_label(line.value, year),
            # Of what has no month, or no day at all, there is no filter of its own.
            "url": "" if line.value == year else _with(leads_to if year else here, search.wanted.with_only(began=line.value)),
            "number": ngettext("%(number)s case", "%(number)s cases", line.number) % {"number": line.number},
            "percent": round(100 * line.number / longest),
        }
        for line in lines
    ]


def _bar_label(began: str, year: str) -> str:
    if not began:
        return _("not known")
    return _("%(year)s, month not known") % {"year": year} if began == year else day_in_words(began).text


def _with(name: str, wanted: CaseFilter) -> str:
    return f"{reverse(f'cases_desk:{name}')}?{wanted.query}"
