"""Protests by state, and the words shown in public. Nobody's name or address beyond those."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.protests import desk_queries
from outcry.protests.forms import HideForm
from outcry.protests.models import ProtestState
from outcry.protests.operations import hide_voice
from outcry.protests.views.pages import crumbs_to, page, the_appeal

_ON_A_PAGE = 50


@staff_only
@require_safe
def index(request: StaffRequest, pk: int) -> HttpResponse:
    """How many protests stand where, and the voices, newest first."""
    appeal = the_appeal(request, pk)
    counted = desk_queries.protest_states(appeal=appeal)
    figures = [{"label": state.label, "value": number_format(counted[state.value], force_grouping=True), "note": ""} for state in ProtestState]
    listed = Paginator(desk_queries.voices(appeal=appeal), _ON_A_PAGE).get_page(request.GET.get("page"))
    lines = [{"protest": voice, "words": voice.public_words or _("someone")} for voice in listed]
    return page(request, appeal, "protests.html", part="protests", title=_("Protests"), figures=figures, lines=lines, listed=listed)


@staff_only
@require_http_methods(["GET", "POST"])
def hide(request: StaffRequest, pk: int, protest_pk: int) -> HttpResponse:
    """Ask for a reason, then take a voice off the page; she is still counted."""
    appeal = the_appeal(request, pk)
    protest = get_object_or_404(desk_queries.voices(appeal=appeal), pk=protest_pk)
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        hide_voice(protest=protest, by=request.user, reason=form.cleaned_data["reason"], now=timezone.now())
        messages.success(request, _("The voice is off the page. The protest is still counted."))
        return redirect("protests_desk:protests", appeal.pk)
    back = reverse("protests_desk:protests", args=[appeal.pk])
    context = {
        "title": _("Take a voice off the page"),
        "crumbs": crumbs_to(appeal, (_("Protests"), back)),
        "sentences": [
            _("“%(words)s” is no longer shown on the appeal page.") % {"words": protest.public_words or _("someone")},
            _("The protest is still counted, and its letters still go out."),
        ],
        "button": _("Take it off the page"),
        "back_url": back,
        "form": form,
    }
    return TemplateResponse(request, "design/desk/confirm.html", context)
