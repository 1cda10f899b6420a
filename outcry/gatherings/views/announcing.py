"""Announce a gathering, call it off, take it back, delete its draft."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.gatherings import operations
from outcry.gatherings.check_list import missing
from outcry.gatherings.forms import ReasonForm
from outcry.gatherings.hours import when_in_words
from outcry.gatherings.models import Gathering
from outcry.gatherings.queries import title_of
from outcry.gatherings.refusals import GatheringRefused
from outcry.gatherings.views.pages import page, the_gathering
from outcry.lib.desk_answers import done_or_told
from outcry.lib.wording_forms import add_refusal, all_right


@staff_only
@require_http_methods(["GET", "POST"])
def publish(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask first, then announce it."""
    gathering, now = the_gathering(request, pk), timezone.now()
    if request.method == "POST":
        done = _("Announced. Everybody can read it now.")
        done_or_told(request, partial(operations.publish, gathering=gathering, by=request.user, now=now), done=done, refusals=GatheringRefused)
        return redirect("gatherings_desk:gathering", gathering.pk)
    if missing(gathering=gathering, now=now):
        messages.error(request, _("Something is still missing before this gathering can be announced."))
        return redirect("gatherings_desk:gathering", gathering.pk)
    when = when_in_words(gathering)
    place = (
        _("The exact place is told by mail to those who register, and stands nowhere else.")
        if gathering.withholds_place
        else _("The place stands on the page. Police and opponents read it, too.")
    )
    sentences = [
        _("The page becomes public in every language, and stands in calendars and feeds: %(day)s, %(hours)s.") % {"day": when.day.text, "hours": when.hours},
        place,
        _("Think once more of those who will come: could this day, hour or place put them in danger?"),
    ]
    return _ask(request, gathering, title=_("Announce"), sentences=sentences, button=_("Announce the gathering"))


@staff_only
@require_http_methods(["GET", "POST"])
def call_off(request: StaffRequest, pk: int) -> HttpResponse:
    """Call it off, with a reason."""
    gathering, source = the_gathering(request, pk), request.organisation.source_language
    spoken = {source, *(text.language for text in gathering.texts.all())}
    languages = [(code, name) for code, name in settings.LANGUAGES if code in spoken]
    words = ReasonForm.for_languages(rows=(), languages=languages, source=source, data=request.POST or None)
    if request.method == "POST" and all_right(words):
        reasons = {one.language: one.words()["because"] for one in words}
        try:
            operations.call_off(gathering=gathering, reasons=reasons, by=request.user, now=timezone.now())
        except GatheringRefused as refusal:
            add_refusal(words[0], refusal)
        else:
            messages.success(request, _("Called off. Those who come and gave an address are told by mail."))
            return redirect("gatherings_desk:gathering", gathering.pk)
    note = _("The page stays, and says so. Calendars strike it out. It can't be undone.")
    return page(request, gathering, "form.html", part="call_off", title=_("Call off"), form=None, forms=words, words=words, note=note)


@staff_only
@require_http_methods(["GET", "POST"])
def take_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask first, then make it a draft again."""
    gathering = the_gathering(request, pk)
    if request.method == "POST":
        act = partial(operations.take_back, gathering=gathering, by=request.user, now=timezone.now())
        done_or_told(request, act, done=_("It is a draft again, and its page is gone."), refusals=GatheringRefused)
        return redirect("gatherings_desk:gathering", gathering.pk)
    sentences = [_("Its page goes, as if it had not been announced. Who has it in a calendar keeps it until the calendar asks again.")]
    return _ask(request, gathering, title=_("Make it a draft again"), sentences=sentences, button=_("Make it a draft again"))


@staff_only
@require_http_methods(["GET", "POST"])
def discard(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask first, then delete a draft."""
    gathering = the_gathering(request, pk)
    if request.method == "POST":
        act = partial(operations.discard, gathering=gathering, by=request.user, now=timezone.now())
        is_gone = done_or_told(request, act, done=_("Deleted for good."), refusals=GatheringRefused)
        return redirect("gatherings_desk:index") if is_gone else redirect("gatherings_desk:gathering", pk)
    sentences = [_("The draft goes with everything in it, its exact place too. It can't be undone.")]
    return _ask(request, gathering, title=_("Delete the draft"), sentences=sentences, button=_("Delete for good"), tone="alarm")


@staff_only
@require_POST
def leave_untold(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that nothing will be told of it."""
    gathering = the_gathering(request, pk)
    act = partial(operations.leave_untold, gathering=gathering, by=request.user, now=timezone.now())
    done_or_told(request, act, done=_("Nobody is asked about it any more. It can still be told."), refusals=GatheringRefused)
    return redirect("gatherings_desk:gathering", pk)


def _ask(request: StaffRequest, gathering: Gathering, *, title: str, sentences: list[str], button: str, tone: str = "wait") -> HttpResponse:
    back = reverse("gatherings_desk:gathering", args=[gathering.pk])
    context = {
        "title": title,
        "crumbs": [{"label": _("Gatherings"), "url": reverse("gatherings_desk:index")}, {"label": title_of(gathering=gathering), "url": back}],
        "sentences": sentences,
        "button": button,
        "back_url": back,
        "tone": tone,
    }
    return TemplateResponse(request, "design/desk/confirm.html", context)
