"""Reports that belong together: all of them, those on a topic (or on one beneath it), those from a country, those that tell of a case.

Each counts once, in the language nearest to the reader's; a translation belongs where any of its kin was put.
"""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.lib.country_names import country_name
from outcry.newsroom.addresses import feed_address, report_address
from outcry.newsroom.archive.queries import Archive
from outcry.newsroom.models import ReportPage, ReportQuerySet
from outcry.newsroom.subject_links import TOPICS, country_link, topic_address, topic_name
from outcry.vocabularies import queries as vocabularies
from outcry.vocabularies.models import Term


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
    """Reports that belong together."""

    reports: ReportQuerySet


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
        about=_("Reports on this topic, the newest first."),
        page=topic_address(topic),
        feed=partial(_feed, "newsroom_topic_feed", topic_name(topic)),
        reports=_kin(archive, vocabularies.below("topics", topic)),
    )


def from_country(archive: Archive, code: str) -> Gathered:
    """Those that tell of what happened in a country."""
    return Gathered(
        key=("country", code),
        name=country_name(code),
        about=_("Reports from this country, the newest first."),
        page=country_link(code).url,
        feed=partial(_feed, "newsroom_country_feed", code.lower()),
        reports=_kin(archive, Q(country=code)),
    )


def telling_of_case(archive: Archive, case_id: int) -> ReportQuerySet:
    """Those that tell of a case."""
    return archive.all_reports().with_translations_of(ReportPage.objects.visible(on=archive.on).filter(cases=case_id))


def topics_counted(archive: Archive) -> dict[int, int]:
    """By primary key of a topic, how many reports readers find on it or on one beneath it. Two queries, and one for each that has some beneath it."""
    own = dict(_counted(archive, "topics"))
    known = sorted(Term.objects.in_list(TOPICS), key=lambda term: term.path)
    above = [term for term, following in pairwise(known) if following.path.startswith(term.path)]
    visible = ReportPage.objects.visible(on=archive.on)
    whole = {term.pk: visible.filter(vocabularies.below("topics", term)).aggregate(number=Count("translation_key", distinct=True))["number"] for term in above}
    return {pk: number for pk, number in (own | whole).items() if number}


def countries_counted(archive: Archive) -> dict[str, int]:
    """By code of a country, how many reports readers find. One query."""
    return {code: number for code, number in _counted(archive, "country") if code}


def _counted(archive: Archive, field: str) -> ReportQuerySet:
    rows = ReportPage.objects.visible(on=archive.on).exclude(**{field: None}).order_by().values_list(field)
    return rows.annotate(number=Count("translation_key", distinct=True))


def _kin(archive: Archive, wanted: Q) -> ReportQuerySet:
    return archive.all_reports().with_translations_of(ReportPage.objects.visible(on=archive.on).filter(wanted))


def _feed(name: str, subject: str, shape: str) -> str:
    return reverse(name, args=[subject, shape])
