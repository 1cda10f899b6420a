"""Photos of a gathering: one comes in, faces are covered, it is shown, described anew, taken away."""

from functools import partial
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.forms.formsets import BaseFormSet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.evidence.area_forms import AreaForm, area_forms
from outcry.evidence.for_readers import FileRefused, Uploaded
from outcry.evidence.workbench.areas import Area
from outcry.gatherings import operations
from outcry.gatherings.forms import AddPhotoForm, CreditForm, PhotoWordsForm, ShowPhotoForm
from outcry.gatherings.models import Gathering, Photo, PhotoDraft, PhotoSize, PhotoText
from outcry.gatherings.operations.photographing import MOST_AREAS
from outcry.gatherings.queries import photos_of
from outcry.gatherings.refusals import GatheringRefused
from outcry.gatherings.views.pages import page, the_gathering
from outcry.lib.caged_files import as_picture
from outcry.lib.desk_answers import done_or_told
from outcry.lib.held_uploads import HeldUpload, HoldingUploadHandler
from outcry.lib.wording_forms import add_refusal, all_right, all_saved
from outcry.lib.wordings import Edit

AreaForms = area_forms(blank=24, most=MOST_AREAS)


@staff_only
@csrf_exempt
@require_http_methods(["GET", "POST"])
def photos(request: StaffRequest, pk: int) -> HttpResponseBase:
    """What is shown, what waits for you, and a new one. The handler of uploads is set before anything reads the form; the token is checked right after."""
    request.upload_handlers = [HoldingUploadHandler(request, limit=settings.PICTURE_BYTES)]
    return _photos(request, pk)


@csrf_protect
def _photos(request: StaffRequest, pk: int) -> HttpResponseBase:
    gathering = the_gathering(request, pk)
    form = AddPhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = cast(HeldUpload, form.cleaned_data["file"])
        try:
            file = Uploaded(data=upload.data, name=upload.name or "")
            draft = operations.add_photo(gathering=gathering, file=file, by=request.user, now=timezone.now())
        except (GatheringRefused, FileRefused) as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("gatherings_desk:cover", pk, draft.pk)
    drafts = _drafts(request, gathering).order_by("pk")
    return page(
        request, gathering, "photos.html", part="photos", title=_("Photos"), form=form, forms=[form], drafts=drafts, photos=photos_of(gathering=gathering)
    )


@staff_only
@never_cache
@require_http_methods(["GET", "POST"])
def cover(request: StaffRequest, pk: int, draft: int) -> HttpResponse:
    """Mark faces, as a program proposes them or by hand, and cover them for good."""
    gathering = the_gathering(request, pk)
    photo = get_object_or_404(_drafts(request, gathering), pk=draft)
    proposed = [AreaForm.typed(Area(**area)) for area in photo.proposed]
    areas = AreaForms(request.POST or None, prefix="area", initial=proposed)
    if request.method == "POST" and areas.is_valid():
        act = partial(operations.cover, draft=photo, areas=_marked(areas), by=request.user, now=timezone.now())
        if done_or_told(request, act, done=_("Covered for good. What was there is nowhere any more."), refusals=GatheringRefused):
            return redirect("gatherings_desk:show_photo", pk, draft)
    context = {"draft": photo, "areas": areas, "rows": list(enumerate(areas, start=1)), "forms": list(areas), "proposed": len(proposed)}
    return page(request, gathering, "cover_photo.html", part="photos", title=_("Cover faces"), **context)


