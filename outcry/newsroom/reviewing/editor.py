"""What the screens on which Wagtail lets a report be written say and do about a second reader."""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import ActionMenuItem

from outcry.audit.operations import record
from outcry.newsroom.models import ReportPage
from outcry.newsroom.review_rows import ReviewState
from outcry.newsroom.reviewing.queries import last_of
from outcry.newsroom.reviewing.views import send_to_be_read
from outcry.newsroom.second_reader import ASK, ReportPermissions, is_wanted


class AskItem(ActionMenuItem):  # type: ignore[misc]
    """The button below a report that saves it and sends it to be read; there where the editor can't publish it herself."""

    name = ASK
    label = _("Ask for a review")
    icon_name = "view"

    def is_shown(self, context: Any) -> bool:
        page = context["parent_page"] if context["view"] == "create" else context["page"]
        found = page.permissions_for_user(context["request"].user)
        may_publish = found.can_publish_subpage() if context["view"] == "create" else found.can_publish()
        return super().is_shown(context) and isinstance(found, ReportPermissions) and not may_publish


def ask_after_saving(request: HttpRequest, page: Any) -> HttpResponse | None:
    """For Wagtail's hooks after a page was saved."""
    if ASK not in request.POST or not isinstance(page, ReportPage):
        return None
    send_to_be_read(request, page, by=request.user)  # type: ignore[arg-type]
    return redirect("reviews_desk:report", page.pk)


def tell_what_was_said(request: HttpRequest, page: Any) -> None:
    """For Wagtail's hook before a page is edited: whoever opens a text sees that it waits, or why it came back."""
    if request.method != "GET" or not isinstance(page, ReportPage) or not (review := last_of(page)):
        return
    if review.state == ReviewState.WAITING:
        messages.info(request, _now("This text waits to be read by a colleague. If you change it, ask again."))
    elif review.state == ReviewState.SENT_BACK:
        messages.warning(request, _now("%(name)s sent it back: %(words)s") % {"name": review.answered_by or "—", "words": review.words})


def keep_headlines_alone_from_readers(request: HttpRequest, action: str, pages: list[Any], chosen: Any) -> HttpResponse | None:
    """For Wagtail's hook before something is done to several pages: nothing is published if one of them is a headline alone."""
    if action != "publish":
        return None
    keys = {page.pk for page in pages}
    if chosen.cleaned_form.cleaned_data["include_descendants"]:
        keys |= {pk for page in pages for pk in page.get_descendants().not_live().values_list("pk", flat=True)}
    drafts = [report.get_latest_revision_as_object() for report in ReportPage.objects.filter(pk__in=keys)]
    empty = [draft.title for draft in drafts if not draft.is_something_to_read()]
    if not empty:
        return None
    words = _now("Nothing was published: %(titles)s. There is nothing to read below the headline. Write a standfirst or a text first.")
    messages.error(request, words % {"titles": ", ".join(f"“{title}”" for title in empty)})
    return redirect(chosen.next_url)


def tell_that_nobody_read(request: HttpRequest, page: Any) -> None:
    """For Wagtail's hook after a page was published: whoever works alone is told that no second person stood for it, and so is the log."""
    if not isinstance(page, ReportPage) or not page.organisation.reviews_reports or is_wanted(page.organisation):
        return
    record(verb="report.publish_alone", subject=f"report:{page.pk}", actor=request.user, now=timezone.now(), language=page.locale.language_code)
    messages.info(request, _now("You work alone here: nobody read this text before readers did."))
