"""Questions to the newsroom. `on` is a day of the content clock; reports that are published later are never among the answers."""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils import translation

from outcry.accounts.models import Organisation
from outcry.accounts.queries import NoOrganisation, the_organisation
from outcry.groups import queries as groups
from outcry.newsroom.addresses import archive_address, month_address, report_address, undated_address, year_address
from outcry.newsroom.archive.queries import Archive, Clock
from outcry.newsroom.drawing.lines import ReportLine
from outcry.newsroom.models import ReportPage, ReportQuerySet, ReportsPage, report_lines
from outcry.newsroom.report_rows import PublishedReport
from outcry.newsroom.subject_links import country_address, group_address, is_country, topic_address
from outcry.newsroom.subjects.gathered import countries_counted, topics_counted
from outcry.vocabularies.models import Term


def latest(*, language: str, on: date, limit: int) -> list[ReportLine]:
    """The newest reports, each once: in `language`, else in the source language, else in any."""
    return _lines(ReportPage.objects.visible(on=on), language, on, limit)


def related_to_case(*, case_id: int, language: str, on: date, limit: int = 12) -> list[ReportLine]:
    """The reports that tell of a case, the newest first."""
    about = ReportPage.objects.filter(cases=case_id)
    return _lines(ReportPage.objects.visible(on=on).with_translations_of(about), language, on, limit)


def related_to_appeal(*, appeal_id: int, language: str, on: date, limit: int = 12) -> list[ReportLine]:
    """The reports that tell of an appeal, the newest first."""
    about = ReportPage.objects.filter(appeals=appeal_id)
    return _lines(ReportPage.objects.visible(on=on).with_translations_of(about), language, on, limit)


def told_together(*, case_id: int, on: date, limit: int = 6) -> list[int]:
    """The other cases that some report tells of together with this one, those of the newest report first, by primary key."""
    about = ReportPage.objects.visible(on=on).filter(pk__in=ReportPage.objects.filter(cases=case_id).values("pk")).newest_first()
    others = dict.fromkeys(about.values_list("cases", flat=True))
    return [one for one in others if one != case_id][:limit]


@dataclass(frozen=True, kw_only=True)
class ReportAddresses:
    """Where a report stands, by language, and the day on which one of its texts was last given to readers."""

    addresses: dict[str, str]
    changed_on: date


def count_reports(*, on: date) -> int:
    """How many reports readers find, each once however many languages it has. One query."""
    return PublishedReport.objects.visible(on=on).values("translation_key").distinct().count()


def addresses(*, on: date, first: int, length: int) -> list[ReportAddresses]:
    """Where so many of the reports stand, the newest first. Two queries."""
    newest = PublishedReport.objects.visible(on=on).values("translation_key").annotate(newest=Max("published_on")).order_by("-newest", "translation_key")
    keys = [row["translation_key"] for row in newest[first : first + length]]
    found: dict[Any, dict[str, str]] = {key: {} for key in keys}
    changed: dict[Any, date] = {}
    rows = ReportPage.objects.visible(on=on).filter(translation_key__in=keys).order_by("pk")
    for key, language, slug, day, moment in rows.values_list("translation_key", "locale__language_code", "slug", "published_on", "last_published_at"):
        found[key][language] = report_address(language=language, slug=slug)
        changed[key] = max(day, changed.get(key, day), moment.date() if moment else day)
    return [ReportAddresses(addresses=found[key], changed_on=changed[key]) for key in keys if found[key]]


def archive_addresses(*, organisation: Organisation, on: date) -> list[dict[str, str]]:
    """Where the archive stands, and its years and months that hold a report by one of its clocks, by language, the latest first. Two queries."""
    archive = Archive(organisation=organisation, language=organisation.source_language, on=on)
    ways: list[Callable[[], str]] = []
    for clock in Clock:
        shelf = archive.shelf(clock)
        ways += [partial(archive_address, clock), *(partial(year_address, year, clock) for year in shelf.all_years())]
        ways += [partial(month_address, month, clock) for month in sorted(shelf.months, reverse=True)]
        ways += [undated_address] if shelf.undated else []
    return [_in_every_language(way) for way in ways]


def subject_addresses(*, organisation: Organisation, on: date) -> list[dict[str, str]]:
    """Where the list of subjects stands, the topics and countries of which there is a report, and the organisations, by language. Four queries."""
    archive = Archive(organisation=organisation, language=organisation.source_language, on=on)
    topics = Term.objects.filter(pk__in=topics_counted(archive)).order_by("path")
    countries = [code for code in sorted(countries_counted(archive)) if is_country(code)]
    ways: list[Callable[[], str]] = [*(partial(topic_address, term) for term in topics), *(partial(country_address, code) for code in countries)]
    ways += [partial(group_address, slug) for slug in groups.public(organisation=organisation).order_by("slug").values_list("slug", flat=True)]
    return [in_every_language("newsroom_subjects"), *map(_in_every_language, ways)] if ways else []


def list_page(*, organisation: Organisation) -> ReportsPage | None:
    """The list in the organisation's source language; None before the tree was made."""
    return ReportsPage.objects.filter(organisation=organisation, locale__language_code=organisation.source_language).first()


def report_called(slug: str, *, language: str, on: date) -> ReportPage | None:
    """The report at this address, where readers find one."""
    return ReportPage.objects.visible(on=on).select_related("locale").filter(slug=slug, locale__language_code=language).first()


def addresses_of(report: ReportPage, *, on: date, view: str) -> dict[str, str]:
    """By language, where the view of a report stands that takes its slug; where the report is not in a language, it itself as readers there get it."""
    slugs = dict(ReportPage.objects.visible(on=on).filter(translation_key=report.translation_key).values_list("locale__language_code", "slug"))
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = reverse(view, args=[slugs[language]]) if language in slugs else report_address(language=language, slug=report.slug)
    return found


def in_every_language(name: str) -> dict[str, str]:
    """Where a page of the newsroom that every language has stands, by language."""
    return _in_every_language(partial(reverse, name))


def _in_every_language(address: Callable[[], str]) -> dict[str, str]:
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = address()
    return found


def _lines(reports: ReportQuerySet, language: str, on: date, limit: int) -> list[ReportLine]:
    nearest = reports.once_each(on=on, language=language, source_language=_source_language())
    return report_lines(nearest.newest_first()[:limit], on=on)


def _source_language() -> str:
    try:
        return the_organisation().source_language
    except NoOrganisation:
        return settings.LANGUAGE_CODE
