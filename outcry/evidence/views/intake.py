"""A file comes in, or a web page is captured."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.evidence import operations
from outcry.evidence.forms import CaptureForm, UploadForm
from outcry.evidence.models import EvidenceItem
from outcry.evidence.operations import EvidenceRefused
from outcry.evidence.operations.intake import too_large
from outcry.evidence.uploads import SealedUpload, SealingUploadHandler
from outcry.evidence.views.pages import crumbs
from outcry.lib.wording_forms import add_refusal


@staff_only
@csrf_exempt
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest) -> HttpResponseBase:
    """Take in a file. The handler of uploads is set before anything reads the form; the token is checked right after."""
    request.upload_handlers = [SealingUploadHandler(request)]
    return _add(request)


@csrf_protect
def _add(request: StaffRequest) -> HttpResponseBase:
    form = UploadForm(request.POST or None, request.FILES or None, initial=_initial(request))
    upload = cast(SealedUpload | None, request.FILES.get("file"))
    item = None
    try:
        if request.method == "POST" and _fits(form, upload) and upload is not None:
            item = _entered(request, form, upload)
    finally:
        if upload is not None:
            upload.draft.discard()
    if item is not None:
        messages.success(request, _("Taken in. The original will not change any more."))
        return redirect("evidence_desk:item", item.public_id)
    context = {"title": _("Take in a file"), "crumbs": crumbs(), "form": form, "forms": [form], "button": _("Take in"), "has_file": True}
    return TemplateResponse(request, "evidence/desk/add.html", context)


def _fits(form: UploadForm, upload: SealedUpload | None) -> bool:
    is_right = form.is_valid()
    if upload is not None and upload.is_too_large:
        form.add_error("file", too_large())
        return False
    return is_right


def _entered(request: StaffRequest, form: UploadForm, upload: SealedUpload) -> EvidenceItem | None:
    kept = upload.draft.keep()
    try:
        return operations.enter(organisation=request.organisation, kept=kept, name=upload.name or "", by=request.user, now=timezone.now(), **form.about())
    except EvidenceRefused as refusal:
        add_refusal(form, refusal)
        return None


@staff_only
@require_http_methods(["GET", "POST"])
def capture(request: StaffRequest) -> HttpResponseBase:
    """Capture a page by its address."""
    form = CaptureForm(request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            item = operations.capture(organisation=request.organisation, url=form.cleaned_data["url"], by=request.user, now=timezone.now(), **form.about())
        except EvidenceRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Captured. The original will not change any more."))
            return redirect("evidence_desk:item", item.public_id)
    context = {"title": _("Capture a web page"), "crumbs": crumbs(), "form": form, "forms": [form], "button": _("Capture")}
    return TemplateResponse(request, "evidence/desk/add.html", context)


def _initial(request: StaffRequest) -> dict[str, str]:
    return {"subject": request.GET.get("subject", "")}
