"""Working copies: made, looked at, redacted, given out. Pictures are drawn of copies alone, never of an original."""

from django.contrib import messages
from django.forms.formsets import BaseFormSet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, partners_take_out, partners_too, staff_only
from outcry.evidence import access, operations
from outcry.evidence.area_forms import AreaForm, area_forms
from outcry.evidence.forms import CopyForm, RedactForm
from outcry.evidence.models import CopyKind, EvidenceItem, WorkingCopy
from outcry.evidence.operations import EvidenceRefused
from outcry.evidence.views.pages import as_attachment, crumbs, crumbs_of_partners, visible_item
from outcry.lib.wording_forms import add_refusal

# Of the areas that a form takes, so many stand there at once; the others are a fold below them.
_ROWS_SHOWN = 2
AreaForms = area_forms(blank=8, most=40)
_EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@staff_only
@require_POST
def make(request: StaffRequest, public_id: str) -> HttpResponse:
    """Make a copy without hidden data."""
    item = visible_item(request, public_id)
    form = CopyForm(request.POST)
    keep_notes = form.is_valid() and form.cleaned_data["keep_notes"]
    try:
        copy = operations.make_working_copy(item=item, by=request.user, now=timezone.now(), keep_notes=keep_notes)
    except EvidenceRefused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("evidence_desk:item", item.public_id)
    messages.success(request, _("A working copy was made. Look at it before you hand it on."))
    return redirect("evidence_desk:copy", item.public_id, copy.public_id)


@partners_too
@staff_only
@require_safe
def show(request: StaffRequest, public_id: str, copy_id: str) -> HttpResponse:
    """A copy, page by page."""
    item, copy = _copy(request, public_id, copy_id)
    page = _page(request.GET.get("page"), copy)
    context = {
        "title": capfirst(copy.get_kind_display()),
        "crumbs": crumbs_of_partners() if request.user.is_partner else crumbs(item),
        "for_partner": request.user.is_partner,
        "item": item,
        "copy": copy,
        "page": page,
        "next_page": page + 1 if page < copy.pages else None,
        "previous_page": page - 1 if page > 1 else None,
    }
    return TemplateResponse(request, "evidence/desk/copy.html", context)


@partners_too
@staff_only
@require_safe
def page_image(request: StaffRequest, public_id: str, copy_id: str, page: int) -> HttpResponse:
    """A picture of one page of a copy."""
    _item, copy = _copy(request, public_id, copy_id)
    try:
        return HttpResponse(operations.look_at(copy=copy, page=page, by=request.user, now=timezone.now()), content_type="image/png")
    except EvidenceRefused as refusal:
        raise Http404(refusal.sentence) from refusal


@partners_take_out
@staff_only
@require_POST
def download(request: StaffRequest, public_id: str, copy_id: str) -> HttpResponseBase:
    """Give out a copy."""
    item, copy = _copy(request, public_id, copy_id)
    try:
        chunks = operations.download_copy(copy=copy, by=request.user, now=timezone.now())
    except EvidenceRefused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("evidence_desk:copy", item.public_id, copy.public_id)
    # Not the original's name: it may say who or where.
    return as_attachment(chunks, name=f"{copy.kind}-{copy.public_id}.{_EXTENSIONS[copy.media_type]}", size=copy.size)


@staff_only
@require_http_methods(["GET", "POST"])
def redact(request: StaffRequest, public_id: str) -> HttpResponse:
    """Mark areas, by typed numbers or on the picture of a cleaned copy, and make a copy without them."""
    item = visible_item(request, public_id)
    copy = item.copies.filter(kind=CopyKind.CLEANED).order_by("-pk").first()
    if copy is None:
        messages.info(request, _("Make a working copy first: areas are marked on its picture, never on the original's."))
        return redirect("evidence_desk:item", item.public_id)
    form, areas = RedactForm(request.POST or None), AreaForms(request.POST or None, prefix="area")
    drawn = list(enumerate(areas, start=1))
    is_right = request.method == "POST" and form.is_valid() and areas.is_valid()
    if is_right and "show" not in request.POST:
        made = _redacted(request, item, form, areas)
        if made is not None:
            messages.success(request, _("A redacted copy was made. Look at it before you hand it on."))
            return redirect("evidence_desk:copy", item.public_id, made.public_id)
    page = _page(request.POST.get("page_shown"), copy)
    context = {
        "title": _("Redact"),
        "crumbs": crumbs(item),
        "item": item,
        "copy": copy,
        "page": page,
        "form": form,
        "areas": areas,
        "rows": drawn[:_ROWS_SHOWN],
        "more_rows": drawn[_ROWS_SHOWN:],
        "has_more": any(row.has_changed() or row.errors for _number, row in drawn[_ROWS_SHOWN:]) if areas.is_bound else False,
        "forms": [form, *areas],
        "has_problems": request.method == "POST" and "show" not in request.POST,
    }
    return TemplateResponse(request, "evidence/desk/redact.html", context)


def _redacted(request: StaffRequest, item: EvidenceItem, form: RedactForm, areas: BaseFormSet[AreaForm]) -> WorkingCopy | None:
    marked = [area for area in (one.area() for one in areas) if area is not None]
    try:
        return operations.redact(
            item=item, areas=marked, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"], keep_notes=form.cleaned_data["keep_notes"]
        )
    except EvidenceRefused as refusal:
        add_refusal(form, refusal)
        return None


def _copy(request: StaffRequest, public_id: str, copy_id: str) -> tuple[EvidenceItem, WorkingCopy]:
    item = visible_item(request, public_id)
    return item, get_object_or_404(access.copies_for(item=item, to=request.user).select_related("made_by", "item"), public_id=copy_id)


def _page(asked: str | None, copy: WorkingCopy) -> int:
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 8 else 1
    return min(max(number, 1), copy.pages)
