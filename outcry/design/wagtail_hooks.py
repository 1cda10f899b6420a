"""The desk's first page and its menu: what Wagtail shows of its own makes room for our work."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from outcry.design.desk_home import Visit, gather
from outcry.design.desk_menu import in_groups

# Wagtail's help leads to other hosts; its reports, files and tree of pages have nothing in them that the newsroom does not show.
_NOT_OURS = {"help", "reports", "images", "documents", "explorer"}
# Pages edited last and pages locked: the newsroom brings the reports that are being written.
_PANELS_NOT_OURS = {"recent_edits", "locked_pages"}


class FirstPage(Component):
    """What needs somebody now, ways to start, and the steps of a new organisation."""

    name = "first_page"
    template_name = "design/desk/home.html"
    order = 0

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user, now = parent_context["request"].user, timezone.now()
        organisation = user.organisation
        if organisation is None:
            return {"part": None}
        on = organisation.content_now(now=now).date()
        part = gather(Visit(user=user, organisation=organisation, now=now, on=on))
        return {
            "part": part,
            "on": on,
            "is_another_day": on != now.date(),
            "mine": [task for task in part.tasks if task.is_mine],
            "others": [task for task in part.tasks if not task.is_mine],
            "steps": part.steps if any(not step.is_done for step in part.steps) else (),
        }


@hooks.register("construct_homepage_panels", order=-1)
def first_page(request: HttpRequest, panels: list[Any]) -> None:
    """Ours instead of Wagtail's; moderation of pages stays, and shows only where there is some."""
    panels[:] = [FirstPage(), *(panel for panel in panels if panel.name not in _PANELS_NOT_OURS)]


@hooks.register("construct_main_menu")
def only_what_is_ours(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave out entries of Wagtail that lead to nothing here."""
    menu_items[:] = [item for item in menu_items if item.name not in _NOT_OURS]
    for item in menu_items:
        if item.name == "settings":
            # Wagtail has no words in Kazakh; this one stands on every page.
            item.label = _("Settings")


# After every room had its say, and before partners are left what is open to them.
@hooks.register("construct_main_menu", order=800)
def by_the_work_of_a_day(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Twenty entries are too many to look through: they stand in groups."""
    menu_items[:] = in_groups(menu_items)
