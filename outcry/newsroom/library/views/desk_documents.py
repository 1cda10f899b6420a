"""The library of documents on the desk."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.design.parts import Link
from outcry.lib.wording_forms import add_refusal
from outcry.newsroom.document_rows import Document
from outcry.newsroom.library.documents import add_document, change_document, delete_document, used_in
from outcry.newsroom.library.forms import AddDocumentForm, DocumentForm
from outcry.newsroom.library.incoming import FileRefused, Uploaded
from outcry.newsroom.library.uploads import HeldUpload, HoldingUploadHandler
from outcry.newsroom.library.views.documents import as_document

_ON_A_PAGE = 50


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponseBase:
    """All documents, the newest first."""
    found = Document.objects.filter(organisation=request.organisation).defer("content").annotate(reports=Count("uses__report", distinct=True))
    page = Paginator(found.order_by("-added_at", "-pk"), _ON_A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "newsroom/desk/documents.html", {"title": _("Documents"), "crumbs": _crumbs(), "page": page})


@staff_only
@csrf_exempt
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest) -> HttpResponseBase:
    """Add a document. The handler of uploads is set before anything reads the form; the token is checked right after."""
    request.upload_handlers = [HoldingUploadHandler(request, limit=settings.DOCUMENT_BYTES)]
    return _add(request)


@csrf_protect
def _add(request: StaffRequest) -> HttpResponseBase:
    form = AddDocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        about, upload = form.cleaned_data, cast(HeldUpload, form.cleaned_data["file"])
        try:
            document = add_document(
                organisation=request.organisation,
                file=Uploaded(data=upload.data, name=upload.name or ""),
                name=about["name"],
                language=about["language"],
                by=request.user,
                now=timezone.now(),
            )
        except FileRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Added. Choose it in a report by its name: “%(name)s”.") % {"name": document.name})
            return redirect("documents_desk:item", document.pk)
    context = {"title": _("Add a document"), "crumbs": [*_crumbs(), _library()], "form": form, "forms": [form], "button": _("Add")}
    return TemplateResponse(request, "newsroom/desk/add_file.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def item(request: StaffRequest, pk: int) -> HttpResponseBase:
    """One document: what is said of it, and the reports that have it."""
    document = _document(request, pk)
    title = document.name
    form = DocumentForm(request.POST or None, instance=document)
    if request.method == "POST" and form.is_valid():
        change_document(document=document, **form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("documents_desk:item", document.pk)
    reports = used_in(document=document)
    context = {
        "title": title,
        "crumbs": [*_crumbs(), _library()],
        "document": document,
        "reports": [Link(label=report.title, url=reverse("wagtailadmin_pages:edit", args=[report.pk])) for report in reports],
        "form": form,
        "forms": [form],
    }
    return TemplateResponse(request, "newsroom/desk/document.html", context)


@staff_only
@require_POST
def delete(request: StaffRequest, pk: int) -> HttpResponse:
    """Delete a document that no report has."""
    document = _document(request, pk)
    try:
        delete_document(document=document, by=request.user, now=timezone.now())
    except FileRefused as refusal:
        titles = ", ".join(f"“{report.title}”" for report in used_in(document=document))
        messages.error(request, f"{refusal.sentence} {titles}")
        return redirect("documents_desk:item", pk)
    messages.success(request, _("Deleted for good."))
    return redirect("documents_desk:index")


@staff_only
@require_safe
def file(request: StaffRequest, address: str) -> HttpResponse:
    """The file, for whoever works here: in the library, and in the preview of a report."""
    return as_document(get_object_or_404(Document.objects.order_by("pk"), organisation=request.organisation, address=address))


def _document(request: StaffRequest, pk: int) -> Document:
    return get_object_or_404(Document.objects.defer("content"), organisation=request.organisation, pk=pk)


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Newsroom"), "url": reverse("newsroom_desk")}]


def _library() -> dict[str, str]:
    return {"label": _("Documents"), "url": reverse("documents_desk:index")}