@staff_only
@never_cache
@require_http_methods(["GET", "POST"])
def show_photo(request: StaffRequest, pk: int, draft: int) -> HttpResponse:
    """As readers will see it: say whose it is, what it shows, and that every face that should be covered is."""
    gathering = the_gathering(request, pk)
    photo, source = get_object_or_404(_drafts(request, gathering), pk=draft), request.organisation.source_language
    form = ShowPhotoForm(request.POST or None)
    words = PhotoWordsForm.for_languages(rows=(), languages=settings.LANGUAGES, source=source, data=request.POST or None)
    if request.method == "POST" and all_right([form, *words]):
        said = {one.language: one.photo_words() for one in words if not one.is_empty}
        try:
            operations.show_photo(draft=photo, **form.cleaned_data, words=said, by=request.user, now=timezone.now())
        except GatheringRefused as refusal:
            add_refusal(form if refusal.field in form.fields else words[0], refusal)
        else:
            messages.success(request, _("Everybody can see it now."))
            return redirect("gatherings_desk:photos", pk)
    context = {"draft": photo, "form": form, "words": words, "forms": [form, *words]}
    return page(request, gathering, "show_photo.html", part="photos", title=_("Show the photo"), **context)


@staff_only
@require_POST
def drop_photo(request: StaffRequest, pk: int, draft: int) -> HttpResponse:
    """Delete a photo that was not shown."""
    photo = get_object_or_404(_drafts(request, the_gathering(request, pk)), pk=draft)
    operations.drop_draft(draft=photo, by=request.user, now=timezone.now())
    messages.success(request, _("Deleted for good."))
    return redirect("gatherings_desk:photos", pk)


@staff_only
@never_cache
@require_safe
def draft_file(request: StaffRequest, pk: int, draft: int) -> HttpResponse:
    """A photo that is not shown yet, for whoever added it alone."""
    photo = get_object_or_404(_drafts(request, the_gathering(request, pk)), pk=draft)
    return as_picture(photo.content or b"", name="photo")


@staff_only
@require_http_methods(["GET", "POST"])
def photo(request: StaffRequest, pk: int, photo: int) -> HttpResponse:
    """What is said of a photo that is shown."""
    gathering, now = the_gathering(request, pk), timezone.now()
    found = get_object_or_404(Photo.objects.select_related("gathering"), gathering=gathering, pk=photo)
    source = request.organisation.source_language
    form = CreditForm(request.POST or None, initial={"credit": found.credit})
    words = PhotoWordsForm.for_languages(rows=found.texts.all(), languages=settings.LANGUAGES, source=source, data=request.POST or None)

    def save(one: PhotoWordsForm, edit: Edit) -> PhotoText:
        return operations.change_photo_words(photo=found, edit=edit, words=one.photo_words(), by=request.user, now=now)

    if request.method == "POST" and all_right([form, *words]) and all_saved(forms=words, save=save, refusals=(GatheringRefused,)):
        if form.has_changed():
            operations.change_credit(photo=found, **form.cleaned_data, by=request.user, now=now)
        messages.success(request, _("Saved."))
        return redirect("gatherings_desk:photos", pk)
    context: dict[str, Any] = {"photo": found, "size": found.sizes.last(), "form": form, "words": words, "forms": [form, *words]}
    return page(request, gathering, "photo.html", part="photos", title=_("Photo"), **context)


@staff_only
@require_POST
def remove_photo(request: StaffRequest, pk: int, photo: int) -> HttpResponse:
    """Take a photo away from readers, for good."""
    found = get_object_or_404(Photo.objects.select_related("gathering"), gathering=the_gathering(request, pk), pk=photo)
    operations.remove_photo(photo=found, by=request.user, now=timezone.now())
    messages.success(request, _("Deleted for good."))
    return redirect("gatherings_desk:photos", pk)


@staff_only
@require_safe
def file(request: StaffRequest, pk: int, name: str) -> HttpResponse:
    """One size of a photo that is shown, for whoever works here."""
    size = get_object_or_404(PhotoSize.objects.filter(photo__gathering=the_gathering(request, pk)), name=name)
    return as_picture(size.content, name=name)


def _drafts(request: StaffRequest, gathering: Gathering) -> Any:
    """Those that whoever asks added: bare faces are for no other eyes."""
    return PhotoDraft.objects.select_related("gathering__organisation").filter(gathering=gathering, added_by=request.user, expires_at__gt=timezone.now())


def _marked(areas: BaseFormSet[AreaForm]) -> list[Area]:
    return [area for area in (one.area() for one in areas) if area is not None]
