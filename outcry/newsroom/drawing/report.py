"""What the templates of the newsroom draw: finished words, in order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from outcry.design.day_words import day_in_words, plain_day
from outcry.design.parts import Day, FileLink, Link, SharedAs, Teaser
from outcry.lib.bidi import isolate_quotations
from outcry.newsroom.drawing.beside import AppealBeside, CaseBeside, DonationBeside
from outcry.newsroom.drawing.charts import Charted, charted
from outcry.newsroom.drawing.comments import CommentsView
from outcry.newsroom.drawing.documents import Paper
from outcry.newsroom.drawing.lines import ReportLine, teaser
from outcry.newsroom.drawing.maps import Mapped
from outcry.newsroom.drawing.numbers import DivisionTold, NumberTold
from outcry.newsroom.drawing.pictures import Figure
from outcry.newsroom.rich_text import clean, with_reference


@dataclass(frozen=True, kw_only=True)
class Part:
    """One block of a report. `html` is filled for paragraphs, `text` for headings and quotes, `case`, `appeal` and `donation` for
    their cards.

    `figure` is a picture; `text` is then its caption, `alt` what it shows (blank where it tells nothing), `attribution` its credit.
    A chart is in `charted`, a map in `mapped`, below its title in `text`. A figure of the database is in `told`, and `text` says what it counts.
    A document is in `paper`; `text` is then its title, `attribution` what it is. Several pictures stand in `pictures`, and `text` is what they show together.
    """

    kind: str
    text: str = ""
    html: SafeString | None = None
    attribution: str = ""
    source: int | None = None
    case: CaseBeside | None = None
    appeal: AppealBeside | None = None
    donation: DonationBeside | None = None
    figure: Figure | None = None
    alt: str = ""
    pictures: tuple["Part", ...] = ()
    paper: Paper | None = None
    told: NumberTold | None = None
    charted: Charted | None = None
    mapped: Mapped | None = None
    # Makes the ids of a chart or a map differ from those of others on the page.
    key: str = ""
    # HTML of the form of `appeal`.
    form: SafeString | str = ""

    @property
    def is_card(self) -> bool:
        """Whether it has words of its own, in the reader's language."""
        return bool(self.case or self.appeal or self.donation)

    @property
    def first_figure(self) -> Figure | None:
        """The first picture of this block."""
        return self.figure or next((one.figure for one in self.pictures), None)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the blocks of a report name and readers may see, by primary key; figures by their address."""

    cases: Mapping[int, CaseBeside] = field(default_factory=dict)
    appeals: Mapping[int, AppealBeside] = field(default_factory=dict)
    donations: Mapping[int, DonationBeside] = field(default_factory=dict)
    pictures: Mapping[int, Figure] = field(default_factory=dict)
    documents: Mapping[int, Paper] = field(default_factory=dict)
    numbers: Mapping[str, NumberTold] = field(default_factory=dict)
    divisions: Mapping[str, DivisionTold] = field(default_factory=dict)
    maps: Mapping[str, Mapped] = field(default_factory=dict)
    forms: Mapping[int, SafeString | str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CitedSource:
    """A source as it stands below a report."""

    number: int
    publisher: str
    title: str
    language: str
    day: Day | None
    url: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What was put right after publication. `report` leads to the report where the correction stands away from it.

    `language` is that of the words, where it is not the page's.
    """

    day: Day
    text: str
    reason: str
    report: Link | None = None
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Citation:
    """How to name a report so that others find the very text; `version` is 0 while nobody has read it."""

    organisation: str
    version: int
    day: Day
    address: str


@dataclass(frozen=True, kw_only=True)
class ReportFacts:
    """When, where, by whom, and what it is about: what stands in the margin."""

    byline: str
    published: Day
    day_address: str
    happened: Day | None
    place: str
    country: Link | None
    topics: tuple[Link, ...]
    organisations: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class ReportView:
    """One report, ready to be drawn. `elsewhere` leads to it in other languages.

    `language` is that of its text. Where that is not the page's, because nobody has translated it yet, `own` is where it stands in its own.
    """

    title: str
    standfirst: str
    facts: ReportFacts
    corrections: tuple[Correction, ...]
    citation: Citation
    parts: tuple[Part, ...]
    lead: Part | None
    sources: tuple[CitedSource, ...]
    elsewhere: tuple["Elsewhere", ...]
    cases: tuple[CaseBeside, ...]
    appeals: tuple[AppealBeside, ...]
    related: tuple[Teaser, ...]
    shared: SharedAs
    # HTML that others copy to show the report in a frame.
    embed: str
    language: str
    own: "Elsewhere | None" = None
    comments: CommentsView | None = None

    @property
    def foreign(self) -> str:
        """The language of its text, where that is not the page's."""
        return self.own.language if self.own else ""

    @property
    def has_form(self) -> bool:
        return any(part.form for part in self.parts)


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """The same report in another language."""

    language: str
    name: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Month:
    """The reports published in one month."""

    name: str
    reports: tuple[Teaser, ...]


@dataclass(frozen=True, kw_only=True)
class ListView:
    """One page of the list of reports."""

    months: tuple[Month, ...]
    newer: Link | None
    older: Link | None
    feeds: tuple[FileLink, ...]


def by_month(*, lines: Iterable[ReportLine], language: str) -> tuple[Month, ...]:
    """The lines, which come in the order of their days, under the months they were published in."""
    groups = groupby(lines, key=lambda line: f"{line.published_on:%Y-%m}")
    return tuple(Month(name=day_in_words(month).text, reports=tuple(teaser(line=line, language=language) for line in group)) for month, group in groups)


