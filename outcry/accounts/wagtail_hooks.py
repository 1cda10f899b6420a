"""The organisation's place in the frame of the desk."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from outcry.accounts import urls
from outcry.accounts.home import home
from outcry.accounts.log_words import vocabulary
from outcry.accounts.menu import ForPartners
from outcry.accounts.wagtail_screens import NOT_IN_SETTINGS
from outcry.audit.vocabulary import HOOK as LOG_VOCABULARY
from outcry.design.desk_home import HOOK as HOME

hooks.register(HOME, home, order=5)
hooks.register(LOG_VOCABULARY, vocabulary)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    """Hang the page below /desk/organisation/."""
    return [path("", include(urls))]


@hooks.register("register_settings_menu_item")
def menu_item() -> MenuItem:
    """The word in the side menu, among the settings."""
    return MenuItem(_("Organisation"), reverse_lazy("organisation_desk"), name="organisation", icon_name="home", order=50)


@hooks.register("construct_settings_menu")
def only_what_is_there(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave out entries of Wagtail's that lead nowhere here."""
    menu_items[:] = [item for item in menu_items if item.name not in NOT_IN_SETTINGS]


@hooks.register("construct_main_menu", order=900)
def only_what_is_shared(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Partners see the ways that are open to them, and no others."""
    if getattr(request.user, "is_partner", False):
        menu_items[:] = [item for item in menu_items if isinstance(item, ForPartners)]
