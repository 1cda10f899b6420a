"""What happens to appeals and cases, for programs: an appeal was opened, it ended so, a report tells of the case, its file was approved anew;
and what belongs to a topic, a country or an organisation.

A calendar shows days instead: the last day of an open appeal, how an appeal ended, the end of a term in custody.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import partial

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from outcry.appeals import queries as appeals
from outcry.appeals.models import Appeal, AppealState
from outcry.cases import publication
from outcry.cases.publication import PublishedCase
from outcry.design.day_words import day_in_words
from outcry.design.whole_addresses import address_in, whole
from outcry.front.filling.appeal import paragraphs
from outcry.lib.feeds import Feed, FeedEntry, Shape, noon_of
from outcry.lib.text import plain_lines
from outcry.lib.translations import in_language
from outcry.newsroom.archive.queries import Archive
from outcry.newsroom.comment_rows import Comment
from outcry.newsroom.drawing.comments import FEED_SHAPES, name_of
from outcry.newsroom.feeds.drawing import entries_by_key, leaf, urn
from outcry.newsroom.models import ReportPage
from outcry.newsroom.subjects.gathered import Followed, Gathered, appeals_of, cases_of, telling_of_case
from outcry.protests import queries as protests
from outcry.protests.models import Outcome


class Told(StrEnum):
    """What an entry tells of."""

    OPENED = "opened"
    LAST_DAY = "last-day"
    ENDED = "ended"
    REPORT = "report"
    CASE = "case"
    TERM = "term"


@dataclass(frozen=True, kw_only=True, order=True)
class News:
    """One thing to tell, before it has words: since when, what of, and the key of the appeal, report or case."""

    at: datetime
    told: Told
    key: int


@dataclass(frozen=True, kw_only=True)
class _Words:
    """What the entries of one page are told from."""

    archive: Archive
    cases: dict[int, PublishedCase]
    appeals: dict[int, Appeal]
    outcomes: dict[int, Outcome]
    reports: dict[int, FeedEntry]


def of_appeals(archive: Archive, *, shape: Shape, number: int) -> Feed | None:
    """All appeals: opened and ended; as a calendar their last days and ends. None where there is no such page."""
    followed = Followed(
        key=("appeals",),
        name=_("Appeals"),
        about=_("Each appeal when it opens, and how it ended."),
        page=reverse("front:appeals"),
        feed=lambda shape: reverse("front:appeals_feed", args=[shape]),
    )
    return _leaf(followed, _of_appeals(appeals.launched(organisation=archive.organisation), shape), archive, shape, number)


def of_open_appeals(archive: Archive, *, shape: Shape, number: int) -> Feed | None:
    """The appeals that take protests today."""
    followed = Followed(
        key=("open appeals",),
        name=_("Open appeals"),
        about=_("Appeals that take protests today."),
        page=reverse("front:appeals"),
        feed=lambda shape: reverse("front:open_appeals_feed", args=[shape]),
    )
    return _leaf(followed, _of_appeals(appeals.open_appeals(organisation=archive.organisation, on=archive.on), shape), archive, shape, number)


def of_appeal(archive: Archive, appeal: Appeal, *, shape: Shape, number: int) -> Feed | None:
    """One appeal: opened, and how it ended."""
    text = appeals.text_in(appeal=appeal, language=archive.language)
    followed = Followed(
        key=("appeal", appeal.public_id),
        name=plain_lines(text.title) if text else appeal.slug,
        about=_("When this appeal opens, and how it ended."),
        page=reverse("front:appeal", args=[appeal.slug]),
        feed=lambda shape: reverse("front:appeal_feed", args=[appeal.slug, shape]),
    )
    return _leaf(followed, _of_appeals([appeal], shape), archive, shape, number)


def of_case(archive: Archive, case: PublishedCase, *, shape: Shape, number: int) -> Feed | None:
    """One case: its file as approved, the reports that tell of it, its appeals; as a calendar also the end of the term in custody."""
    followed = Followed(
        key=("case", case.number),
        name=plain_lines(case.name),
        about=_("What becomes of this case: its file, its reports, its appeals."),
        page=reverse("front:case", args=[case.slug]),
        feed=lambda shape: reverse("front:case_feed", args=[case.slug, shape]),
    )
    reports = telling_of_case(archive, case.case_id).values_list("pk", "published_on")
    news = [News(at=noon_of(day), told=Told.REPORT, key=key) for key, day in reports]
    news += _of_appeals(appeals.of_case(case_id=case.case_id), shape)
    return _leaf(followed, [*news, *_of_file(case, shape)], archive, shape, number, cases=[case])


def of_subject(archive: Archive, gathered: Gathered, *, shape: Shape, number: int) -> Feed | None:
    """What belongs to a topic, a country or an organisation: reports, appeals, cases; each entry says which it is. None where there is no such page."""
    cases = publication.for_case_ids(case_ids=cases_of(archive, gathered), organisation=archive.organisation, language=archive.language, on=archive.on)
    keys = set(appeals_of(archive, gathered).values_list("pk", flat=True))
    news = [News(at=noon_of(day), told=Told.REPORT, key=key) for key, day in gathered.reports.values_list("pk", "published_on")]
    news += _of_appeals(appeals.launched(organisation=archive.organisation, keys=keys) if keys else (), shape)
    news += [one for case in cases for one in _of_file(case, shape)]
    return _leaf(gathered, news, archive, shape, number, cases=cases, is_mixed=True)


def of_comments(archive: Archive, report: ReportPage, *, shape: Shape, number: int) -> Feed | None:
    """What readers see said below a report, the latest first. None where that is nothing, and for a calendar."""
    followed = Followed(
        key=("comments", str(report.translation_key), report.locale.language_code),
        name=_("Comments: %(title)s") % {"title": plain_lines(report.title)},
        about=_("Comments on this report, the newest first."),
        page=reverse("front:comments", args=[report.slug]),
        feed=lambda shape: reverse("front:comments_feed", args=[report.slug, shape]),
    )
    said = Comment.objects.filter(report=report.pk).published().select_related("report__locale").order_by("-submitted_at", "-pk")
    if shape not in FEED_SHAPES or not said.exists():
        return None
    return leaf(followed, said, archive=archive, shape=shape, number=number, draw=partial(_comments, house=archive.organisation.name_in(archive.language)))


def _comments(said: Iterable[Comment], *, house: str) -> Iterator[FeedEntry]:
    return (_comment(one, house) for one in said)


def _comment(comment: Comment, house: str) -> FeedEntry:
    """The day alone, as on the page: the minute would point at somebody."""
    report, day = comment.report, noon_of(comment.submitted_at.date())
    name = plain_lines(name_of(comment, house))
    return FeedEntry(
        identifier=urn("comment", comment.public_id),
        url=f"{whole(report.address())}#comment-{comment.public_id}",
        title=name,
        summary="",
        language=report.locale.language_code,
        published=day,
        updated=day,
        html=linebreaks(plain_lines(comment.text or ""), autoescape=True),
        author=name,
    )


def _of_appeals(found: Sequence[Appeal], shape: Shape) -> list[News]:
    ends = protests.outcomes_of(appeals=[appeal.pk for appeal in found])
    ended = [News(at=_moment(end.happened_earliest, end.recorded_at), told=Told.ENDED, key=key) for key, end in ends.items()]
    if shape is Shape.ICAL:
        return ended + [News(at=noon_of(one.deadline_on), told=Told.LAST_DAY, key=one.pk) for one in found if one.state == AppealState.OPEN]
    return ended + [News(at=_opened_at(one), told=Told.OPENED, key=one.pk) for one in found]


def _of_file(case: PublishedCase, shape: Shape) -> Iterator[News]:
    if shape is not Shape.ICAL:
        yield News(at=case.approved_at, told=Told.CASE, key=case.case_id)
    elif case.custody and case.custody.due_on and case.custody.state != "released":
        yield News(at=noon_of(case.custody.due_on), told=Told.TERM, key=case.case_id)


def _leaf(
    followed: Followed, news: Iterable[News], archive: Archive, shape: Shape, number: int, *, cases: Sequence[PublishedCase] = (), is_mixed: bool = False
) -> Feed | None:
    draw = partial(_entries, archive=archive, cases={case.case_id: case for case in cases}, is_mixed=is_mixed)
    return leaf(followed, sorted(news, reverse=True), archive=archive, shape=shape, number=number, draw=draw)


def _entries(news: Sequence[News], *, archive: Archive, cases: dict[int, PublishedCase], is_mixed: bool) -> Iterator[FeedEntry]:
    """The news of one page in words. As many queries for much as for little."""
    of_reports = [one.key for one in news if one.told is Told.REPORT]
    of_appeals = {one.key for one in news if one.told in (Told.OPENED, Told.LAST_DAY, Told.ENDED)}
    words = _Words(
        archive=archive,
        cases=cases,
        appeals={one.pk: one for one in appeals.launched(organisation=archive.organisation, keys=of_appeals)} if of_appeals else {},
        outcomes=protests.outcomes_of(appeals=of_appeals),
        reports=entries_by_key(archive.all_reports().filter(pk__in=of_reports), archive=archive) if of_reports else {},
    )
    found = ((one, entry) for one in news if (entry := _entry(one, words)))
    return (_as_its_kind(entry, one.told) if is_mixed else entry for one, entry in found)


def _as_its_kind(entry: FeedEntry, told: Told) -> FeedEntry:
    """An entry that says what it is, in its title and as the first of its subjects. Reports are what readers expect, so their titles stay."""
    kind, title = {
        Told.REPORT: (_("Report"), "%(title)s"),
        Told.OPENED: (_("Appeal"), _("Appeal: %(title)s")),
        Told.ENDED: (_("Appeal"), _("End of an appeal: %(title)s")),
        Told.LAST_DAY: (_("Appeal"), "%(title)s"),
        Told.CASE: (_("Case"), _("Case: %(title)s")),
        Told.TERM: (_("Case"), "%(title)s"),
    }[told]
    return replace(entry, title=title % {"title": entry.title}, subjects=(kind, *entry.subjects))


def _entry(news: News, words: _Words) -> FeedEntry | None:
    """None for what went away since its page was counted."""
    if news.told is Told.REPORT:
        return words.reports.get(news.key)
    if news.told in (Told.CASE, Told.TERM):
        case = words.cases.get(news.key)
        return _file(news, case) if case else None
    appeal = words.appeals.get(news.key)
    if appeal is None:
        return None
    if news.told is Told.ENDED:
        return _ended(news, appeal, words.outcomes[news.key], words.archive) if news.key in words.outcomes else None
    return _opened(news, appeal, words.archive)


def _opened(news: News, appeal: Appeal, archive: Archive) -> FeedEntry | None:
    text = appeals.text_in(appeal=appeal, language=archive.language)
    if text is None:
        return None
    demands = [in_language(demand.texts.all(), text.language, archive.organisation.source_language) for demand in appeal.demands.all()]
    title = plain_lines(text.title)
    told = {"appeal": appeal, "paragraphs": paragraphs(text.what_happened), "demands": [row.text for row in demands if row]}
    is_last_day = news.told is Told.LAST_DAY
    return FeedEntry(
        identifier=urn("appeal", appeal.public_id, news.told, text.language),
        url=address_in(text.language, "front:appeal", appeal.slug),
        title=_("Last day: %(title)s") % {"title": title} if is_last_day else title,
        summary=plain_lines(text.standfirst),
        language=text.language,
        published=news.at,
        # Of a day to come nothing was changed on that day.
        updated=text.changed_at if is_last_day else max(news.at, text.changed_at),
        html=_html("front/feed_appeal.html", told),
        subjects=_subjects(appeal.about_invented_person),
        first_day=appeal.deadline_on,
    )


def _ended(news: News, appeal: Appeal, outcome: Outcome, archive: Archive) -> FeedEntry:
    text = in_language(outcome.texts.all(), archive.language, archive.organisation.source_language)
    title, language = (text.headline, text.language) if text else (appeals.text_or_slug(appeal=appeal, language=archive.language), archive.language)
    what = str(capfirst(outcome.get_kind_display()))
    told = {
        "appeal": appeal,
        "paragraphs": paragraphs(text.body) if text else (),
        "what": what,
        "day": day_in_words(outcome.happened),
        "source": outcome.source,
    }
    is_day = outcome.happened_earliest is not None and outcome.happened_earliest == outcome.happened_latest
    return FeedEntry(
        identifier=urn("appeal", appeal.public_id, news.told, language),
        url=address_in(language, "front:appeal", appeal.slug),
        title=plain_lines(title),
        summary=what,
        language=language,
        published=news.at,
        updated=max(news.at, text.changed_at if text else outcome.recorded_at),
        html=_html("front/feed_outcome.html", told),
        subjects=_subjects(appeal.about_invented_person),
        first_day=outcome.happened_earliest if is_day else None,
    )


def _file(news: News, case: PublishedCase) -> FeedEntry:
    name, is_term = plain_lines(case.name), news.told is Told.TERM
    acts = [(day_in_words(act.when).text if act.when else "", act.headline) for act in case.acts]
    return FeedEntry(
        identifier=urn("case", case.number, news.told, case.language),
        url=address_in(case.language, "front:case", case.slug),
        title=_("End of the term in custody: %(name)s") % {"name": name} if is_term else name,
        summary=plain_lines(case.standfirst),
        language=case.language,
        published=case.approved_at,
        updated=case.approved_at,
        html=_html("front/feed_case.html", {"case": case, "acts": acts}),
        subjects=_subjects(case.about_invented_person),
        first_day=case.custody.due_on if is_term and case.custody else None,
    )


def _html(template: str, told: dict[str, object]) -> str:
    return plain_lines(render_to_string(template, told)).strip()


def _subjects(is_invented: bool) -> tuple[str, ...]:
    return (_("An invented person"),) if is_invented else ()


def _opened_at(appeal: Appeal) -> datetime:
    return _moment(appeal.opened_earliest, appeal.launched_at or appeal.drafted_at)


def _moment(day: date | None, otherwise: datetime) -> datetime:
    """What readers are told goes before our clock."""
    return noon_of(day) if day else otherwise
