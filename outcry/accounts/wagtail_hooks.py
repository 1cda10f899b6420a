"""The organisation's place in the frame of the desk."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from outcry.accounts import urls


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    """Hang the page below /desk/organisation/."""
    return [path("", include(urls))]


@hooks.register("register_settings_menu_item")
def menu_item() -> MenuItem:
    """The word in the side menu, among the settings."""
    return MenuItem(_("Organisation"), reverse_lazy("organisation_desk"), name="organisation", icon_name="home", order=50)


@hooks.register("construct_main_menu")
def without_help(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave out Wagtail's own help: it leads to other hosts, and speaks of another product."""
    menu_items[:] = [item for item in menu_items if item.name != "help"]
