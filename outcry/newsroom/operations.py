"""The tree of pages, and publishing a report that comes from somewhere else than the editor's screen."""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site

from outcry.accounts.models import Organisation
from outcry.appeals.models import Appeal
from outcry.groups.models import Group
from outcry.newsroom.drawing.charts import ROWS
from outcry.newsroom.models import ReportPage, ReportsPage
from outcry.newsroom.report_rows import ReportSource
from outcry.vocabularies.models import Term

# Turns an organisation and a caller's key into the translation key of one report.
_KEYS = UUID("c3f0b1de-5a5e-4d0b-9b63-3a1f0f6a2d11")


class UnknownLanguage(ValueError):
    """There is no list of reports in this language."""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One block of plain text. `source` is the number of its source, from 1; `attribution` is for quotes.

    `row` is the key of what a box shows: a case, an appeal, a donation appeal. A figure, a chart and a map have the `address` of a page of the
    database, and `text` says what it is; a chart says of its numbers what they count (`unit`) and by what (`head`).
    """

    kind: Literal["paragraph", "heading", "quote", "case", "appeal_form", "donation", "number", "chart", "map"]
    text: str = ""
    attribution: str = ""
    source: int | None = None
    row: int | None = None
    address: str = ""
    unit: str = ""
    head: str = ""


@dataclass(frozen=True, kw_only=True)
class SourceNote:
    """Where it is said. `published` is EDTF; `language` is that of the title."""

    publisher: str
    title: str
    language: str = "en"
    published: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ReportText:
    """A report in the words of one language."""

    language: str
    slug: str
    headline: str
    standfirst: str
    place: str = ""
    passages: Sequence[Passage] = ()
    sources: Sequence[SourceNote] = ()


@transaction.atomic
def ensure_tree(*, organisation: Organisation, now: datetime) -> dict[str, ReportsPage]:
    """The list of reports of each language, made where it is missing, and the site that shows them. A second call changes nothing.

    The empty page that Wagtail brings along is taken away.
    """
    lists: dict[str, ReportsPage] = {}
    for code, _own_name in settings.LANGUAGES:
        locale, _made = Locale.objects.get_or_create(language_code=code)
        lists[code] = _list_in(locale, organisation, next(iter(lists.values()), None))
    _ensure_site(lists[settings.LANGUAGE_CODE])
    return lists


@transaction.atomic
def publish_report(
    *,
    organisation: Organisation,
    key: str,
    texts: Sequence[ReportText],
    published_on: date,
    now: datetime,
    happened: str = "",
    byline: str = "",
    country: str = "",
    topics: Iterable[Term] = (),
    groups: Iterable[Group] = (),
    case_ids: Iterable[int] = (),
    appeals: Iterable[Appeal] = (),
) -> list[ReportPage]:
    """Publish a report in each of its languages and return the pages, the source language first.

    The key is the caller's own name for the report: a language that is already there under this key is left as it is.
    UnknownLanguage when the site has no list in one of the languages.
    """
    lists = ensure_tree(organisation=organisation, now=now)
    translation_key = _translation_key(organisation, key)
    shared: dict[str, Any] = {"published_on": published_on, "happened": happened, "byline": byline, "country": country, "translation_key": translation_key}
    ties: dict[str, list[Any]] = {"cases": list(case_ids), "appeals": list(appeals), "topics": list(topics), "groups": list(groups)}
    pages: list[ReportPage] = []
    for text in sorted(texts, key=lambda text: text.language != organisation.source_language):
        if text.language not in lists:
            raise UnknownLanguage(text.language)
        page = ReportPage.objects.filter(translation_key=translation_key, locale__language_code=text.language).first()
        pages.append(page or _publish(lists[text.language], text, shared | _source_version(pages), ties))
    return pages


@transaction.atomic
def remove_report(*, organisation: Organisation, key: str) -> int:
    """Take away the report that was published under this key, in every language; return how many pages it had."""
    pages = list(ReportPage.objects.filter(translation_key=_translation_key(organisation, key)))
    for page in pages:
        # Each is read afresh: deleting a page moves its neighbours in the tree.
        ReportPage.objects.get(pk=page.pk).delete()
    return len(pages)


@transaction.atomic
def remove_reports(*, organisation: Organisation) -> int:
    """Take the organisation's whole tree of reports away, with its site; return how many reports there were."""
    lists = list(ReportsPage.objects.filter(organisation=organisation))
    gone = sum(found.get_children().count() for found in lists)
    for found in lists:
        ReportsPage.objects.get(pk=found.pk).delete()
    return gone


