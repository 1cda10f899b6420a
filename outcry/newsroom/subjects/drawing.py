"""What the pages of topics and countries draw, and the list of all of them."""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as Leaf
from django.db.models import Q
from django.utils import timezone

from outcry.appeals.models import Appeal
from outcry.design.feed_links import feed_links
from outcry.design.parts import FileLink, Link
from outcry.gatherings import queries as gatherings
from outcry.gatherings.drawing import GatheringLine, lines
from outcry.newsroom.archive.drawing import ArchivedReport, archived
from outcry.newsroom.archive.queries import Archive
from outcry.newsroom.drawing.beside import AppealBeside, CaseBeside, appeals_beside, cases_beside
from outcry.newsroom.models import ReportPage, report_lines
from outcry.newsroom.subject_links import country_link, topic_links
from outcry.newsroom.subjects.gathered import Gathered, countries_counted, topics_counted
from outcry.vocabularies.models import Term

# A page shows so many of each; the rest is found through the reports.
_BESIDE = 12


@dataclass(frozen=True, kw_only=True)
class SubjectPage:
    """One leaf of the reports on a subject, and beside them the cases and the appeals that they tell of. `number` counts all reports."""

    name: str
    number: int
    reports: tuple[ArchivedReport, ...]
    leaf: "Leaf[Any]"
    cases: tuple[CaseBeside, ...]
    appeals: tuple[AppealBeside, ...]
    feeds: tuple[FileLink, ...]
    gatherings: tuple[GatheringLine, ...]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A subject, and the number of its reports."""

    link: Link
    number: int


@dataclass(frozen=True, kw_only=True)
class AllSubjects:
    """Every topic and every country that a report tells of."""

    topics: tuple[Counted, ...]
    countries: tuple[Counted, ...]


def subject_page(archive: Archive, gathered: Gathered, leaf: "Leaf[Any]", *, here: Q, also: Q | None = None) -> SubjectPage:
    """The page of a subject. `here` finds the gatherings that belong to it, `also` appeals that do so without any report."""
    told = _through("appeals", archive, gathered)
    cases = cases_beside(case_ids=_through("cases", archive, gathered), organisation=archive.organisation, language=archive.language, on=archive.on)
    appeals = Appeal.objects.filter(Q(pk__in=told) | also if also else Q(pk__in=told), organisation=archive.organisation).order_by("-drafted_at", "-pk")
    return SubjectPage(
        name=gathered.name,
        number=leaf.paginator.count,
        reports=archived(report_lines(leaf.object_list, on=archive.on), language=archive.language),
        leaf=leaf,
        cases=tuple(cases.values())[:_BESIDE],
        appeals=tuple(appeals_beside(those=appeals, language=archive.language, on=archive.on).values())[:_BESIDE],
        feeds=feed_links(gathered.feed),
        gatherings=_gatherings(archive, here),
    )


def all_subjects(archive: Archive) -> AllSubjects:
    """What there is to choose from, the topics in the order of their list, the countries by their names."""
    numbers = topics_counted(archive)
    topics = sorted(Term.objects.filter(pk__in=numbers), key=lambda term: term.path)
    links = topic_links(topics, language=archive.language)
    of_countries = [Counted(link=country_link(code), number=number) for code, number in countries_counted(archive).items()]
    return AllSubjects(
        topics=tuple(Counted(link=link, number=numbers[term.pk]) for term, link in zip(topics, links, strict=True)),
        countries=tuple(sorted((one for one in of_countries if one.link.url), key=lambda one: one.link.label)),
    )


def _gatherings(archive: Archive, here: Q) -> tuple[GatheringLine, ...]:
    at = archive.organisation.content_now(now=timezone.now())
    found = gatherings.in_order(gatherings.public(organisation=archive.organisation).filter(here).distinct(), at=at)
    return lines(found[:_BESIDE], language=archive.language, at=at)


def _through(field: str, archive: Archive, gathered: Gathered) -> list[int]:
    """What these reports and their translations are tied to, that of the newest report first."""
    told = ReportPage.objects.visible(on=archive.on).with_translations_of(gathered.reports.order_by()).newest_first()
    return [one for one in dict.fromkeys(told.values_list(field, flat=True)) if one is not None]
