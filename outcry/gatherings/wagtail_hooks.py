"""The gatherings' place in the frame of the desk."""

from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from outcry.audit.vocabulary import HOOK as LOG_VOCABULARY
from outcry.design.desk_home import HOOK as HOME
from outcry.gatherings.home import home
from outcry.gatherings.log_words import vocabulary

hooks.register(LOG_VOCABULARY, vocabulary)
hooks.register(HOME, home, order=25)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLResolver]:
    """Hang the gatherings below /desk/gatherings/."""
    return [path("gatherings/", include("outcry.gatherings.urls"))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The word in the side menu."""
    return MenuItem(_("Gatherings"), reverse_lazy("gatherings_desk:index"), name="gatherings", icon_name="group", order=225)
