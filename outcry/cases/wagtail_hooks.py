"""The case file's place in the frame of the desk."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from outcry.audit.vocabulary import HOOK as LOG_VOCABULARY
from outcry.cases import urls
from outcry.cases.log_words import vocabulary
from outcry.cases.queries import proposed, releases_to_confirm
from outcry.cases.views.pages import title_of

hooks.register(LOG_VOCABULARY, vocabulary)


class WaitingCases(Component):
    """On the desk's first page: cases that wait for a second person, releases that wait for a source."""

    name = "waiting_cases"
    template_name = "cases/desk/waiting.html"
    order = 100

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        organisation = parent_context["request"].user.organisation
        if organisation is None:
            return {}
        on = organisation.content_now(now=timezone.now()).date()
        return {
            "proposed": [{"case": case, "title": title_of(case)} for case in proposed(organisation=organisation)],
            "due": [{"case": case, "title": title_of(case), "custody": custody} for case, custody in releases_to_confirm(organisation=organisation, on=on)],
        }


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    """Hang the file below /desk/cases/."""
    return [path("cases/", include(urls))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The word in the side menu."""
    return MenuItem(_("Cases"), reverse_lazy("cases_desk:index"), name="cases", icon_name="folder-open-inverse", order=210)


@hooks.register("construct_homepage_panels")
def waiting_cases(request: HttpRequest, panels: list[Any]) -> None:
    """Show on the desk's first page what waits for a second person."""
    panels.append(WaitingCases())
