"""What the page of the search draws: where the words stand in what was found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page as Leaf
from django.core.paginator import Paginator
from django.urls import reverse

from outcry.appeals import queries as appeals
from outcry.appeals.models import Appeal
from outcry.cases.publication import BadFilter, PublicSearch, PublishedLine
from outcry.design.day_words import day_in_words, plain_day
from outcry.design.parts import Day, direction
from outcry.gatherings import queries as gatherings
from outcry.gatherings.models import Gathering
from outcry.groups.models import PublicGroup
from outcry.lib.search_words import Piece, Wanted, excerpt, folded_words, marked
from outcry.newsroom.drawing.lines import own_name
from outcry.newsroom.models import ReportPage
from outcry.newsroom.search.queries import Looked
from outcry.newsroom.subject_links import group_address

_BESIDE = 5
_ON_A_PAGE = 20
# As long as a standfirst.
_SHORT = 300


@dataclass(frozen=True, kw_only=True)
class Found:
    """One thing that was found. `language` is set when its words are not in the page's language; `note` tells where it stands."""

    url: str
    title: list[Piece]
    words: list[Piece]
    day: Day | None
    note: str
    language: str
    language_name: str

    @property
    def direction(self) -> str:
        return direction(self.language) if self.language else ""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Things of one kind: how many there are, the first of them, and where all of them stand."""

    number: int
    found: tuple[Found, ...]
    all_url: str


@dataclass(frozen=True, kw_only=True)
class SearchPage:
    """What was typed and what it finds; `leaf` parts the reports into pages. `is_asked` is False where nothing can be looked for."""

    text: str
    is_asked: bool
    # Why nothing was looked for, in words.
    problem: str = ""
    appeals: Group | None = None
    gatherings: Group | None = None
    organisations: Group | None = None
    cases: Group | None = None
    reports: tuple[Found, ...] = ()
    leaf: "Leaf[Any] | None" = None
    query: str = ""

    @property
    def number(self) -> int:
        """Of everything that was found."""
        groups = sum(group.number for group in (self.appeals, self.gatherings, self.organisations, self.cases) if group)
        return groups + (self.leaf.paginator.count if self.leaf else 0)


def search_page(looked: Looked, *, typed: str, number: int, all_appeals: bool) -> SearchPage | None:
    """The answer; None where it has no such page."""
    wanted = looked.words
    if not wanted:
        return SearchPage(text=typed, is_asked=False)
    try:
        cases = looked.cases()
    except BadFilter as bad:
        return SearchPage(text=typed, is_asked=False, problem=str(bad.problems["text"]))
    pages = Paginator(looked.reports(), _ON_A_PAGE)
    if number not in pages.page_range:
        return None
    leaf = pages.page(number)
    is_first = number == 1
    return SearchPage(
        text=typed,
        is_asked=True,
        appeals=_appeals(looked, wanted, whole=all_appeals) if is_first else None,
        gatherings=_gatherings(looked, wanted) if is_first else None,
        organisations=_organisations(looked, wanted) if is_first else None,
        cases=_cases(cases, looked, wanted) if is_first else None,
        reports=_reports(list(leaf.object_list), wanted, looked.archive.language),
        leaf=leaf,
        query=urlencode({"text": typed}),
    )


def _appeals(looked: Looked, wanted: list[Wanted], *, whole: bool) -> Group:
    found = looked.appeals()
    shown = found if whole else found[:_BESIDE]
    language = looked.archive.language
    return Group(
        number=found.count(),
        found=tuple(_appeal(appeal, wanted, language) for appeal in shown),
        all_url="" if whole else _address({"text": looked.text, "appeals": "all"}),
    )


def _gatherings(looked: Looked, wanted: list[Wanted]) -> Group:
    found = looked.gatherings()
    language = looked.archive.language
    return Group(number=found.count(), found=tuple(_gathering(one, wanted, language) for one in found[:_BESIDE]), all_url=reverse("front:gatherings"))


def _organisations(looked: Looked, wanted: list[Wanted]) -> Group:
    found = looked.organisations()
    source = looked.archive.organisation.source_language
    shown = tuple(_organisation(one, wanted, looked.archive.language, source) for one in found[:_BESIDE])
    return Group(number=found.count(), found=shown, all_url=reverse("newsroom_subjects"))


def _cases(search: PublicSearch, looked: Looked, wanted: list[Wanted]) -> Group:
    lines = search.lines(language=looked.archive.language, length=_BESIDE)
    return Group(
        number=search.count(),
        found=tuple(_case(line, wanted, looked.archive.language) for line in lines),
        all_url=f"{reverse('front:database')}?{urlencode({'text': looked.text})}",
    )


def _reports(keys: Sequence[int], wanted: list[Wanted], language: str) -> tuple[Found, ...]:
    pages = ReportPage.objects.select_related("locale").in_bulk(keys)
    return tuple(_report(pages[key], wanted, language) for key in keys if key in pages)


def _report(page: ReportPage, wanted: list[Wanted], language: str) -> Found:
    return _found(
        url=page.address(),
        title=page.title,
        # The line that stands beneath every headline first, so that a reader sees the place she would have looked at.
        texts=(page.standfirst, page.place, page.plain_text()),
        spoken=page.locale.language_code,
        wanted=wanted,
        language=language,
        day=plain_day(page.published_on),
    )


def _appeal(appeal: Appeal, wanted: list[Wanted], language: str) -> Found:
    texts = {text.language: text for text in appeal.texts.all()}
    # The one in which the words stand, her own before others.
    own = appeals.text_in(appeal=appeal, language=language)
    told = [text for text in (own, *texts.values()) if text]
    text = next((one for one in told if _has_all(wanted, (one.title, one.standfirst, one.what_happened))), told[0])
    return _found(
        url=reverse("front:appeal", args=[appeal.slug]),
        title=text.title,
        texts=(text.standfirst, text.what_happened),
        spoken=text.language,
        wanted=wanted,
        language=language,
        day=day_in_words(appeal.opened) if appeal.opened else None,
    )


def _gathering(gathering: Gathering, wanted: list[Wanted], language: str) -> Found:
    texts = {text.language: text for text in gathering.texts.all()}
    own = gatherings.text_in(gathering=gathering, language=language)
    told = [text for text in (own, *texts.values()) if text]
    text = next((one for one in told if _has_all(wanted, (one.title, one.about, one.place, one.organiser))), told[0])
    return _found(
        url=reverse("front:gathering", args=[gathering.slug]),
        title=text.title,
        texts=(text.about, text.place, text.organiser),
        spoken=text.language,
        wanted=wanted,
        language=language,
        day=plain_day(gathering.day),
        note=text.place,
    )


def _organisation(public: PublicGroup, wanted: list[Wanted], language: str, source_language: str) -> Found:
    told = sorted(public.texts.all(), key=lambda text: (text.language != language, text.language != source_language))
    text = next((one for one in told if _has_all(wanted, (one.name, one.about))), told[0])
    return _found(
        url=group_address(public.slug),
        title=text.name,
        texts=(text.about,),
        spoken=text.language,
        wanted=wanted,
        language=language,
        day=None,
        note=public.get_kind_display(),
    )


def _case(line: PublishedLine, wanted: list[Wanted], language: str) -> Found:
    return _found(
        url=reverse("front:case", args=[line.slug]),
        title=line.name,
        texts=(line.standfirst,),
        spoken=line.language,
        wanted=wanted,
        language=language,
        day=plain_day(line.happened_on) if line.happened_on else None,
        note=line.place,
    )


def _found(*, url: str, title: str, texts: Iterable[str], spoken: str, wanted: list[Wanted], language: str, day: Day | None, note: str = "") -> Found:
    said = [text for text in texts if text]
    is_foreign = spoken != language
    return Found(
        url=url,
        title=marked(title, wanted),
        words=next((pieces for text in said if (pieces := _place(text, wanted))), marked(said[0], wanted) if said else []),
        day=day,
        note=note,
        language=spoken if is_foreign else "",
        language_name=own_name(spoken) if is_foreign else "",
    )


def _place(text: str, wanted: list[Wanted]) -> list[Piece]:
    """Where the words stand in a text: a short one whole; nothing where none of them does."""
    if len(text) > _SHORT:
        return excerpt(text, wanted)
    pieces = marked(text, wanted)
    return pieces if any(piece.is_match for piece in pieces) else []


def _has_all(wanted: list[Wanted], texts: Iterable[str]) -> bool:
    said = folded_words(*texts).split()
    return all(any(one.fits(word) for word in said) for one in wanted)


def _address(query: Mapping[str, str]) -> str:
    return f"{reverse('newsroom_search')}?{urlencode(query)}"
