"""The libraries of pictures and documents on the desk. What one has and the other has not stands in `Shelf`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.design.parts import Link
from outcry.evidence.for_readers import FileRefused, Uploaded
from outcry.lib.caged_files import as_picture
from outcry.lib.held_uploads import HeldUpload, HoldingUploadHandler
from outcry.lib.wording_forms import add_refusal
from outcry.newsroom.document_rows import Document
from outcry.newsroom.drawing.pictures import DESK, figures
from outcry.newsroom.library.documents import add_document
from outcry.newsroom.library.forms import AddDocumentForm, AddPictureForm, ComingForm, DocumentForm, PictureForm
from outcry.newsroom.library.keeping import Kept, change, delete, reports_with
from outcry.newsroom.library.pictures import add_picture
from outcry.newsroom.library.sentences import left_behind
from outcry.newsroom.library.views.readers import as_document
from outcry.newsroom.picture_rows import Picture, PictureSize

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_PICTURES_ON_A_PAGE, _DOCUMENTS_ON_A_PAGE = 24, 50
_LONGEST_SEARCH = 100


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """A library: its rows, its words, its forms, and how something comes in. `place` goes before the names of its addresses."""

    rows: QuerySet[Any]
    place: str
    title: "str | _StrPromise"
    add_title: "str | _StrPromise"
    template: str
    form: type[PictureForm | DocumentForm]
    add_form: type[ComingForm]
    add: Callable[..., Kept]

    def address(self, name: str, *args: object) -> str:
        return reverse(f"{self.place}:{name}", args=args)


PICTURES = Shelf(
    rows=Picture.objects.all(),
    place="pictures_desk",
    title=gettext_lazy("Pictures"),
    add_title=gettext_lazy("Add a picture"),
    template="newsroom/desk/picture.html",
    form=PictureForm,
    add_form=AddPictureForm,
    add=add_picture,
)
DOCUMENTS = Shelf(
    rows=Document.objects.defer("content"),
    place="documents_desk",
    title=gettext_lazy("Documents"),
    add_title=gettext_lazy("Add a document"),
    template="newsroom/desk/document.html",
    form=DocumentForm,
    add_form=AddDocumentForm,
    add=add_document,
)


@staff_only
@require_safe
def pictures(request: StaffRequest) -> HttpResponseBase:
    """All pictures, the newest first; with `?q=` those whose name or credit has these words."""
    words = request.GET.get("q", "").replace("\0", "")[:_LONGEST_SEARCH].strip()
    found = Picture.objects.filter(organisation=request.organisation).annotate(reports=Count("uses__report", distinct=True)).order_by("-added_at", "-pk")
    for word in words.split():
        found = found.filter(name__icontains=word) | found.filter(credit__icontains=word)
    page = Paginator(found, _PICTURES_ON_A_PAGE).get_page(request.GET.get("page"))
    drawn = figures(pictures=[picture.pk for picture in page], view=DESK)
    context = {
        "title": PICTURES.title,
        "crumbs": _crumbs(),
        "page": page,
        "lines": [{"picture": picture, "figure": drawn[picture.pk]} for picture in page if picture.pk in drawn],
        "words": words,
    }
    return TemplateResponse(request, "newsroom/desk/pictures.html", context)


@staff_only
@require_safe
def documents(request: StaffRequest) -> HttpResponseBase:
    """All documents, the newest first."""
    found = Document.objects.filter(organisation=request.organisation).defer("content").annotate(reports=Count("uses__report", distinct=True))
    page = Paginator(found.order_by("-added_at", "-pk"), _DOCUMENTS_ON_A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "newsroom/desk/documents.html", {"title": DOCUMENTS.title, "crumbs": _crumbs(), "page": page})


@staff_only
@csrf_exempt
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest, shelf: Shelf) -> HttpResponseBase:
    """Something comes in. The handler of uploads is set before anything reads the form; the token is checked right after."""
    request.upload_handlers = [HoldingUploadHandler(request, limit=getattr(settings, shelf.add_form.limit))]
    return _add(request, shelf)


@csrf_protect
def _add(request: StaffRequest, shelf: Shelf) -> HttpResponseBase:
    form = shelf.add_form(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        about = dict(form.cleaned_data)
        upload = cast(HeldUpload, about.pop("file"))
        file = Uploaded(data=upload.data, name=upload.name or "")
        try:
            kept = shelf.add(organisation=request.organisation, file=file, **about, by=request.user, now=timezone.now())
        except FileRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Added. Choose it in a report by its name: “%(name)s”.") % {"name": kept.name})
            return redirect(shelf.address("item", kept.pk))
    context = {"title": shelf.add_title, "crumbs": _crumbs(shelf), "form": form, "forms": [form], "button": _("Add")}
    return TemplateResponse(request, "newsroom/desk/add_file.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def item(request: StaffRequest, shelf: Shelf, pk: int) -> HttpResponseBase:
    """One of them: what is said of it, and the reports that have it."""
    kept = _kept(request, shelf, pk)
    # The form writes what was typed into the row in memory, also where it is refused.
    title = kept.name
    form = shelf.form(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        change(kept=kept, about=form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect(shelf.address("item", pk))
    context = {
        "title": title,
        "crumbs": _crumbs(shelf),
        "kept": kept,
        "left_behind": left_behind(kept.left_behind) if isinstance(kept, Document) else (),
        "figure": figures(pictures=[pk], view=DESK).get(pk) if shelf is PICTURES else None,
        "reports": [Link(label=report.title, url=reverse("wagtailadmin_pages:edit", args=[report.pk])) for report in reports_with(kept)],
        "delete": shelf.address("delete", pk),
        "form": form,
        "forms": [form],
    }
    return TemplateResponse(request, shelf.template, context)


@staff_only
@require_POST
def remove(request: StaffRequest, shelf: Shelf, pk: int) -> HttpResponse:
    """Delete what no report has."""
    kept = _kept(request, shelf, pk)
    try:
        delete(kept=kept, by=request.user, now=timezone.now())
    except FileRefused as refusal:
        titles = ", ".join(f"“{report.title}”" for report in reports_with(kept))
        messages.error(request, f"{refusal.sentence} {titles}")
        return redirect(shelf.address("item", pk))
    messages.success(request, _("Deleted for good."))
    return redirect(shelf.address("index"))


@staff_only
@require_safe
def picture_file(request: StaffRequest, name: str) -> HttpResponse:
    """One size, for whoever works here: in the library, and in the preview of a report."""
    found = PictureSize.objects.filter(picture__organisation=request.organisation, name=name).values_list("content", flat=True)[:1]
    if not found:
        raise Http404
    return as_picture(found[0], name=name)


@staff_only
@require_safe
def small_picture(request: StaffRequest, pk: int) -> HttpResponse:
    """A picture at its smallest, where it is chosen."""
    found = PictureSize.objects.filter(picture__organisation=request.organisation, picture=pk).order_by("width").first()
    if found is None:
        raise Http404
    return as_picture(found.content, name=found.name)


@staff_only
@require_safe
def document_file(request: StaffRequest, address: str, kind: str) -> HttpResponse:
    """The file, for whoever works here: in the library, and in the preview of a report."""
    return as_document(get_object_or_404(Document.objects.order_by("pk"), organisation=request.organisation, address=address, kind=kind))


def _kept(request: StaffRequest, shelf: Shelf, pk: int) -> Kept:
    kept: Kept = get_object_or_404(shelf.rows, organisation=request.organisation, pk=pk)
    return kept


def _crumbs(shelf: Shelf | None = None) -> list[Mapping[str, Any]]:
    newsroom = {"label": _("Newsroom"), "url": reverse("newsroom_desk")}
    return [newsroom, {"label": shelf.title, "url": shelf.address("index")}] if shelf else [newsroom]
