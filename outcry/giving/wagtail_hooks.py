"""Giving in the frame of the desk."""

from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from outcry.audit.vocabulary import HOOK as LOG_VOCABULARY
from outcry.design.desk_home import HOOK as HOME
from outcry.giving.home import home
from outcry.giving.log_words import vocabulary

hooks.register(LOG_VOCABULARY, vocabulary)
hooks.register(HOME, home, order=45)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLResolver]:
    """Hang it below /desk/giving/."""
    return [path("giving/", include("outcry.giving.urls"))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The word in the side menu."""
    return MenuItem(_("Giving"), reverse_lazy("giving_desk:index"), name="giving", icon_name="pick", order=235)
