"""The log's place in the frame of the desk."""

from itertools import groupby
from operator import attrgetter
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from outcry.audit import urls
from outcry.audit.log_words import vocabulary
from outcry.audit.queries import matching
from outcry.audit.reading import in_words
from outcry.audit.vocabulary import HOOK
from outcry.audit.vocabulary import vocabulary as vocabulary_of_all

_RECENT = 12

hooks.register(HOOK, vocabulary)


class RecentActivity(Component):
    """On the desk's first page: what was done last, in words; what was done to one thing in a row stands under its name once."""

    name = "recent_activity"
    template_name = "audit/desk/recent.html"
    order = 300

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        organisation_id = getattr(parent_context["request"].user, "organisation_id", None)
        # By people: what set-up did, such as loading forty lists of terms, would hide a new organisation's first steps.
        done = matching(organisation_id=organisation_id).exclude(actor_id=None)
        # A partner who reads ten pages has done nothing, and would hide what colleagues did.
        done = done.exclude(verb__in=vocabulary_of_all().looking)
        lines = in_words(entries=done[:_RECENT], organisation_id=organisation_id)
        return {"groups": [(about, list(rows)) for about, rows in groupby(lines, key=attrgetter("about"))]}


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    """Hang the log below /desk/log/."""
    return [path("", include(urls))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The word in the side menu."""
    return MenuItem(_("Log"), reverse_lazy("audit_desk"), name="log", icon_name="history", order=290)


@hooks.register("construct_homepage_panels")
def recent_activity(request: HttpRequest, panels: list[Any]) -> None:
    """Beside what needs somebody now."""
    panels.append(RecentActivity())
