"""Questions about texts that wait for a second reader."""

from django.db.models import F, QuerySet

from outcry.accounts.models import Organisation
from outcry.newsroom.models import ReportPage, ReportsPage
from outcry.newsroom.review_rows import Review, ReviewState


def waiting(*, organisation: Organisation) -> QuerySet[Review]:
    """What waits to be read, the longest wait first. A text that was changed since it was sent is sent again by whoever changed it."""
    return _unchanged(organisation, ReviewState.WAITING).order_by("asked_at", "pk")


def sent_back(*, organisation: Organisation) -> QuerySet[Review]:
    """What was sent back, and neither saved nor sent again since, the latest first."""
    again = Review.objects.filter(state=ReviewState.WAITING).values("report")
    return _unchanged(organisation, ReviewState.SENT_BACK).exclude(report__in=again).order_by("-answered_at", "-pk")


def last_of(report: ReportPage) -> Review | None:
    """What was asked last about a report; None when nobody ever asked."""
    return Review.objects.filter(report=report).select_related("asked_by", "answered_by", "report__locale").order_by("-asked_at", "-pk").first()


def _unchanged(organisation: Organisation, state: ReviewState) -> QuerySet[Review]:
    lists = ReportsPage.objects.filter(organisation=organisation).values("locale")
    as_sent = Review.objects.filter(report__latest_revision=F("revision_id"), report__latest_revision__created_at=F("saved_at"))
    return as_sent.filter(state=state, report__locale__in=lists).select_related("report__locale", "asked_by", "answered_by")
