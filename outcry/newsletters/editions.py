"""A digest in the words of one language: put together from reports and appeals as they stand, or as it was sent."""

import hashlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from outcry.accounts.models import Organisation
from outcry.appeals.models import Appeal, AppealState
from outcry.appeals.queries import open_appeals, text_in
from outcry.lib.text import plain_lines
from outcry.newsletters.models import Digest, DigestItem, Issue, IssueItem
from outcry.newsletters.queries import sent_digests
from outcry.newsroom.archive.queries import Archive
from outcry.newsroom.drawing.lines import ReportLine, own_name
from outcry.newsroom.models import ReportPage, report_lines
from outcry.protests.addresses_of_pages import appeal_path

# So many of the newest, where no digest was sent before.
_MOST = 40


@dataclass(frozen=True, kw_only=True)
class Told:
    """One report or appeal in a digest. `language` is that of its words, which may not be the one that was asked for."""

    key: str
    is_appeal: bool
    title: str
    standfirst: str
    path: str
    language: str
    topics: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A digest in one language."""

    language: str
    subject: str
    introduction: str
    told: tuple[Told, ...]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What may be taken into a digest, in the words of the desk; `place` is where it stands in it, None where it does not."""

    told: Told
    day: date | None
    languages: tuple[str, ...] = ()
    place: int | None = None
    # The number of the last digest that had it.
    was_in: int | None = None


def editions(*, digest: Digest, on: date) -> list[Edition]:
    """What would be sent on this day of the content clock, the source language first."""
    source = digest.organisation.source_language
    texts = sorted(digest.texts.exclude(subject=""), key=lambda text: (text.language != source, text.language))
    items = list(digest.items.select_related("appeal__organisation").prefetch_related("appeal__texts"))
    return [
        Edition(
            language=text.language,
            subject=text.subject,
            introduction=plain_lines(text.introduction).strip(),
            told=tuple(_told(items, organisation=digest.organisation, language=text.language, on=on)),
        )
        for text in texts
    ]


def fingerprint(found: Iterable[Edition]) -> str:
    """Of every word of these: another one when a report has changed since."""
    return hashlib.sha256(repr([astuple(one) for one in found]).encode()).hexdigest()


def as_sent(issue: Issue) -> Edition:
    """What stood in it."""
    told = [_sent(item) for item in issue.items.prefetch_related("topics")]
    return Edition(language=issue.language, subject=issue.subject, introduction=issue.introduction, told=tuple(told))


def candidates(*, digest: Digest, on: date) -> list[Candidate]:
    """What was published since the last digest, and whatever stands in this one: by its place, then the newest first."""
    organisation = digest.organisation
    places = {item.key: item.position for item in digest.items.all()}
    last = sent_digests(organisation=organisation).first()
    before = {item.key: item.digest.number for item in DigestItem.objects.filter(digest__number__isnull=False).select_related("digest").order_by("digest")}
    chosen = [item.report for item in digest.items.all() if item.report]
    archive = Archive(organisation=organisation, language=organisation.source_language, on=on)
    if last and last.sent_on:
        pages = archive.all_reports().filter(Q(published_on__gte=last.sent_on) | Q(translation_key__in=chosen)).newest_first()
    else:
        pages = archive.all_reports().newest_first()[:_MOST]
    found = [_of_report(page, line) for page, line in _with_lines(pages, on)]
    appeals = [*open_appeals(organisation=organisation, on=on), *(item.appeal for item in digest.items.all() if item.appeal)]
    found += [_of_appeal(appeal, organisation.source_language) for appeal in {appeal.pk: appeal for appeal in appeals}.values()]
    placed = [Candidate(told=one.told, day=one.day, languages=one.languages, place=places.get(one.told.key), was_in=before.get(one.told.key)) for one in found]
    return sorted(placed, key=lambda one: one.place or len(placed) + 1)


def _of_report(page: ReportPage, line: ReportLine) -> Candidate:
    return Candidate(told=_report(page, line), day=line.published_on, languages=_own_names(line.languages))


def _of_appeal(appeal: Appeal, language: str) -> Candidate:
    return Candidate(told=_appeal(appeal, language), day=None, languages=_own_names([text.language for text in appeal.texts.all()]))


def _own_names(codes: Iterable[str]) -> tuple[str, ...]:
    """In the order of the settings."""
    there = set(codes)
    return tuple(own_name(code) for code, _name in settings.LANGUAGES if code in there)


def _told(items: Iterable[DigestItem], *, organisation: Organisation, language: str, on: date) -> Iterable[Told]:
    """In the order of the digest. What is not public any more is left out."""
    items = list(items)
    keys = [item.report for item in items if item.report]
    pages = Archive(organisation=organisation, language=language, on=on).all_reports().filter(translation_key__in=keys)
    topics = _topics_of(keys, on)
    reports = {page.translation_key: _report(page, line, topics.get(page.translation_key, ())) for page, line in _with_lines(pages, on)}
    for item in items:
        if item.appeal is not None and item.appeal.state in (AppealState.OPEN, AppealState.ENDED):
            yield _appeal(item.appeal, language)
        elif item.report in reports:
            yield reports[item.report]


def _with_lines(pages: Any, on: date) -> list[tuple[ReportPage, ReportLine]]:
    found = list(pages.select_related("locale").defer_streamfields())
    return list(zip(found, report_lines(found, on=on), strict=True))


def _topics_of(keys: list[UUID], on: date) -> dict[UUID, tuple[int, ...]]:
    """A translation belongs where any of its kin was put."""
    found: dict[UUID, set[int]] = {}
    rows = ReportPage.objects.visible(on=on).filter(translation_key__in=keys, topics__isnull=False)
    for key, topic in rows.values_list("translation_key", "topics"):
        found.setdefault(key, set()).add(topic)
    return {key: tuple(sorted(topics)) for key, topics in found.items()}


def _report(page: ReportPage, line: ReportLine, topics: tuple[int, ...] = ()) -> Told:
    return Told(
        key=f"report-{page.translation_key}",
        is_appeal=False,
        title=_one_line(line.title),
        standfirst=_one_line(line.standfirst),
        path=line.url,
        language=line.language,
        topics=topics,
    )


def _appeal(appeal: Appeal, language: str) -> Told:
    text = text_in(appeal=appeal, language=language)
    return Told(
        key=f"appeal-{appeal.pk}",
        is_appeal=True,
        title=_one_line(text.title if text else appeal.slug),
        standfirst=_one_line(text.standfirst if text else ""),
        path=appeal_path(slug=appeal.slug, language=language),
        language=text.language if text else language,
    )


def _sent(item: IssueItem) -> Told:
    topics = tuple(sorted(term.pk for term in item.topics.all()))
    facts: dict[str, Any] = {name: getattr(item, name) for name in ("is_appeal", "title", "standfirst", "path", "language")}
    return Told(key=str(item.position), topics=topics, **facts)


def _one_line(text: str) -> str:
    return " ".join(plain_lines(text).split())
