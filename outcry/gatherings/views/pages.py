"""What the pages of one gathering have in common."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from outcry.accounts.permissions import StaffRequest
from outcry.design.parts import Tone
from outcry.gatherings.models import Gathering, GatheringState
from outcry.gatherings.queries import on_the_desk, title_of


def the_gathering(request: StaffRequest, pk: int) -> Gathering:
    """The gathering of this desk's organisation, or 404."""
    return get_object_or_404(on_the_desk(organisation=request.organisation), pk=pk)


def content_now(request: StaffRequest) -> datetime:
    """The moment by the content clock."""
    return request.organisation.content_now(now=timezone.now())


def state_of(gathering: Gathering, *, at: datetime) -> str:
    """Where it stands, in words."""
    if gathering.state == GatheringState.PUBLISHED and gathering.is_over(at=at):
        return _("over")
    return gathering.get_state_display()


def tone_of(gathering: Gathering, *, at: datetime) -> Tone:
    """How its state is drawn."""
    if gathering.state == GatheringState.CALLED_OFF:
        return "alarm"
    return "safe" if gathering.state == GatheringState.PUBLISHED and not gathering.is_over(at=at) else "plain"


def page(request: StaffRequest, gathering: Gathering, template: str, *, part: str, title: str, **context: Any) -> HttpResponse:
    """One page of a gathering; `part` names the tab, empty for the first."""
    crumbs = [{"label": _("Gatherings"), "url": reverse("gatherings_desk:index")}]
    if part:
        crumbs.append({"label": title_of(gathering=gathering), "url": reverse("gatherings_desk:gathering", args=[gathering.pk])})
    here = {"gathering": gathering, "title": title, "crumbs": crumbs, "part": part}
    return TemplateResponse(request, f"gatherings/desk/{template}", here | context)
