"""A case and the public: propose, approve by a second person, withdraw."""

from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.cases.beyond_recall import beyond_recall
from outcry.cases.operations import approval
from outcry.cases.refusals import Refused
from outcry.cases.views.pages import crumbs, the_case
from outcry.lib.desk_answers import done_or_told, mark_of


class ReasonForm(forms.Form):
    """Why a case is taken away from the public."""

    reason = forms.CharField(label=gettext_lazy("Reason, for the log"), max_length=200, required=False)


@staff_only
@require_POST
def propose(request: StaffRequest, pk: int) -> HttpResponse:
    """Offer the file as it stands."""
    case = the_case(request, pk)
    propose_it = partial(approval.propose, case=case, by=request.user, now=timezone.now())
    done_or_told(request, propose_it, done=_("Proposed. Any change to the file takes the proposal back."), refusals=Refused)
    return redirect("cases_desk:case", case.pk)


@staff_only
@require_http_methods(["GET", "POST"])
def approve(request: StaffRequest, pk: int) -> HttpResponse:
    """Make the file public as it stands, after asking."""
    case, now = the_case(request, pk), timezone.now()
    back = reverse("cases_desk:case", args=[case.pk])
    if request.method == "POST":
        approve_it = partial(approval.approve, case=case, by=request.user, seen=request.POST.get("seen"), now=now)
        done_or_told(request, approve_it, done=_("Approved. Readers see this version from now on."), refusals=Refused)
        return redirect(back)
    verdict = approval.may_approve(case=case, by=request.user, now=now)
    if not verdict:
        messages.error(request, verdict.reason)
        return redirect(back)
    sentences = [
        _("Everything that may be public is copied out of the file, in every language it is written in. Readers see that copy and nothing else."),
        _("Confidential notes, withheld names, confidential sources and acts that are not public stay here."),
    ]
    if verdict.alone:
        sentences.append(_("You approve what you proposed yourself. The log says so."))
    page = {"title": _("Approve this version?"), "crumbs": crumbs(case), "sentences": sentences, "button": _("Approve"), "back_url": back}
    # What she read before she came here, as its page said.
    page["seen"] = request.GET.get("seen", mark_of(case.proposed_at))
    return TemplateResponse(request, "design/desk/confirm.html", page)


@staff_only
@require_http_methods(["GET", "POST"])
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take the case away from the public, after asking."""
    case = the_case(request, pk)
    back = reverse("cases_desk:case", args=[case.pk])
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        approval.withdraw(case=case, by=request.user, reason=form.cleaned_data["reason"], now=timezone.now())
        messages.success(request, _("The public page is gone. The file is unchanged."))
        return redirect(back)
    gone_out = beyond_recall(case_id=case.pk)
    sentences = [
        _("The page of this case answers “not found” at once, in every language; in other processes of this site within ten seconds."),
        _("Appeals and reports that speak of it are not changed by this."),
        *(line.sentence for line in gone_out),
        _("What has left can't be recalled, and neither can copies that readers, search engines and archives made. Write to them where it matters."),
    ]
    links = [link for line in gone_out for link in line.links]
    page = {"title": _("Withdraw this case from the public?"), "crumbs": crumbs(case), "sentences": sentences, "button": _("Withdraw it"), "back_url": back}
    return TemplateResponse(request, "design/desk/confirm.html", page | {"tone": "alarm", "form": form, "links": links})
