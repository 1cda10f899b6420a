"""What the views of this desk share."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.accounts.permissions import StaffRequest
from outcry.giving.forms import way_label
from outcry.giving.models import DonationAppeal, DonationState, Way
from outcry.giving.queries import on_the_desk, title_of, ways_of
from outcry.giving.vouching import WayState
from outcry.lib.wording_forms import WordingForm

Crumbs = list[dict[str, str]]
TONES = {DonationState.DRAFT: "plain", DonationState.OPEN: "safe", DonationState.ENDED: "wait", DonationState.TOLD: "plain"}
WAY_TONES = {WayState.SHOWN: "safe", WayState.WAITING: "wait", WayState.RETIRED: "plain"}


def the_appeal(request: StaffRequest, pk: int) -> DonationAppeal:
    """The donation appeal of this number, if it is this desk's."""
    return get_object_or_404(on_the_desk(organisation=request.organisation), pk=pk)


def the_way(request: StaffRequest, pk: int) -> Way:
    """The way of this number, if it is this desk's."""
    return get_object_or_404(ways_of(organisation=request.organisation), pk=pk)


def crumbs(*, donation_appeal: DonationAppeal | None = None, way: Way | None = None) -> Crumbs:
    """The way back."""
    found = [{"label": _("Giving"), "url": reverse("giving_desk:index")}]
    if donation_appeal:
        found.append({"label": title_of(donation_appeal=donation_appeal), "url": reverse("giving_desk:appeal", args=[donation_appeal.pk])})
    if way:
        found.append({"label": way_label(way), "url": reverse("giving_desk:way", args=[way.pk])})
    return found


def edit_page(request: StaffRequest, form: Any, words: Sequence[WordingForm], **context: Any) -> HttpResponse:
    """A form with its words in every language; `sentence` stands above it."""
    return TemplateResponse(request, "giving/desk/edit.html", {"form": form, "words": words, "forms": [form, *words], "sentence": "", **context})