def _translation_key(organisation: Organisation, key: str) -> UUID:
    return uuid5(_KEYS, f"{organisation.public_id} {key}")


def _list_in(locale: Locale, organisation: Organisation, first: ReportsPage | None) -> ReportsPage:
    found = ReportsPage.objects.filter(organisation=organisation, locale=locale).first()
    if found:
        return found
    with translation.override(locale.language_code):
        title = _("Reports")
    page = ReportsPage(title=title, slug=f"reports-{organisation.slug}-{locale.language_code}", locale=locale, organisation=organisation)
    if first:
        page.translation_key = first.translation_key
    return Page.get_first_root_node().add_child(instance=page)


def _ensure_site(front: ReportsPage) -> None:
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    wanted = {"hostname": address.hostname or "localhost", "port": port, "root_page": front, "is_default_site": True}
    site = Site.objects.filter(is_default_site=True).first() or Site()
    if any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()
    # Wagtail's own first page; ours are of other types, and deeper ones do not exist yet.
    for welcome in Page.objects.filter(depth=2, slug="home", numchild=0, title="Welcome to your new Wagtail site!"):
        welcome.delete()


def _source_version(pages: Sequence[ReportPage]) -> dict[str, int]:
    return {"made_from_version": pages[0].version} if pages else {}


def _publish(parent: ReportsPage, text: ReportText, shared: dict[str, Any], ties: Mapping[str, list[Any]]) -> ReportPage:
    words = {"title": text.headline, "slug": text.slug, "standfirst": text.standfirst, "place": text.place, "body": _body(text.passages)}
    page = ReportPage(locale=parent.locale, live=False, **words, **shared)
    page.sources = [_source_row(number, note) for number, note in enumerate(text.sources, start=1)]
    parent.add_child(instance=page)
    for name, rows in ties.items():
        getattr(page, name).set(rows)
    page.save()
    page.save_revision().publish()
    return ReportPage.objects.get(pk=page.pk)


def _source_row(number: int, note: SourceNote) -> ReportSource:
    return ReportSource(
        sort_order=number, publisher=note.publisher, title=note.title, language=note.language, published=note.published, url=note.url, note=note.note
    )


def _body(passages: Iterable[Passage]) -> list[tuple[str, dict[str, Any]]]:
    return [(passage.kind, _value(passage)) for passage in passages]


def _value(passage: Passage) -> dict[str, Any]:
    match passage.kind:
        case "heading":
            return {"text": passage.text}
        case "quote":
            return {"text": passage.text, "attribution": passage.attribution, "source": passage.source}
        case "case" | "donation":
            return {passage.kind: str(passage.row)}
        case "appeal_form":
            return {"appeal": str(passage.row)}
        case "number" | "map" | "chart":
            return _counted(passage)
        case "paragraph":
            paragraphs = "".join(f"<p>{escape(line.strip())}</p>" for line in passage.text.split("\n\n") if line.strip())
            return {"text": paragraphs, "source": passage.source}


def _counted(passage: Passage) -> dict[str, Any]:
    """What the database counts or maps whenever somebody reads."""
    if passage.kind == "number":
        return {"address": passage.address, "words": passage.text}
    if passage.kind == "map":
        return {"address": passage.address, "title": passage.text}
    words = {"title": passage.text, "unit": passage.unit, "head": passage.head}
    return words | {"address": passage.address, "kind": ROWS, "rows": [], "source": None}
