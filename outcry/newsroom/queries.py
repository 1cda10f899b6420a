"""Questions to the newsroom. `on` is a day of the content clock; reports that are published later are never among the answers."""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from outcry.accounts.models import Organisation
from outcry.accounts.queries import NoOrganisation, the_organisation
from outcry.newsroom.addresses import month_address, report_address
from outcry.newsroom.archive import Archive, Clock
from outcry.newsroom.gathered import countries_counted, topics_counted
from outcry.newsroom.lines import ReportLine
from outcry.newsroom.models import ReportPage, ReportQuerySet, ReportsPage, report_lines
from outcry.newsroom.subjects import country_address, is_country, topic_address
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


def addresses(*, on: date) -> list[dict[str, str]]:
    """Where every report stands, by language, the newest first. One query."""
    found: dict[Any, dict[str, str]] = {}
    rows = ReportPage.objects.visible(on=on).newest_first()
    for key, language, slug in rows.values_list("translation_key", "locale__language_code", "slug"):
        found.setdefault(key, {})[language] = report_address(language=language, slug=slug)
    return list(found.values())


def archive_addresses(*, organisation: Organisation, on: date) -> list[dict[str, str]]:
    """Where the months of the archive stand that hold a report, by language, the latest first. One query."""
    months = Archive(organisation=organisation, language=organisation.source_language, on=on).shelf(Clock.PUBLISHED).months
    return [_in_every_language(partial(month_address, month, Clock.PUBLISHED)) for month in sorted(months, reverse=True)]


def subject_addresses(*, organisation: Organisation, on: date) -> list[dict[str, str]]:
    """Where the topics and countries stand of which there is a report, by language. Three queries."""
    archive = Archive(organisation=organisation, language=organisation.source_language, on=on)
    topics = Term.objects.filter(pk__in=topics_counted(archive)).order_by("path")
    countries = [code for code in sorted(countries_counted(archive)) if is_country(code)]
    ways = [*(partial(topic_address, term) for term in topics), *(partial(country_address, code) for code in countries)]
    return [_in_every_language(way) for way in ways]


def list_page(*, organisation: Organisation) -> ReportsPage | None:
    """The list in the organisation's source language; None before the tree was made."""
    return ReportsPage.objects.filter(organisation=organisation, locale__language_code=organisation.source_language).first()


def report_called(slug: str, *, language: str, on: date) -> ReportPage | None:
    """The report at this address, where readers find one."""
    return ReportPage.objects.visible(on=on).select_related("locale").filter(slug=slug, locale__language_code=language).first()


def addresses_of(report: ReportPage, *, on: date, view: str) -> dict[str, str]:
    """By language, where the view of a report stands that takes its slug; where the report is not in a language, its list of reports."""
    slugs = dict(ReportPage.objects.visible(on=on).filter(translation_key=report.translation_key).values_list("locale__language_code", "slug"))
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = reverse(view, args=[slugs[language]]) if language in slugs else report_address(language=language)
    return found


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
