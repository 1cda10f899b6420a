"""The library of pictures on the desk."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse, HttpResponseBase
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
from outcry.newsroom.drawing.pictures import DESK, figures
from outcry.newsroom.library.forms import AddPictureForm, PictureForm
from outcry.newsroom.library.incoming import FileRefused, Uploaded
from outcry.newsroom.library.pictures import add_picture, change_picture, delete_picture, used_in
from outcry.newsroom.library.uploads import HeldUpload, HoldingUploadHandler
from outcry.newsroom.library.views.pictures import as_picture
from outcry.newsroom.picture_rows import Picture, PictureSize

_ON_A_PAGE = 24
_LONGEST_SEARCH = 100


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponseBase:
    """All pictures, the newest first; with `?q=` those whose name or credit has these words."""
    words = request.GET.get("q", "").replace("\0", "")[:_LONGEST_SEARCH].strip()
    found = Picture.objects.filter(organisation=request.organisation).annotate(reports=Count("uses__report", distinct=True)).order_by("-added_at", "-pk")
    for word in words.split():
        found = found.filter(name__icontains=word) | found.filter(credit__icontains=word)
    page = Paginator(found, _ON_A_PAGE).get_page(request.GET.get("page"))
    drawn = figures(pictures=[picture.pk for picture in page], view=DESK)
    context = {
        "title": _("Pictures"),
        "crumbs": _crumbs(),
        "page": page,
        "lines": [{"picture": picture, "figure": drawn[picture.pk]} for picture in page if picture.pk in drawn],
        "words": words,
    }
    return TemplateResponse(request, "newsroom/desk/pictures.html", context)


@staff_only
@csrf_exempt
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest) -> HttpResponseBase:
    """Add a picture. The handler of uploads is set before anything reads the form; the token is checked right after."""
    request.upload_handlers = [HoldingUploadHandler(request, limit=settings.PICTURE_BYTES)]
    return _add(request)


@csrf_protect
def _add(request: StaffRequest) -> HttpResponseBase:
    form = AddPictureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        about, upload = form.cleaned_data, cast(HeldUpload, form.cleaned_data["file"])
        try:
            picture = add_picture(
                organisation=request.organisation,
                file=Uploaded(data=upload.data, name=upload.name or ""),
                name=about["name"],
                credit=about["credit"],
                by=request.user,
                now=timezone.now(),
            )
        except FileRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Added. Choose it in a report by its name: “%(name)s”.") % {"name": picture.name})
            return redirect("pictures_desk:item", picture.pk)
    context = {"title": _("Add a picture"), "crumbs": [*_crumbs(), _library()], "form": form, "forms": [form], "button": _("Add"), "has_file": True}
    return TemplateResponse(request, "newsroom/desk/add_file.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def item(request: StaffRequest, pk: int) -> HttpResponseBase:
    """One picture: what is said of it, and the reports that have it."""
    picture = _picture(request, pk)
    form = PictureForm(request.POST or None, instance=picture)
    if request.method == "POST" and form.is_valid():
        change_picture(picture=picture, **form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("pictures_desk:item", picture.pk)
    reports = used_in(picture=picture)
    context = {
        "title": Picture.objects.get(pk=pk).name,
        "crumbs": [*_crumbs(), _library()],
        "picture": picture,
        "figure": figures(pictures=[picture.pk], view=DESK).get(picture.pk),
        "reports": [Link(label=report.title, url=reverse("wagtailadmin_pages:edit", args=[report.pk])) for report in reports],
        "form": form,
        "forms": [form],
    }
    return TemplateResponse(request, "newsroom/desk/picture.html", context)


@staff_only
@require_POST
def delete(request: StaffRequest, pk: int) -> HttpResponse:
    """Delete a picture that no report has."""
    picture = _picture(request, pk)
    try:
        delete_picture(picture=picture, by=request.user, now=timezone.now())
    except FileRefused as refusal:
        titles = ", ".join(f"“{report.title}”" for report in used_in(picture=picture))
        messages.error(request, f"{refusal.sentence} {titles}")
        return redirect("pictures_desk:item", pk)
    messages.success(request, _("Deleted for good."))
    return redirect("pictures_desk:index")


@staff_only
@require_safe
def file(request: StaffRequest, name: str) -> HttpResponse:
    """One size, for whoever works here: in the library, and in the preview of a report."""
    found = PictureSize.objects.filter(picture__organisation=request.organisation, name=name).values_list("content", flat=True)[:1]
    if not found:
        raise Http404
    return as_picture(found[0], name=name)


def _picture(request: StaffRequest, pk: int) -> Picture:
    return get_object_or_404(Picture, organisation=request.organisation, pk=pk)


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Newsroom"), "url": reverse("newsroom_desk")}]


def _library() -> dict[str, str]:
    return {"label": _("Pictures"), "url": reverse("pictures_desk:index")}
