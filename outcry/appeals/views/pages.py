"""What the pages of one appeal have in common."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.accounts.permissions import StaffRequest
from outcry.appeals.models import Appeal, AppealState
from outcry.appeals.queries import on_the_desk, title_of


def the_appeal(request: StaffRequest, pk: int) -> Appeal:
    """The appeal of this desk's organisation, or 404."""
    return get_object_or_404(on_the_desk(organisation=request.organisation).select_related("organisation", "proposed_by", "launched_by"), pk=pk)


def state_of(appeal: Appeal, *, on: date) -> str:
    """Where it stands, in words."""
    if appeal.state == AppealState.OPEN and not appeal.is_open(on=on):
        return _("past its last day")
    return appeal.get_state_display()


def tone_of(appeal: Appeal, *, on: date) -> str:
    """How its state is drawn."""
    if appeal.is_open(on=on):
        return "safe"
    return "plain" if appeal.state in (AppealState.ENDED, AppealState.DRAFT) else "wait"


def crumbs_to(appeal: Appeal | None) -> list[dict[str, str]]:
    """The way from the list to an appeal."""
    crumbs = [{"label": _("Appeals"), "url": reverse("appeals_desk:index")}]
    if appeal is not None:
        crumbs.append({"label": title_of(appeal=appeal), "url": reverse("appeals_desk:appeal", args=[appeal.pk])})
    return crumbs


def page(request: StaffRequest, appeal: Appeal, template: str, *, part: str, title: str, **context: Any) -> HttpResponse:
    """One page of an appeal; `part` names the tab, empty for the first."""
    crumbs = crumbs_to(appeal) if part else crumbs_to(None)
    return TemplateResponse(request, f"appeals/desk/{template}", {"appeal": appeal, "title": title, "crumbs": crumbs, "part": part, **context})
