"""One original: what it is, what was done with it, and what can be done."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.evidence import access, at_the_workbench, operations, queries, sentences
from outcry.evidence.belonging import names_of
from outcry.evidence.custody_in_words import log_lines
from outcry.evidence.forms import CopyForm, HandOverForm, ReasonForm
from outcry.evidence.models import EvidenceItem, StampState
from outcry.evidence.operations import EvidenceRefused
from outcry.evidence.stamps_in_words import stamp_line
from outcry.evidence.views.pages import as_attachment, crumbs, visible_item
from outcry.lib.wording_forms import add_refusal


@staff_only
@require_safe
def show(request: StaffRequest, public_id: str) -> HttpResponse:
    """The page of an item. It never shows the file itself."""
    item = visible_item(request, public_id)
    can_be_cleaned = item.media_type in at_the_workbench.KINDS
    context = {
        "title": item.name,
        "crumbs": crumbs(),
        "item": item,
        "matter": names_of([item.subject], to=request.user).get(item.subject),
        "stamp": stamp_line(item),
        "may_ask": bool(settings.TIMESTAMP_URL) and not any(stamp.state == StampState.STAMPED for stamp in item.stamps.all()),
        "twins": list(access.visible(items=queries.twins(item=item), to=request.user)),
        "log": log_lines(queries.custody_log(item=item)),
        "copy_form": CopyForm() if can_be_cleaned else None,
        "why_no_copy": "" if can_be_cleaned else sentences.cannot_be_cleaned(item.media_type),
    }
    return TemplateResponse(request, "evidence/desk/item.html", context)


@staff_only
@require_POST
def verify(request: StaffRequest, public_id: str) -> HttpResponse:
    """Check file, log, stamps and records now."""
    item = visible_item(request, public_id)
    found = operations.verify(item=item, by=request.user, now=timezone.now())
    for finding in found:
        messages.error(request, sentences.finding(finding.kind, finding.where))
    if not found:
        messages.success(request, _("Verified: file and custody log are as they were written."))
    return redirect("evidence_desk:item", item.public_id)


@staff_only
@require_POST
def stamp(request: StaffRequest, public_id: str) -> HttpResponse:
    """Have the authority asked at the next look."""
    item = visible_item(request, public_id)
    operations.stamp(item=item, now=timezone.now())
    messages.success(request, _("The authority is asked within a minute. Load this page again then."))
    return redirect("evidence_desk:item", item.public_id)


@staff_only
@require_http_methods(["GET", "POST"])
def download(request: StaffRequest, public_id: str) -> HttpResponseBase:
    """Say what for, and get the original."""
    item = visible_item(request, public_id)
    form = ReasonForm(request.POST or None, prefix="download")
    if request.method == "POST" and form.is_valid():
        try:
            chunks = operations.download_original(item=item, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"])
        except EvidenceRefused as refusal:
            add_refusal(form, refusal)
        else:
            return as_attachment(chunks, name=item.name or "", size=item.size)
    return _one_form(request, item, form, title=_("Download the original"), button=_("Download"))


@staff_only
@require_http_methods(["GET", "POST"])
def hand_over(request: StaffRequest, public_id: str) -> HttpResponseBase:
    """Write down to whom it was given."""
    item = visible_item(request, public_id)
    form = HandOverForm(request.POST or None, prefix="over")
    if request.method == "POST" and form.is_valid():
        try:
            operations.hand_over(item=item, by=request.user, now=timezone.now(), **form.cleaned_data)
        except EvidenceRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Written into the custody log."))
            return redirect("evidence_desk:item", item.public_id)
    return _one_form(request, item, form, title=_("Handed over"), button=_("Write it down"))


def _one_form(request: StaffRequest, item: EvidenceItem, form: ReasonForm | HandOverForm, *, title: str, button: str) -> HttpResponse:
    context = {"title": title, "crumbs": crumbs(item), "form": form, "forms": [form], "button": button}
    return TemplateResponse(request, "evidence/desk/add.html", context)
