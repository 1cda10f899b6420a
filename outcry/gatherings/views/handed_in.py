"""What was handed in at a gathering: the list, one of them, a new one."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.authorities.queries.offices import directory, office_name
from outcry.gatherings import operations
from outcry.gatherings.forms import HandedInForm, HandedInWordsForm
from outcry.gatherings.handed_in_lines import lines_at_the_desk
from outcry.gatherings.models import Gathering, HandedIn
from outcry.gatherings.refusals import GatheringRefused
from outcry.gatherings.views.pages import page, the_gathering
from outcry.lib.wording_forms import add_refusal, all_right, save_wordings, saved_or_told


@staff_only
@require_safe
def handed_in(request: StaffRequest, pk: int) -> HttpResponse:
    """Everything that was handed in."""
    gathering = the_gathering(request, pk)
    return page(request, gathering, "handed_in.html", part="handed_in", title=_("What was handed in"), lines=lines_at_the_desk(gathering))


@staff_only
@require_http_methods(["GET", "POST"])
def add_handed_in(request: StaffRequest, pk: int) -> HttpResponse:
    """Write one down."""
    gathering = the_gathering(request, pk)
    form, words = _forms(request, gathering, None)
    if request.method == "POST" and all_right([form, *words]):
        texts = {one.language: one.handed_in_words() for one in words if not one.is_empty}
        try:
            operations.hand_in(gathering=gathering, details=form.details(), texts=texts, by=request.user, now=timezone.now())
        except GatheringRefused as refusal:
            add_refusal(form if refusal.field in form.fields else words[0], refusal)
        else:
            messages.success(request, _("Saved. Everybody can read it."))
            return redirect("gatherings_desk:handed_in", pk)
    return _draw(request, gathering, None, form, words)


@staff_only
@require_http_methods(["GET", "POST"])
def change_handed_in(request: StaffRequest, pk: int, row: int) -> HttpResponse:
    """Change one, in facts and words, all or nothing."""
    gathering = the_gathering(request, pk)
    found = get_object_or_404(HandedIn.objects.select_related("gathering__organisation").prefetch_related("texts"), gathering=gathering, pk=row)
    form, words = _forms(request, gathering, found)
    if request.method == "POST" and all_right([form, *words]) and _is_saved(request, found, form, words):
        messages.success(request, _("Saved."))
        return redirect("gatherings_desk:handed_in", pk)
    return _draw(request, gathering, found, form, words)


@staff_only
@require_POST
def remove_handed_in(request: StaffRequest, pk: int, row: int) -> HttpResponse:
    """Take one away that was written down by mistake."""
    found = get_object_or_404(HandedIn, gathering=the_gathering(request, pk), pk=row)
    operations.remove_handed_in(row=found, by=request.user, now=timezone.now())
    messages.success(request, _("Deleted for good."))
    return redirect("gatherings_desk:handed_in", pk)


def _is_saved(request: StaffRequest, row: HandedIn, form: HandedInForm, words: list[HandedInWordsForm]) -> bool:
    now = timezone.now()

    def save() -> None:
        changed = operations.change_handed_in(row=row, details=form.details(), by=request.user, now=now, seen=form.cleaned_data["seen"])
        save_one = partial(operations.change_handed_in_words, row=changed, by=request.user, now=now)
        save_wordings(forms=words, save=lambda one, edit: save_one(edit=edit, words=one.handed_in_words()), refusals=(GatheringRefused,))

    return saved_or_told(form, save, refusals=(GatheringRefused,))


def _forms(request: StaffRequest, gathering: Gathering, row: HandedIn | None) -> tuple[HandedInForm, list[HandedInWordsForm]]:
    offices = [(office.pk, office_name(office)) for office in directory(organisation=request.organisation)]
    form = HandedInForm(request.POST or None, prefix="facts", offices=offices, row=row, day=gathering.day)
    rows, source = (row.texts.all() if row else ()), request.organisation.source_language
    return form, HandedInWordsForm.for_languages(rows=rows, languages=settings.LANGUAGES, source=source, data=request.POST or None)


def _draw(request: StaffRequest, gathering: Gathering, row: HandedIn | None, form: HandedInForm, words: list[HandedInWordsForm]) -> HttpResponse:
    context = {"row": row, "form": form, "words": words, "forms": [form, *words]}
    return page(request, gathering, "hand_in.html", part="handed_in", title=_("What was handed in"), **context)
