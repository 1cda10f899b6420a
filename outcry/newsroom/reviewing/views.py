"""Texts that wait for a second reader: the list, and one text with what may be done."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Revision

from outcry.accounts.models import User
from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.audit.queries import of_subject
from outcry.audit.reading import in_words
from outcry.newsroom.drawing.lines import own_name
from outcry.newsroom.models import ReportPage
from outcry.newsroom.review_rows import Review, ReviewState
from outcry.newsroom.reviewing import queries
from outcry.newsroom.reviewing.forms import SEND_BACK, AnswerForm
from outcry.newsroom.reviewing.operations import (
    NothingNew,
    NothingToRead,
    NotWaiting,
    OwnText,
    SavedByAnother,
    ask_for_review,
    is_of,
    publish_reviewed,
    send_back,
)
from outcry.newsroom.second_reader import is_wanted
from outcry.newsroom.something_to_read import NOTHING_TO_READ

_TONES = {ReviewState.WAITING: "wait", ReviewState.SENT_BACK: "alarm", ReviewState.PUBLISHED: "safe", ReviewState.OVERTAKEN: "plain"}


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """What waits to be read, and what was sent back."""
    ours = request.organisation
    context = {
        "title": _("Reviews"),
        "crumbs": _crumbs()[:1],
        "waiting": [_line(one, request) for one in queries.waiting(organisation=ours)],
        "sent_back": [_line(one, request) for one in queries.sent_back(organisation=ours)],
        "is_wanted": is_wanted(ours),
        "is_chosen": ours.reviews_reports,
    }
    return TemplateResponse(request, "newsroom/desk/reviews.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def report(request: StaffRequest, pk: int) -> HttpResponse:
    """One text, and what its second reader may do. A POST publishes it or sends it back."""
    page = _report(request, pk)
    form = AnswerForm(request.POST or None)
    if form.is_bound and form.is_valid() and _answered(request, form, page):
        return redirect("reviews_desk:report", pk)
    return TemplateResponse(request, "newsroom/desk/review.html", _context(request, _report(request, pk), form))


@staff_only
@require_POST
def ask(request: StaffRequest, pk: int) -> HttpResponse:
    """Send the text as it was saved last to be read."""
    send_to_be_read(request, _report(request, pk), by=request.user)
    return redirect("reviews_desk:report", pk)


def send_to_be_read(request: Any, page: ReportPage, *, by: User) -> None:
    """The same from any screen, and say what came of it."""
    try:
        ask_for_review(report=page, by=by, now=timezone.now())
    except NothingNew:
        messages.error(request, _("Readers have this text already: there is nothing to read."))
    except NothingToRead:
        messages.error(request, NOTHING_TO_READ)
    except SavedByAnother as another:
        words = _("%(name)s saved this text last and asks for the review. Or save it yourself: then you ask, and she can publish it.")
        messages.error(request, words % {"name": another.writer.get_username()})
    else:
        messages.success(request, _("A colleague can read it now. You are told on the first page of the desk if it comes back."))


def _answered(request: StaffRequest, form: AnswerForm, page: ReportPage) -> bool:
    review = get_object_or_404(Review.objects.select_related("report"), pk=form.cleaned_data["review"], report=page)
    try:
        if form.cleaned_data["act"] == SEND_BACK:
            send_back(review=review, words=form.cleaned_data["words"], by=request.user, now=timezone.now())
            messages.success(request, _("Sent back with your words."))
        elif not page.permissions_for_user(request.user).may_publish():
            form.add_error(None, _("You may send it back. Somebody who may publish reports does the rest."))
        else:
            publish_reviewed(review=review, by=request.user, now=timezone.now())
            messages.success(request, _("Published. If it names an hour that is to come, readers get it then."))
    except OwnText:
        form.add_error(None, _("You wrote this text. A colleague has to read it."))
    except NothingToRead:
        form.add_error(None, NOTHING_TO_READ)
    except NotWaiting:
        words = _("Nothing was done: somebody answered meanwhile, or the text was changed after it was sent to be read. Look at it as it stands now.")
        form.add_error(None, words)
    return not form.errors


def _context(request: StaffRequest, page: ReportPage, form: AnswerForm) -> dict[str, Any]:
    review, revision = queries.last_of(page), Revision.objects.filter(pk=page.latest_revision_id).select_related("user").first()
    is_this = bool(review and revision and is_of(review, revision))
    waits = bool(review and is_this and review.state == ReviewState.WAITING)
    is_hers = waits and request.user.pk in (review.asked_by_id, revision.user_id) and is_wanted(request.organisation)  # type: ignore[union-attr]
    return {
        "title": page.draft_title or page.title,
        "crumbs": _crumbs(),
        "report": page,
        "language_name": own_name(page.locale.language_code),
        "review": review if is_this else None,
        "overtaken": review if review and not is_this and review.state == ReviewState.WAITING else None,
        "tone": _TONES[ReviewState(review.state)] if review and is_this else "plain",
        "revision": revision,
        "has_changes": page.has_unpublished_changes or not page.live,
        "may_answer": waits and not is_hers,
        "is_hers": is_hers,
        "form": form,
        "problems": [form] if form.errors else [],
        "history": in_words(entries=of_subject(subject=f"report:{page.pk}")[:50], organisation_id=request.organisation.pk),
    }


def _line(review: Review, request: StaffRequest) -> dict[str, Any]:
    return {
        "review": review,
        "title": review.report.draft_title or review.report.title,
        "language": own_name(review.report.locale.language_code),
        "is_hers": review.asked_by_id == request.user.pk,
    }


def _report(request: StaffRequest, pk: int) -> ReportPage:
    page = get_object_or_404(ReportPage.objects.select_related("locale"), pk=pk)
    if page.organisation != request.organisation:
        raise Http404
    return page


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Newsroom"), "url": reverse("newsroom_desk")}, {"label": _("Reviews"), "url": reverse("reviews_desk:index")}]
