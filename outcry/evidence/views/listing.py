"""The list of evidence, and bundles made from it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.evidence import access, operations, queries
from outcry.evidence.belonging import names_of
from outcry.evidence.forms import BundleForm
from outcry.evidence.models import SUBJECT_LENGTH
from outcry.evidence.operations import EvidenceRefused
from outcry.evidence.stamps_in_words import stamp_line
from outcry.evidence.views.pages import as_attachment, crumbs
from outcry.lib.wording_forms import add_refusal

_ON_A_PAGE = 50


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponseBase:
    """What is kept, the newest first; with `?subject=` what belongs to one matter."""
    subject = request.GET.get("subject", "").replace("\0", "")[:SUBJECT_LENGTH]
    found = queries.items_of(organisation=request.organisation, subject=subject) if subject else queries.items(organisation=request.organisation)
    page = Paginator(access.visible(items=found, to=request.user), _ON_A_PAGE).get_page(request.GET.get("page"))
    query = urlencode({"subject": subject}) if subject else ""
    names = names_of([subject, *(item.subject for item in page)], to=request.user)
    context = {
        "title": _("Evidence"),
        "page": page,
        "lines": [{"item": item, "stamp": stamp_line(item), "matter": names.get(item.subject)} for item in page],
        "subject": subject,
        "matter": names.get(subject),
        "query": f"{query}&" if query else "",
        "add_query": f"?{query}" if query else "",
    }
    return TemplateResponse(request, "evidence/desk/index.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def bundle(request: StaffRequest) -> HttpResponseBase:
    """Choose originals, say what for, and get the bundle as a ZIP file."""
    subject = request.GET.get("subject", "").replace("\0", "")[:SUBJECT_LENGTH]
    found = queries.items_of(organisation=request.organisation, subject=subject) if subject else queries.items(organisation=request.organisation)
    offered = list(access.visible(items=found, to=request.user)[:500])
    choices = [(item.public_id, item.name or "") for item in offered]
    form = BundleForm(request.POST or None, choices=choices, initial={"items": request.GET.getlist("item")})
    if request.method == "POST" and form.is_valid():
        chosen = [item for item in offered if item.public_id in form.cleaned_data["items"]]
        try:
            made = operations.bundle(
                items=chosen, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"], with_copies=form.cleaned_data["with_copies"]
            )
        except EvidenceRefused as refusal:
            add_refusal(form, refusal)
        else:
            return as_attachment(made.zipped(), name=f"{made.name}.zip")
    if not offered:
        messages.info(request, _("There is nothing yet that a bundle could hold."))
    return TemplateResponse(request, "evidence/desk/bundle.html", {"title": _("Make a bundle"), "crumbs": crumbs(), "form": form, "forms": [form]})
