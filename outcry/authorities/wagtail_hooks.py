"""The directory's place in the frame of the desk."""

from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from outcry.audit.vocabulary import HOOK as LOG_VOCABULARY
from outcry.authorities.home import home
from outcry.authorities.log_words import vocabulary
from outcry.design.desk_home import HOOK as HOME

hooks.register(LOG_VOCABULARY, vocabulary)
hooks.register(HOME, home, order=40)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLResolver]:
    """Hang the directory below /desk/authorities/."""
    return [path("authorities/", include("outcry.authorities.urls"))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The word in the side menu."""
    return MenuItem(_("Authorities"), reverse_lazy("authorities_desk:index"), name="authorities", icon_name="site", order=230)
