"""Ways to give on the desk."""

from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.audit.queries import of_subject
from outcry.audit.reading import in_words
from outcry.design.day_words import moment_in_words
from outcry.giving import operations
from outcry.giving.forms import WayForm, WayNoteForm, way_label
from outcry.giving.models import Way, WayText
from outcry.giving.refusals import GivingRefused
from outcry.giving.views.appeals import saved_together
from outcry.giving.views.pages import WAY_TONES, crumbs, edit_page, the_way
from outcry.giving.vouching import WayStanding, WayState, way_standing
from outcry.lib.desk_answers import done_or_told
from outcry.lib.wording_forms import add_refusal, all_right, save_wordings
from outcry.lib.wordings import Edit


@staff_only
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Enter a way to give."""
    form = WayForm(request.POST or None, prefix="way")
    if request.method == "POST" and form.is_valid():
        try:
            way = operations.add_way(
                organisation=request.organisation, kind=form.cleaned_data["kind"], details=form.details(), by=request.user, now=timezone.now()
            )
        except GivingRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Entered. Two people have to approve it before readers see it; look at its note, too."))
            return redirect("giving_desk:way", way.pk)
    return edit_page(request, form, [], title=_("Add a way to give"), crumbs=crumbs(), back_url=reverse("giving_desk:index"))


@staff_only
@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """One way: where it leads, what givers reveal, who vouches for it."""
    way = the_way(request, pk)
    found = way_standing(way=way, now=timezone.now())
    context = {
        "title": way_label(way),
        "crumbs": crumbs(),
        "way": way,
        "standing": found,
        "tone": WAY_TONES[found.state],
        "sentences": _what_is_needed(found),
        "may_vouch": way.retired_at is None and all(one.by_id != request.user.pk for one in found.vouchers),
        "history": in_words(entries=of_subject(subject=f"way:{way.pk}")[:30], organisation_id=request.organisation.pk),
    }
    return TemplateResponse(request, "giving/desk/way.html", context)


def _what_is_needed(found: WayStanding) -> list[str]:
    if found.counts_from:
        return [_("Nobody else works here, so one word counts after an hour: from %(moment)s.") % {"moment": moment_in_words(found.counts_from).text}]
    if found.state == WayState.WAITING:
        said = ngettext("%(number)s more person has to vouch for it.", "%(number)s more people have to vouch for it.", found.still_needed)
        return [said % {"number": found.still_needed}]
    return []


@staff_only
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change where it leads, and its notes."""
    way, source = the_way(request, pk), request.organisation.source_language
    form = WayForm(request.POST or None, prefix="way", way=way)
    words = WayNoteForm.for_languages(rows=way.texts.all(), languages=settings.LANGUAGES, source=source, data=request.POST or None)
    back = reverse("giving_desk:way", args=[way.pk])
    if request.method == "POST" and all_right([form, *words]) and _saved(request, way, form, words):
        messages.success(request, _("Saved."))
        return redirect(back)
    sentence = _("Whoever changes where it leads takes it off every page, until two people have approved it anew.")
    return edit_page(request, form, words, title=_("Change it"), crumbs=crumbs(way=way), back_url=back, sentence=sentence)


def _saved(request: StaffRequest, way: Way, form: WayForm, words: Sequence[WayNoteForm]) -> bool:
    by, now = request.user, timezone.now()

    def save(one: WayNoteForm, edit: Edit) -> WayText:
        return operations.change_way_note(way=way, edit=edit, note=one.words()["note"], by=by, now=now)

    def save_facts() -> None:
        if form.changes_facts:
            operations.change_way(way=way, details=form.details(), by=by, now=now, seen=form.cleaned_data["seen"])

    return saved_together(form=form, save_facts=save_facts, save_words=partial(save_wordings, forms=words, save=save, refusals=(GivingRefused,)))


@staff_only
@require_POST
def approve(request: StaffRequest, pk: int) -> HttpResponse:
    """Vouch for it."""
    way = the_way(request, pk)
    if request.POST.get("fingerprint") != way.fingerprint:
        messages.error(request, _("It was changed while you were reading it. Compare it again."))
        return redirect("giving_desk:way", way.pk)
    act = partial(operations.approve_way, way=way, by=request.user, now=timezone.now())
    done_or_told(request, act, done=_("You have vouched for this way."), refusals=GivingRefused)
    return redirect("giving_desk:way", way.pk)


@staff_only
@require_http_methods(["GET", "POST"])
def retire(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask first, then take it off every page."""
    way = the_way(request, pk)
    if request.method == "POST":
        operations.retire_way(way=way, by=request.user, now=timezone.now())
        messages.success(request, _("This way is no longer used."))
        return redirect("giving_desk:index")
    context = {
        "title": _("Take out of use"),
        "crumbs": crumbs(way=way),
        "sentences": [_("It is gone from every page at once. To bring it back, two people approve it as a new one.")],
        "button": _("Take it out of use"),
        "back_url": reverse("giving_desk:way", args=[way.pk]),
        "tone": "alarm",
    }
    return TemplateResponse(request, "design/desk/confirm.html", context)
