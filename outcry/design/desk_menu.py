"""The side menu of the desk in groups, by what somebody does all day. A room registers its entry as before and stands here by its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem


@dataclass(frozen=True, kw_only=True)
class Group:
    """One word of the menu, and the entries that it opens."""

    name: str
    label: Any
    icon: str
    order: int
    entries: frozenset[str]


GROUPS = (
    Group(
        name="people-and-cases",
        label=_("People and cases"),
        icon="folder-open-inverse",
        order=210,
        entries=frozenset({"cases", "people", "evidence", "organisations"}),
    ),
    Group(
        name="appeals-and-letters",
        label=_("Appeals and letters"),
        icon="mail",
        order=220,
        entries=frozenset({"appeals", "replies", "post", "post-office", "gatherings", "giving"}),
    ),
    Group(
        name="the-newsroom",
        label=_("Newsroom"),
        icon="doc-full",
        order=225,
        entries=frozenset({"newsroom", "reviews", "translations", "comments", "pictures", "handouts", "newsletter", "old-sites"}),
    ),
    Group(name="house", label=_("House"), icon="home", order=250, entries=frozenset({"vocabularies", "log"})),
)
# What stands by itself: one word, one place.
ALONE = frozenset({"intake", "shared", "authorities", "settings"})


class CountingItem(MenuItem):  # type: ignore[misc]  # the library has no types
    """An entry that says how much waits behind it."""

    def number(self, request: HttpRequest) -> int:
        """How much waits for whoever asks."""
        raise NotImplementedError

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        component.waiting = self.number(request)
        return _numbered(component)


class CountingGroup(SubmenuMenuItem):  # type: ignore[misc]  # the library has no types
    """A word that says how much waits behind all its entries: they can't be seen while it is closed."""

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        component.waiting = sum(getattr(entry, "waiting", 0) for entry in component.menu_items)
        return _numbered(component)


def _numbered(component: Any) -> Any:
    if component.waiting:
        component.label = f"{component.label} ({component.waiting})"
    return component


def in_groups(items: Sequence[MenuItem]) -> list[MenuItem]:
    """The entries that somebody is shown, gathered; one that would be alone in its group stands by itself."""
    found = list(items)
    for group in GROUPS:
        inside = [item for item in found if item.name in group.entries]
        if len(inside) > 1:
            opened = CountingGroup(group.label, Menu(items=inside), name=group.name, icon_name=group.icon, order=group.order)
            found = [item for item in found if item not in inside] + [opened]
    return found
