"""What the pages of one appeal's protests have in common."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.accounts.permissions import StaffRequest
from outcry.appeals.models import Appeal
from outcry.appeals.queries import on_the_desk, title_of


def the_appeal(request: StaffRequest, pk: int) -> Appeal:
    """The appeal of this desk's organisation, or 404."""
    return get_object_or_404(on_the_desk(organisation=request.organisation).select_related("organisation"), pk=pk)


def crumbs_to(appeal: Appeal, *further: tuple[str, str]) -> list[dict[str, str]]:
    """The way from the list of appeals to a page below one; `further` are pairs of a label and an address."""
    way = [(_("Appeals"), reverse("appeals_desk:index")), (title_of(appeal=appeal), reverse("appeals_desk:appeal", args=[appeal.pk])), *further]
    return [{"label": label, "url": url} for label, url in way]


def page(request: StaffRequest, appeal: Appeal, template: str, *, part: str, title: str, **context: Any) -> HttpResponse:
    """One page below an appeal; `part` names the tab."""
    return TemplateResponse(request, f"protests/desk/{template}", {"appeal": appeal, "title": title, "crumbs": crumbs_to(appeal), "part": part} | context)
