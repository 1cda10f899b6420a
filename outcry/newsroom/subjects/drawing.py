"""What the pages of topics, countries and organisations draw, and the list of all of them."""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as Leaf
from django.utils import timezone

from outcry.design.feed_links import feed_links
from outcry.design.parts import FileLink, Link, direction
from outcry.design.whole_addresses import whole
from outcry.gatherings import queries as gatherings
from outcry.gatherings.drawing import GatheringLine, lines
from outcry.groups import queries as groups
from outcry.groups.models import Kind, PublicGroup
from outcry.newsroom.archive.drawing import ArchivedReport, archived
from outcry.newsroom.archive.queries import Archive
from outcry.newsroom.drawing.beside import AppealBeside, CaseBeside, appeals_beside, cases_beside
from outcry.newsroom.models import report_lines
from outcry.newsroom.subject_links import country_link, group_address, topic_links
from outcry.newsroom.subjects.gathered import Gathered, appeals_of, cases_of, countries_counted, groups_counted, topics_counted
from outcry.vocabularies.models import Term

# A page shows so many of each; the rest is found through the reports.
_BESIDE = 12
# https://schema.org/Organization and the kinds of it.
_IN_SCHEMA = {Kind.PARTY: "PoliticalParty", Kind.UNION: "WorkersUnion", Kind.NEWSPAPER: "NewsMediaOrganization", Kind.ASSOCIATION: "NGO"}


@dataclass(frozen=True, kw_only=True)
class OrganisationTold:
    """What readers are told of an organisation itself. `language` is set when the words are not in the page's; `data` is JSON-LD (schema.org)."""

    kind: str
    about: str
    website: str
    language: str
    data: Mapping[str, object]

    @property
    def direction(self) -> str:
        return direction(self.language) if self.language else ""


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
    told: OrganisationTold | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.reports or self.appeals or self.cases or self.gatherings)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A subject, and the number of its reports."""

    link: Link
    number: int


@dataclass(frozen=True, kw_only=True)
class AllSubjects:
    """Every topic and every country that a report tells of, and every organisation that readers may know of."""

    topics: tuple[Counted, ...]
    countries: tuple[Counted, ...]
    organisations: tuple[Counted, ...]


def subject_page(archive: Archive, gathered: Gathered, leaf: "Leaf[Any]", *, told: OrganisationTold | None = None) -> SubjectPage:
    """The page of a subject."""
    cases = cases_beside(case_ids=cases_of(archive, gathered), organisation=archive.organisation, language=archive.language, on=archive.on)
    return SubjectPage(
        name=gathered.name,
        number=leaf.paginator.count,
        reports=archived(report_lines(leaf.object_list, on=archive.on), language=archive.language),
        leaf=leaf,
        cases=tuple(cases.values())[:_BESIDE],
        appeals=tuple(appeals_beside(those=appeals_of(archive, gathered), language=archive.language, on=archive.on).values())[:_BESIDE],
        feeds=feed_links(gathered.feed),
        gatherings=_gatherings(archive, gathered),
        told=told,
    )


def organisation_told(archive: Archive, public: PublicGroup) -> OrganisationTold:
    """An organisation in the reader's language, else in the source language."""
    text = groups.text_in(public=public, language=archive.language, source_language=archive.organisation.source_language)
    said = {"description": text.about, "sameAs": public.website}
    data = {
        "@context": "https://schema.org",
        "@type": _IN_SCHEMA.get(Kind(public.kind), "Organization"),
        "name": text.name,
        "url": whole(group_address(public.slug)),
    }
    return OrganisationTold(
        kind=public.get_kind_display(),
        about=text.about,
        website=public.website,
        language="" if text.language == archive.language else text.language,
        data=data | {name: value for name, value in said.items() if value},
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
        organisations=_organisations(archive),
    )


def _organisations(archive: Archive) -> tuple[Counted, ...]:
    """By their names. One without a report is there, too: appeals and cases may belong to it."""
    numbers = groups_counted(archive)
    source = archive.organisation.source_language
    found = {one.pk: one for one in groups.public(organisation=archive.organisation)}
    names = {pk: groups.text_in(public=one, language=archive.language, source_language=source).name for pk, one in found.items()}
    ordered = sorted(found, key=lambda pk: names[pk])
    return tuple(Counted(link=Link(label=names[pk], url=group_address(found[pk].slug)), number=numbers.get(pk, 0)) for pk in ordered)


def _gatherings(archive: Archive, gathered: Gathered) -> tuple[GatheringLine, ...]:
    at = archive.organisation.content_now(now=timezone.now())
    found = gatherings.in_order(gatherings.public(organisation=archive.organisation).filter(gathered.gatherings).distinct(), at=at)
    return lines(found[:_BESIDE], language=archive.language, at=at)
