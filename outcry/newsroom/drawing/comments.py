"""Comments as readers see them, in two queries for any number of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.design.day_words import plain_day
from outcry.design.feed_links import feed_links
from outcry.design.parts import Day, FileLink
from outcry.lib.feeds import Shape
from outcry.newsroom.comment_rows import TRACES, Comment, Commenting, CommentQuerySet, CommentState
from outcry.newsroom.comment_rules import commenting, is_over

# Of a report's first leaf and of the others.
THREADS_ON_A_PAGE = 30
# A calendar has no place for what somebody says.
FEED_SHAPES = (Shape.ATOM, Shape.RSS, Shape.JSON)
# Below one comment; who wants to say more than all these writes below the report.
MOST_ANSWERS = 100


@dataclass(frozen=True, kw_only=True)
class ShownComment:
    """One comment, or the trace of one that is gone but was answered: then `gone` says so, and there are no words."""

    public_id: str
    name: str
    text: str
    website: str
    day: Day
    is_ours: bool
    gone: str = ""
    answers: tuple["ShownComment", ...] = ()


@dataclass(frozen=True, kw_only=True)
class CommentsView:
    """The comments of one report in one language. `slug` names the report in the addresses of the forms."""

    slug: str
    threads: tuple[ShownComment, ...]
    count: int
    is_open: bool
    # Whether each is read before it appears.
    is_moderated: bool
    # Whether it was open once, and its days are over.
    is_over: bool
    number: int = 1
    pages: int = 1
    feeds: tuple[FileLink, ...] = ()

    @property
    def earlier(self) -> int:
        """The number of the leaf before this one; 0 where there is none."""
        return self.number - 1

    @property
    def later(self) -> int:
        """The number of the leaf after this one; 0 where there is none."""
        return self.number + 1 if self.number < self.pages else 0

    @property
    def is_shown(self) -> bool:
        """A report that was never to have comments says nothing of them."""
        return self.is_open or self.is_over or bool(self.threads)


def comments_of(report: Any, *, on: date, organisation: str, leaf: str | int = 1) -> CommentsView | None:
    """One leaf of a report's threads, the eldest first; None where there is no such leaf."""
    rule = commenting(chosen=report.commenting, published_on=report.published_on, on=on)
    shown = Comment.objects.filter(report=report.pk).published() if report.pk else Comment.objects.none()
    threads = with_traces(report)
    try:
        page = Paginator(threads, THREADS_ON_A_PAGE).page(leaf)
    except (EmptyPage, PageNotAnInteger):
        return None
    answers: dict[int, list[Comment]] = {}
    for answer in shown.filter(answers__in=[thread.pk for thread in page]).order_by("submitted_at", "pk")[: THREADS_ON_A_PAGE * MOST_ANSWERS]:
        answers.setdefault(answer.answers_id or 0, []).append(answer)
    return CommentsView(
        slug=report.slug,
        threads=tuple(_shown(one, organisation, answers.get(one.pk, ())) for one in page),
        count=shown.count() if page.paginator.count else 0,
        is_open=rule is not Commenting.CLOSED,
        is_moderated=rule is Commenting.MODERATED,
        is_over=report.commenting != Commenting.CLOSED and is_over(published_on=report.published_on, on=on),
        number=page.number,
        pages=page.paginator.num_pages,
        feeds=feed_links(lambda shape: reverse("front:comments_feed", args=[report.slug, shape]), shapes=FEED_SHAPES) if page.paginator.count else (),
    )


def with_traces(report: Any) -> CommentQuerySet:
    """What stands first in its thread: published, or gone and answered by what is published."""
    answered = Exists(Comment.objects.published().filter(answers=OuterRef("pk")))
    return (
        Comment.objects.filter(report=report.pk, answers=None)
        .filter(Q(state=CommentState.PUBLISHED) | (Q(state__in=TRACES) & answered))
        .order_by("submitted_at", "pk")
    )


def _shown(comment: Comment, organisation: str, answers: Iterable[Comment] = ()) -> ShownComment:
    below = tuple(_shown(answer, organisation) for answer in answers)
    is_gone = comment.state != CommentState.PUBLISHED
    return ShownComment(
        public_id=comment.public_id,
        name="" if is_gone else name_of(comment, organisation),
        text="" if is_gone else comment.text or "",
        website="" if is_gone else comment.website or "",
        day=plain_day(comment.submitted_at.date()),
        is_ours=comment.is_ours,
        gone=_gone(comment) if is_gone else "",
        answers=below,
    )


def shown_alone(comment: Comment, organisation: str) -> ShownComment:
    """One published comment without its answers."""
    return _shown(comment, organisation)


def name_of(comment: Comment, organisation: str) -> str:
    """As which readers know who wrote it."""
    return organisation if comment.is_ours else comment.name or _("A reader")


def _gone(comment: Comment) -> str:
    if comment.state == CommentState.REMOVED:
        return _("This comment was removed.")
    return _("This comment was taken back by whoever wrote it.")
