"""Figures of the public database in words: what was counted, how it divides, and the receipt by which anybody counts it again."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.conf import settings
from django.utils.translation import get_language_bidi, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation
from outcry.cases.publication import PublicFilter, PublishedCount, Unit
from outcry.design.charts import Chart, Value, bars, columns
from outcry.design.day_words import plain_day
from outcry.design.parts import Link
from outcry.design.templatetags.outcry import number
from outcry.front.filling.database import Asked, Words, address, and_then, frame_of
from outcry.front.pages.database import Way
from outcry.front.pages.figures import Division, Fact, FigurePage, FiguresPage, NumberLine, Total
from outcry.statistics.database import whole
from outcry.statistics.figures import DIVISIONS, Figure, figure, totals

# The last part of a figure's address, and the condition it divides by.
SLUGS = {"over-time": "began", "by-act": "act", "by-country": "country", "by-place": "place", "by-authority": "perpetrator"}
_SLUG_OF = {by: slug for slug, by in SLUGS.items()}
_TITLES = {
    "began": gettext_lazy("Over time"),
    "act": gettext_lazy("By what was done"),
    "country": gettext_lazy("By country"),
    "place": gettext_lazy("By place"),
    "perpetrator": gettext_lazy("By who did it"),
}
_HEADS = {
    "began": gettext_lazy("Began in"),
    "act": gettext_lazy("What was done"),
    "country": gettext_lazy("Country"),
    "place": gettext_lazy("Place"),
    "perpetrator": gettext_lazy("By whom"),
}
_UNITS = {
    Unit.ACTS: pgettext_lazy("what is counted", "Acts"),
    Unit.EVENTS: pgettext_lazy("what is counted", "Events"),
    Unit.PERSONS: pgettext_lazy("what is counted", "People"),
}
_MEANINGS = {
    Unit.ACTS: gettext_lazy("An act is one kind of thing done to one person, group or organisation. Two people beaten are two acts."),
    Unit.EVENTS: gettext_lazy("An event is what happened together. It counts once, however many acts it holds."),
    Unit.PERSONS: gettext_lazy("People to whom one of these acts was done and whom a public page names, each once, however many acts and cases."),
}
_UNDIVIDED = {
    "began": gettext_lazy("Date not known or not told: %(number)s"),
    "act": gettext_lazy("Kind of act not told: %(number)s"),
    "country": gettext_lazy("Country not told: %(number)s"),
    "place": gettext_lazy("Place not coded or not told: %(number)s"),
    "perpetrator": gettext_lazy("Who did it is not told: %(number)s"),
}
_LEFT_OUT = {
    Unit.ACTS: gettext_lazy("Events of which no act is told: %(number)s"),
    Unit.EVENTS: gettext_lazy("Acts that belong to no event that is told: %(number)s"),
    Unit.PERSONS: gettext_lazy("Acts against people who are not named, against groups or organisations, or where it is not told against whom: %(number)s"),
}
# Years without anything are drawn between others, as long as they are not this many.
_MOST_YEARS = 150
_FEW_ROWS = 6


def figure_page(*, asked: Asked, organisation: Organisation, language: str, on: date, slug: str, unit: Unit) -> FigurePage:
    """One figure with its table and receipt."""
    by, here = SLUGS[slug], ("database_figure", slug)
    everything = whole(organisation=organisation, on=on)
    if asked.search is None:
        words = Words(asked, everything.facets, language=language)
        return FigurePage(frame=frame_of(asked, everything, words, here=here, files=(), on=on), title=str(_TITLES[by]))
    found = figure(search=asked.search, unit=unit, by=by)
    words = Words(asked, everything.facets, {by: list(found.rows)}, language=language)
    query = and_then(asked.wanted.query, unit_tail(unit))
    frame = frame_of(asked, everything, words, here=here, files=_files(slug, query), on=on, tail=unit_tail(unit))
    return FigurePage(
        frame=frame,
        title=str(_TITLES[by]),
        units=_units(here, asked.wanted, unit),
        divisions=tuple(Way(label=str(_TITLES[other]), url=address(("database_figure", _SLUG_OF[other]), query), is_here=other == by) for other in DIVISIONS),
        division=_division(found, words),
        receipt=tuple(_receipt(found, words, address(here, query))),
        all_years_url=address(here, and_then(asked.wanted.without("began").query, unit_tail(unit))) if by == "began" and asked.wanted.began else "",
    )


def figures_page(*, asked: Asked, organisation: Organisation, language: str, on: date, unit: Unit) -> FiguresPage:
    """The numbers of a filter at one glance."""
    everything = whole(organisation=organisation, on=on)
    if asked.search is None:
        words = Words(asked, everything.facets, language=language)
        return FiguresPage(frame=frame_of(asked, everything, words, here="database_figures", files=(), on=on))
    found = [figure(search=asked.search, unit=unit, by=by) for by in DIVISIONS]
    words = Words(asked, everything.facets, {one.by: list(one.rows) for one in found}, language=language)
    query = and_then(asked.wanted.query, unit_tail(unit))
    files = (
        Link(label=_("These figures as CSV"), url=address("database_figures_csv", query)),
        Link(label=_("These figures as JSON Lines"), url=address("database_figures_jsonl", query)),
    )
    numbers = totals(search=asked.search)
    return FiguresPage(
        frame=frame_of(asked, everything, words, here="database_figures", files=files, on=on, tail=unit_tail(unit)),
        totals=tuple(Total(name=str(_UNITS[one]), shown=number(numbers[one]), meaning=str(_MEANINGS[one])) for one in _UNITS),
        units=_units("database_figures", asked.wanted, unit),
        divisions=tuple(_division(one, words, most=_FEW_ROWS) for one in found if one.rows),
    )


def units_in_words() -> Iterator[tuple[str, str]]:
    """What a figure may count, each with what it means."""
    yield from ((str(_UNITS[unit]), str(_MEANINGS[unit])) for unit in _UNITS)


def unit_tail(unit: Unit) -> str:
    """What of a unit stands in an address: nothing for acts, which are counted unless somebody says otherwise."""
    return "" if unit is Unit.ACTS else f"unit={unit}"


def _units(here: str | tuple[str, str], wanted: PublicFilter, unit: Unit) -> tuple[Way, ...]:
    return tuple(Way(label=str(label), url=address(here, and_then(wanted.query, unit_tail(one))), is_here=one is unit) for one, label in _UNITS.items())


def _files(slug: str, query: str) -> tuple[Link, ...]:
    return (
        Link(label=_("This figure as CSV"), url=address(("database_figure_csv", slug), query)),
        Link(label=_("This figure as JSON Lines"), url=address(("database_figure_jsonl", slug), query)),
    )


def _division(found: Figure, words: Words, *, most: int = 0) -> Division:
    unnamed = found.unnamed if not most else None
    lines = [_line(found, row, words, has_unnamed=unnamed is not None) for row in found.rows]
    if unnamed is not None:
        known = {row.value for row in found.rows}
        lines += [_line(found, PublishedCount(value=value, number=0), words, has_unnamed=True) for value in unnamed.rows if value not in known]
        if found.by == "began":
            lines.sort(key=lambda pair: pair[0])
    return Division(
        title=str(_TITLES[found.by]),
        head=str(_HEADS[found.by]),
        unit=str(_UNITS[found.unit]),
        url=address(("database_figure", _SLUG_OF[found.by]), and_then(found.wanted.query, unit_tail(found.unit))),
        chart=_chart(found, words, most=most),
        lines=tuple(line for _value, line in (lines[-most:] if most and found.by == "began" else lines[: most or None])),
        total=number(found.total),
        undivided=str(_UNDIVIDED[found.by]) % {"number": number(found.undivided)} if found.undivided else "",
        has_unnamed=unnamed is not None,
        unnamed_total=_unnamed_total(unnamed.total) if unnamed is not None else "",
    )


def _line(found: Figure, row: PublishedCount, words: Words, *, has_unnamed: bool) -> tuple[str, NumberLine]:
    unnamed = _unnamed(found.unnamed.rows.get(row.value, 0)) if has_unnamed and found.unnamed else ""
    return row.value, NumberLine(label=_label(found, row.value, words), shown=number(row.number), url=_url(found, row.value), unnamed=unnamed)


def _label(found: Figure, value: str, words: Words) -> str:
    if not value:
        return _("day not reported")
    if found.by == "began" and found.wanted.began and len(value) == len("2011"):
        return _("%(year)s, month not known") % {"year": value}
    return words.of(found.by, value)


def _url(found: Figure, value: str) -> str:
    """The list of the cases behind a number; of a year the figure of its months. Of what has no month there is no filter."""
    if not value or (found.by == "began" and found.wanted.began and len(value) == len("2011")):
        return ""
    narrowed = PublicFilter.read({**found.wanted.as_typed(), found.by: value})
    if found.by == "began" and not found.wanted.began:
        return address(("database_figure", "over-time"), and_then(narrowed.query, unit_tail(found.unit)))
    return address("database", narrowed.query)


def _unnamed(told: int | None) -> str:
    return number(told) if told is not None else _("fewer than %(floor)s") % {"floor": number(settings.SMALLEST_NUMBER)}


def _unnamed_total(told: int | None) -> str:
    """A total that is not told may be any number: it is withheld for the sake of its parts."""
    return number(told) if told is not None else _("not told")


def _chart(found: Figure, words: Words, *, most: int = 0) -> Chart | None:
    if not found.rows and not (found.unnamed and found.unnamed.rows):
        return None
    title = _("%(what)s %(division)s") % {"what": _UNITS[found.unit], "division": str(_TITLES[found.by]).lower()}
    rows = list(found.rows)
    if found.by != "began":
        values = [Value(label=words.of(found.by, row.value), number=row.number, shown=number(row.number)) for row in rows[: most or None]]
        return bars(key=found.by, title=title, description=_described(values), values=values, right_to_left=get_language_bidi())
    numbers = {row.value: row.number for row in rows}
    told = {value: shown for value, shown in found.unnamed.rows.items() if value} if found.unnamed and not most else {}
    span = _filled(sorted({*numbers, *told}), is_year=not found.wanted.began)
    values = [Value(label=_short(value), number=numbers.get(value, 0), shown=number(numbers.get(value, 0))) for value in span]
    second = [Value(label=_short(value), number=told.get(value, 0), shown=_stub(told.get(value, 0))) for value in span] if told else []
    return columns(key="began", title=title, description=_described(values), values=values, second=second, right_to_left=get_language_bidi())


def _stub(told: int | None) -> str:
    # Isolated, since a page that is read from the right would turn the sign around.
    return number(told) if told is not None else f"\u2066<{settings.SMALLEST_NUMBER}\u2069"


def _short(value: str) -> str:
    """A year, or the number of a month; of what has no month a question mark."""
    return value if len(value) == len("2011") else value[5:]


def _described(values: Sequence[Value]) -> str:
    """One sentence for whoever does not see the shapes; the table has the rest."""
    if not values:
        return ""
    top = max(values, key=lambda value: value.number or 0)
    return _("The most: %(label)s, %(number)s. The table below has every number.") % {"label": top.label, "number": top.shown}


def _filled(values: list[str], *, is_year: bool) -> list[str]:
    """With the years between, so that a gap is seen as one."""
    if not is_year or not values or int(values[-1]) - int(values[0]) > _MOST_YEARS:
        return values
    return [f"{year:04}" for year in range(int(values[0]), int(values[-1]) + 1)]


def _receipt(found: Figure, words: Words, here: str) -> Iterator[Fact]:
    wanted = found.wanted.as_typed()
    judged = (_("Records that were judged to be of one and the same person count once."),) if found.unit is Unit.PERSONS else ()
    yield Fact(name=_("What was counted"), lines=(str(_UNITS[found.unit]), str(_MEANINGS[found.unit]), *judged))
    conditions = tuple(f"{words.label(name)}: {words.of(name, value)}" for name, value in wanted.items()) or (_("all public cases"),)
    yield Fact(name=_("Of which cases"), lines=conditions, link=Link(label=_("The cases behind it"), url=address("database", found.wanted.query)))
    yield Fact(name=_("Counted as of"), lines=(plain_day(found.on).text,))
    changed = plain_day(found.edition.at.date()).text if found.edition.at else _("never changed")
    yield Fact(name=_("Version of the data"), lines=(_("edition %(number)s of %(day)s") % {"number": number(found.edition.number), "day": changed},))
    yield Fact(name=_("Counted again at"), lines=(), link=Link(label=settings.SITE_URL + here, url=here))
    yield Fact(name=_("Left out"), lines=tuple(_left_out(found)) or (_("nothing"),))


def _left_out(found: Figure) -> Iterator[str]:
    if found.undivided:
        yield str(_UNDIVIDED[found.by]) % {"number": number(found.undivided)}
    if found.left_out:
        yield str(_LEFT_OUT[found.unit]) % {"number": number(found.left_out)}
    if found.unit is not Unit.PERSONS:
        return
    floor = {"floor": number(settings.SMALLEST_NUMBER)}
    if found.unnamed is None:
        yield _("People who are not named. They are counted over time alone and without a filter, since several such numbers together point at somebody.")
    else:
        yield (_("Of people who are not named no number below %(floor)s is told, nor a total beside one. Each counts once in each case.") % floor)
