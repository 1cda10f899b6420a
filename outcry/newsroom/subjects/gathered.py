"""Reports that belong together: all of them, those on a topic (or on one beneath it), from a country, under an organisation, those that tell of a case.

Each counts once, in the language nearest to the reader's; a translation belongs where any of its kin was put.
"""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.appeals.models import Appeal
from outcry.groups import queries as groups
from outcry.groups.models import PublicGroup
from outcry.lib.country_names import country_name
from outcry.newsroom.addresses import feed_address, report_address
from outcry.newsroom.archive.queries import Archive
from outcry.newsroom.models import ReportPage, ReportQuerySet
from outcry.newsroom.subject_links import TOPICS, country_link, group_address, topic_address, topic_name
from outcry.vocabularies import queries as vocabularies
from outcry.vocabularies.models import Term

# A condition that no row meets.
_NOTHING = Q(pk__in=())


@dataclass(frozen=True, kw_only=True)
class Followed:
    """What a program can follow. `key` names it for good; `page` is the path at which people read it, `feed` gives that for programs by shape."""

    key: tuple[str, ...]
    name: str
    about: str
    page: str
    feed: Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class Gathered(Followed):
    """Reports that belong together, and what belongs there without any report: appeals, gatherings, cases by primary key."""

    reports: ReportQuerySet
    appeals: Q = _NOTHING
    gatherings: Q = _NOTHING
    cases: Sequence[int] = ()


def everything(archive: Archive) -> Gathered:
    """All reports."""
    return Gathered(
        key=("reports",),
        name=_("Reports"),
        about=_("What we learn and can prove, the newest first."),
        page=report_address(language=archive.language),
        feed=feed_address,
        reports=archive.all_reports(),
    )


def on_topic(archive: Archive, topic: Term) -> Gathered:
    """Those on a topic or on one beneath it."""
    name = vocabularies.wording(term=topic, language=archive.language).label
    return Gathered(
        key=("topic", topic.code),
        name=name,
        about=_("Reports, appeals and cases on this topic, the newest first."),
        page=topic_address(topic),
        feed=partial(_feed, "front:topic_feed", topic_name(topic)),
        reports=_kin(archive, vocabularies.below("topics", topic)),
        gatherings=vocabularies.below("topics", topic),
    )


def from_country(archive: Archive, code: str) -> Gathered:
    """Those that tell of what happened in a country."""
    return Gathered(
        key=("country", code),
        name=country_name(code),
        about=_("Reports, appeals and cases from this country, the newest first."),
        page=country_link(code).url,
        feed=partial(_feed, "front:country_feed", code.lower()),
        reports=_kin(archive, Q(country=code)),
        appeals=Q(country=code),
        gatherings=Q(country=code),
    )


def of_group(archive: Archive, public: PublicGroup) -> Gathered:
    """Those that were put under an organisation, and what belongs to it."""
    text = groups.text_in(public=public, language=archive.language, source_language=archive.organisation.source_language)
    return Gathered(
        key=("group", str(public.pk)),
        name=text.name,
        about=_("Reports, appeals and cases of this organisation, the newest first."),
        page=group_address(public.slug),
        feed=partial(_feed, "front:organisation_feed", public.slug),
        reports=_kin(archive, Q(groups=public.pk)),
        appeals=Q(pk__in=public.appeals.through.objects.filter(publicgroup=public.pk).values("appeal")),
        gatherings=Q(pk__in=public.gatherings.through.objects.filter(publicgroup=public.pk).values("gathering")),
        cases=list(public.cases.through.objects.filter(publicgroup=public.pk).order_by("-pk").values_list("case", flat=True)),
    )


def telling_of_case(archive: Archive, case_id: int) -> ReportQuerySet:
    """Those that tell of a case."""
    return archive.all_reports().with_translations_of(ReportPage.objects.visible(on=archive.on).filter(cases=case_id))


def appeals_of(archive: Archive, gathered: Gathered) -> QuerySet[Appeal]:
    """The appeals that these reports tell of and those that belong there anyway, drafts among them, the newest first."""
    found = Q(pk__in=_through("appeals", archive, gathered)) | gathered.appeals
    return Appeal.objects.filter(found, organisation=archive.organisation).order_by("-drafted_at", "-pk")


def cases_of(archive: Archive, gathered: Gathered) -> list[int]:
    """The cases that these reports tell of, that of the newest report first, and those that belong there anyway, by primary key."""
    return list(dict.fromkeys([*_through("cases", archive, gathered), *gathered.cases]))


def topics_counted(archive: Archive) -> dict[int, int]:
    """By primary key of a topic, how many reports readers find on it or on one beneath it. Two queries, and one for each that has some beneath it."""
    own = dict(_counted(archive, "topics"))
    known = sorted(Term.objects.in_list(TOPICS), key=lambda term: term.path)
    above = [term for term, following in pairwise(known) if following.path.startswith(term.path)]
    visible = ReportPage.objects.visible(on=archive.on)
    whole = {term.pk: visible.filter(vocabularies.below("topics", term)).aggregate(number=Count("translation_key", distinct=True))["number"] for term in above}
    return {pk: number for pk, number in (own | whole).items() if number}


def groups_counted(archive: Archive) -> dict[int, int]:
    """By primary key of an organisation, how many reports readers find under it. One query."""
    return {pk: number for pk, number in _counted(archive, "groups") if pk}


def countries_counted(archive: Archive) -> dict[str, int]:
    """By code of a country, how many reports readers find. One query."""
    return {code: number for code, number in _counted(archive, "country") if code}


def _counted(archive: Archive, field: str) -> ReportQuerySet:
    rows = ReportPage.objects.visible(on=archive.on).exclude(**{field: None}).order_by().values_list(field)
    return rows.annotate(number=Count("translation_key", distinct=True))


def _through(field: str, archive: Archive, gathered: Gathered) -> list[int]:
    """What these reports and their translations are tied to, that of the newest report first."""
    told = ReportPage.objects.visible(on=archive.on).with_translations_of(gathered.reports.order_by()).newest_first()
    return [one for one in dict.fromkeys(told.values_list(field, flat=True)) if one is not None]


def _kin(archive: Archive, wanted: Q) -> ReportQuerySet:
    return archive.all_reports().with_translations_of(ReportPage.objects.visible(on=archive.on).filter(wanted))


def _feed(name: str, subject: str, shape: str) -> str:
    return reverse(name, args=[subject, shape])
