"""Propose, launch, move the last day."""

from datetime import datetime
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.appeals import operations
from outcry.appeals.forms import DeadlineForm
from outcry.appeals.models import Appeal
from outcry.appeals.queries import addressees
from outcry.appeals.refusals import AppealRefused
from outcry.appeals.views.pages import crumbs_to, page, the_appeal
from outcry.design.day_words import plain_day
from outcry.lib.desk_answers import done_or_told, mark_of
from outcry.lib.wording_forms import add_refusal
from outcry.lib.wordings import ChangedMeanwhile


@staff_only
@require_POST
def propose(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that it is ready."""
    appeal = the_appeal(request, pk)
    propose_it = partial(operations.propose_launch, appeal=appeal, by=request.user, now=timezone.now())
    done_or_told(request, propose_it, done=_("Proposed. A second person can launch it now; who works alone can after an hour."), refusals=AppealRefused)
    return redirect("appeals_desk:appeal", appeal.pk)


@staff_only
@require_http_methods(["GET", "POST"])
def launch(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask first, then open the appeal to the public."""
    appeal, now = the_appeal(request, pk), timezone.now()
    if request.method == "POST":
        launch_it = partial(operations.launch, appeal=appeal, by=request.user, seen=request.POST.get("seen"), now=now)
        done_or_told(request, launch_it, done=_("The appeal is open. People can protest now."), refusals=AppealRefused)
        return redirect("appeals_desk:appeal", appeal.pk)
    return _ask(request, appeal, now)


def _ask(request: StaffRequest, appeal: Appeal, now: datetime) -> HttpResponse:
    verdict = operations.may_launch(appeal=appeal, by=request.user, now=now)
    if not verdict:
        messages.error(request, str(verdict.reason))
        return redirect("appeals_desk:appeal", appeal.pk)
    offices = len(addressees(appeal=appeal))
    context = {
        "title": _("Launch"),
        "crumbs": crumbs_to(appeal),
        "sentences": [
            _("The page becomes public in every language, and people can protest until %(day)s.") % {"day": plain_day(appeal.deadline_on).text},
            ngettext("Each confirmed protest goes to %(number)s office.", "Each confirmed protest goes to %(number)s offices.", offices) % {"number": offices},
            _("What people sign can't change afterwards: demands stay, and a new letter is a new version."),
            *([_("You work alone here. The log says so.")] if verdict.alone else []),
        ],
        "button": _("Launch the appeal"),
        "back_url": reverse("appeals_desk:appeal", args=[appeal.pk]),
        # What she read before she came here, as its page said.
        "seen": request.GET.get("seen", mark_of(appeal.proposed_at)),
    }
    return TemplateResponse(request, "design/desk/confirm.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def deadline(request: StaffRequest, pk: int) -> HttpResponse:
    """Give it another last day."""
    appeal = the_appeal(request, pk)
    form = DeadlineForm(request.POST or None)
    form.remember(appeal)
    if request.method == "POST" and form.is_valid():
        reason, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
        try:
            operations.move_deadline(appeal=appeal, deadline_on=form.deadline(), reason=reason, by=request.user, now=timezone.now(), seen=seen)
        except ChangedMeanwhile as clash:
            form.tell_of(clash.current)
        except AppealRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The last day has been moved."))
            return redirect("appeals_desk:appeal", appeal.pk)
    return page(request, appeal, "form.html", part="details", title=_("Move the last day"), form=form)
