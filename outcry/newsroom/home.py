"""What the newsroom brings to the desk's first page: a way to write a report, and reports that readers do not see yet."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcry.design.day_words import moment_in_words
from outcry.design.desk_home import HomePart, Task, Visit, first_of
from outcry.design.parts import Link
from outcry.newsroom.comment_rows import CommentState
from outcry.newsroom.comments.at_desk import counted, objected_to
from outcry.newsroom.drawing.lines import own_name
from outcry.newsroom.models import ReportPage
from outcry.newsroom.queries import list_page
from outcry.newsroom.review_rows import Review
from outcry.newsroom.reviewing.queries import sent_back, waiting
from outcry.newsroom.translating.queue import BEHIND, behind


def home(visit: Visit) -> HomePart:
    """For the hook of the first page."""
    page = list_page(organisation=visit.organisation)
    if page is None:
        return HomePart()
    write = Link(label=_("Write a report"), url=reverse("wagtailadmin_pages:add", args=["newsroom", "reportpage", page.pk]))
    reviews = [*_waiting(visit), *_sent_back(visit)]
    changed = ReportPage.objects.filter(Q(live=False, first_published_at=None) | Q(live=True, has_unpublished_changes=True))
    others = changed.exclude(pk__in=[review.report_id for review, _task in reviews])
    tasks = [_unpublished(one) for one in others.order_by("-latest_revision_created_at", "-pk")]
    return HomePart(
        starts=(write,),
        tasks=(
            *_comments(visit),
            *_translations(visit),
            *first_of([task for _review, task in reviews], all_of_them=Link(label=_("Reviews"), url=reverse("reviews_desk:index"))),
            *first_of(tasks, all_of_them=Link(label=_("Newsroom"), url=reverse("newsroom_desk"))),
        ),
    )


def _waiting(visit: Visit) -> Iterator[tuple[Review, Task]]:
    for review in waiting(organisation=visit.organisation):
        is_hers = review.asked_by_id == visit.user.pk
        note = _("%(name)s asked, %(moment)s") % {"name": review.asked_by or "—", "moment": moment_in_words(review.asked_at).text}
        what = _("Your report waits until a colleague has read it:") if is_hers else _("Read this report, and publish it or send it back:")
        yield review, Task(what=what, link=_review(review), note="" if is_hers else note, tone="plain" if is_hers else "wait", is_mine=not is_hers)


def _sent_back(visit: Visit) -> Iterator[tuple[Review, Task]]:
    for review in sent_back(organisation=visit.organisation):
        note = _("by %(name)s, with words") % {"name": review.answered_by or "—"}
        yield review, Task(what=_("A report was sent back:"), link=_review(review), note=note, is_mine=review.asked_by_id == visit.user.pk)


def _review(review: Review) -> Link:
    return Link(label=review.report.draft_title or review.report.title, url=reverse("reviews_desk:report", args=[review.report_id]))


def _comments(visit: Visit) -> Iterator[Task]:
    counts = counted(organisation=visit.organisation)
    if waiting := counts.states.get(CommentState.HELD):
        what = ngettext("%(number)s comment waits to be read:", "%(number)s comments wait to be read:", waiting) % {"number": waiting}
        note = _("the longest wait: since %(moment)s") % {"moment": moment_in_words(counts.oldest).text} if counts.oldest else ""
        yield Task(what=what, link=Link(label=_("Comments"), url=reverse("comments_desk:index")), note=note)
    if objected := objected_to(organisation=visit.organisation).count():
        what = ngettext("Readers object to %(number)s comment:", "Readers object to %(number)s comments:", objected) % {"number": objected}
        yield Task(what=what, link=Link(label=_("Comments"), url=f"{reverse('comments_desk:index')}?state=objected"))


def _translations(visit: Visit) -> Iterator[Task]:
    for language, number in behind(organisation=visit.organisation):
        what = ngettext("%(number)s translation fell behind its source:", "%(number)s translations fell behind their sources:", number) % {"number": number}
        address = f"{reverse('translations_desk:index')}?language={language}&standing={BEHIND}"
        yield Task(what=what, link=Link(label=own_name(language), url=address))


def _unpublished(page: ReportPage) -> Task:
    saved = page.latest_revision_created_at
    return Task(
        what=_("Report has changes that are not published:") if page.live else _("Report is not published yet:"),
        link=Link(label=page.draft_title or page.title, url=reverse("wagtailadmin_pages:edit", args=[page.pk])),
        note=_("saved %(moment)s") % {"moment": moment_in_words(saved).text} if saved else "",
        tone="plain",
    )