def named_in(body: Iterable[Any], kind: str, field: str = "") -> list[int]:
    """The primary keys that the blocks of this kind ("case", "appeal", "donation") in a StreamField name, under that word or another field."""
    field = field or kind
    return [block.value[field] for block in body if block.block_type == kind and block.value[field] is not None]


def parts_of(*, body: Iterable[Any], sources: int, shown: Shown | None = None) -> tuple[Part, ...]:
    """The blocks of a StreamField. A reference to a source that is not there is dropped, and so is what is not among `shown`."""
    drawn = (_part(block.block_type, block.value, sources, shown or Shown(), f"drawn-{place}") for place, block in enumerate(body))
    return _with_one_form([part for part in drawn if part])


def _with_one_form(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The ids of a form are given once on a page: of several forms the first is left."""
    first = next((place for place, part in enumerate(parts) if part.form), None)
    return tuple(replace(part, form="") if part.form and place != first else part for place, part in enumerate(parts))


def _part(kind: str, value: Any, sources: int, shown: Shown, key: str) -> Part | None:
    number = value.get("source")
    source = number if number and number <= sources else None
    if kind in _NAMED:
        return _NAMED[kind](value, shown)
    if kind == "chart":
        chart = charted(value, key=key, divisions=shown.divisions)
        return Part(kind=kind, charted=chart, source=source) if chart else None
    if kind == "map":
        mapped = shown.maps.get(value["address"])
        return Part(kind=kind, mapped=mapped, text=value["title"], key=key) if mapped else None
    if kind == "picture":
        return _picture(value, shown.pictures.get(value["picture"]), source)
    if kind == "paragraph":
        return Part(kind=kind, html=with_reference(_isolated(clean(value["text"].source)), source), source=source)
    return Part(kind=kind, text=value["text"], attribution=value.get("attribution", ""), source=source)


def _isolated(html: SafeString) -> SafeString:
    return mark_safe(isolate_quotations(html))  # noqa: S308  walls are put into what is clean


def _case(value: Any, shown: Shown) -> Part | None:
    case = shown.cases.get(value["case"])
    return Part(kind="case", case=case) if case else None


def _appeal(value: Any, shown: Shown) -> Part | None:
    appeal = shown.appeals.get(value["appeal"])
    return Part(kind="appeal", appeal=appeal) if appeal else None


def _appeal_with_form(value: Any, shown: Shown) -> Part | None:
    """Without a form, as of an appeal that takes no protests any more, its card is left."""
    appeal, form = _appeal(value, shown), shown.forms.get(value["appeal"], "")
    return replace(appeal, form=form) if appeal else None


def _number(value: Any, shown: Shown) -> Part | None:
    told = shown.numbers.get(value["address"])
    return Part(kind="number", told=told, text=value["words"]) if told else None


def _document(value: Any, shown: Shown) -> Part | None:
    paper = shown.documents.get(value["document"])
    return Part(kind="document", paper=paper, text=value["title"] or paper.name, attribution=value["about"]) if paper else None


def _gallery(value: Any, shown: Shown) -> Part | None:
    pictures = tuple(filter(None, (_picture(one, shown.pictures.get(one["picture"]), None) for one in value["pictures"])))
    return Part(kind="gallery", pictures=pictures, text=value["caption"]) if pictures else None


def _donation(value: Any, shown: Shown) -> Part | None:
    donation = shown.donations.get(value["donation"])
    return Part(kind="donation", donation=donation) if donation else None


# Blocks that are dropped where readers may not see what they name.
_NAMED: Mapping[str, Callable[[Any, Shown], Part | None]] = {
    "case": _case,
    "appeal": _appeal,
    "appeal_form": _appeal_with_form,
    "donation": _donation,
    "number": _number,
    "document": _document,
    "gallery": _gallery,
}


def _picture(value: Any, figure: Figure | None, source: int | None) -> Part | None:
    if figure is None:
        return None
    alt = "" if value["is_decorative"] else value["alt"]
    return Part(kind="picture", figure=figure, alt=alt, text=value["caption"], attribution=value["credit"] or figure.credit, source=source)


def lead_of(*, report: Any, pictures: Mapping[int, Figure]) -> Part | None:
    """The picture that leads a report."""
    figure = pictures.get(report.lead_picture_id)
    if figure is None:
        return None
    alt = "" if report.lead_is_decorative else report.lead_alt
    return Part(kind="picture", figure=figure, alt=alt, text=report.lead_caption, attribution=figure.credit)


def corrected(*, rows: Iterable[Any], language: str = "") -> tuple[Correction, ...]:
    """The corrections of one report, the latest first; with their language, where it is not the page's."""
    return tuple(replace(_correction(row), language=language) for row in rows)


def corrected_everywhere(*, rows: Iterable[Any], language: str) -> tuple[Correction, ...]:
    """Corrections of several reports, each with the way to its report, for a page in `language`."""
    return tuple(_correction(row, language, Link(label=row.report.title, url=row.report.address())) for row in rows)


def _correction(row: Any, language: str = "", report: Link | None = None) -> Correction:
    spoken = row.report.locale.language_code if report else language
    return Correction(day=plain_day(row.corrected_on), text=row.text, reason=row.reason, report=report, language="" if spoken == language else spoken)


def cited(*, rows: Iterable[Any]) -> tuple[CitedSource, ...]:
    """The sources of a report, numbered in their order."""
    return tuple(
        CitedSource(
            number=number,
            publisher=row.publisher,
            title=row.title,
            language=row.language,
            day=day_in_words(row.published) if row.published else None,
            url=row.url,
            note=row.note,
        )
        for number, row in enumerate(rows, start=1)
    )
