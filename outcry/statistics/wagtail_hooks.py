"""On the desk's first page: the appeals that run, each with its four counts, as the public sees them."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.ui.components import Component

from outcry.appeals.models import Appeal
from outcry.appeals.queries import open_appeals
from outcry.design.desk import Figure
from outcry.design.templatetags.outcry import number
from outcry.lib.translations import in_language
from outcry.statistics.public import PublicFigures, figures_of


class RunningAppeals(Component):
    """The most urgent first, and the soonest to close."""

    name = "running_appeals"
    template_name = "statistics/desk/running.html"
    order = 200

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        organisation = parent_context["request"].user.organisation
        if organisation is None:
            return {}
        on = organisation.content_now(now=timezone.now()).date()
        appeals = open_appeals(organisation=organisation, on=on)
        numbers = figures_of(appeals=appeals)
        return {"lines": [_line(appeal, numbers[appeal.pk], on=on) for appeal in appeals]}


def _line(appeal: Appeal, numbers: PublicFigures, *, on: date) -> dict[str, Any]:
    text = in_language(appeal.texts.all(), get_language() or "", appeal.organisation.source_language)
    left = appeal.days_left(on=on) or 0
    return {
        "title": text.title if text else appeal.slug,
        "url": reverse("appeals_desk:appeal", args=[appeal.pk]),
        "delivery_url": reverse("protests_desk:delivery", args=[appeal.pk]),
        "deadline_on": appeal.deadline_on,
        "left": ngettext("%(number)s day left", "%(number)s days left", left) % {"number": left} if left > 1 else _("last day today"),
        "tone": "wait" if left <= 2 else "safe",
        "figures": [
            Figure(label=_("Confirmed protests"), value=number(numbers.confirmed)),
            Figure(label=_("Letters accepted"), value=number(numbers.letters.accepted)),
            Figure(label=_("Letters refused"), value=number(numbers.letters.refused)),
            Figure(label=_("Letters answered"), value=number(numbers.letters.answered)),
        ],
        "waiting": numbers.letters.waiting,
    }


@hooks.register("construct_homepage_panels")
def running_appeals(request: HttpRequest, panels: list[Any]) -> None:
    """Below what needs somebody now."""
    panels.append(RunningAppeals())
