"""A text goes to a colleague, who publishes it or sends it back."""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from datetime import datetime

from django.db import transaction
from wagtail.models import Revision

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.newsroom.models import ReportPage
from outcry.newsroom.review_rows import Review, ReviewState
from outcry.newsroom.second_reader import is_wanted


class NothingNew(Exception):
    """Readers have this text already, or there is none."""


class NothingToRead(Exception):
    """It is a headline alone."""


class SavedByAnother(Exception):
    """Whoever saved the text last asks: so two people stand for what is published."""

    def __init__(self, writer: User) -> None:
        self.writer = writer
        super().__init__(writer.get_username())


class OwnText(Exception):
    """Whoever asked for a review can't give it."""


class NotWaiting(Exception):
    """Somebody answered meanwhile, or the text was changed after it was sent to be read."""


@transaction.atomic
def ask_for_review(*, report: ReportPage, by: User, now: datetime) -> Review:
    """Send the text as it was saved last to be read. Asking twice for the same text changes nothing.

    Raise NothingNew, NothingToRead, SavedByAnother.
    """
    revision = _locked(report)
    if revision is None or not _is_new(revision, report):
        raise NothingNew
    if not revision.as_object().is_something_to_read():
        raise NothingToRead
    if revision.user_id not in (None, by.pk) and (writer := User.objects.filter(pk=revision.user_id, is_active=True).first()):
        raise SavedByAnother(writer)
    waiting = Review.objects.filter(report=report, state=ReviewState.WAITING).first()
    if waiting and is_of(waiting, revision):
        return waiting
    Review.objects.filter(report=report, state=ReviewState.WAITING).update(state=ReviewState.OVERTAKEN)
    review = Review.objects.create(report=report, revision_id=revision.pk, saved_at=revision.created_at, asked_by=by, asked_at=now)
    record(verb="report.ask_review", subject=f"report:{report.pk}", actor=by, now=now, language=report.locale.language_code)
    return review


@transaction.atomic
def publish_reviewed(*, review: Review, by: User, now: datetime) -> None:
    """Give the text that was read to readers, at its hour if it names one. Raise OwnText, NotWaiting, NothingToRead."""
    review, revision = _to_answer(review, by)
    if not revision.as_object().is_something_to_read():
        raise NothingToRead
    _answer(review, state=ReviewState.PUBLISHED, by=by, now=now)
    # Wagtail's own check is the rule that was just kept.
    revision.publish(user=by, skip_permission_checks=True)


@transaction.atomic
def send_back(*, review: Review, words: str, by: User, now: datetime) -> None:
    """Give it back to whoever asked, with what is to be done. Raise OwnText, NotWaiting."""
    review, _revision = _to_answer(review, by)
    review.words = words
    _answer(review, state=ReviewState.SENT_BACK, by=by, now=now)


def is_of(review: Review, revision: Revision) -> bool:
    """Whether a review is of this text, as it stands now."""
    return (review.revision_id, review.saved_at) == (revision.pk, revision.created_at)


def _to_answer(review: Review, by: User) -> tuple[Review, Revision]:
    revision = _locked(review.report)
    review = Review.objects.select_related("report").get(pk=review.pk)
    if review.state != ReviewState.WAITING or revision is None or not is_of(review, revision):
        raise NotWaiting
    if by.pk in (review.asked_by_id, revision.user_id) and is_wanted(review.report.organisation):
        raise OwnText
    return review, revision


def _answer(review: Review, *, state: ReviewState, by: User, now: datetime) -> None:
    review.state, review.answered_by, review.answered_at = state, by, now
    review.save(update_fields=["state", "answered_by", "answered_at", "words"])
    verb = "report.publish_reviewed" if state == ReviewState.PUBLISHED else "report.send_back"
    record(verb=verb, subject=f"report:{review.report_id}", actor=by, now=now, language=review.report.locale.language_code)


def _locked(report: ReportPage) -> Revision | None:
    """The text as it was saved last; nobody saves another one meanwhile."""
    pk = ReportPage.objects.select_for_update(of=("self",)).values_list("latest_revision_id", flat=True).get(pk=report.pk)
    return Revision.objects.select_for_update(of=("self",)).filter(pk=pk).first()


def _is_new(revision: Revision, report: ReportPage) -> bool:
    return not report.live or report.has_unpublished_changes or report.live_revision_id != revision.pk
