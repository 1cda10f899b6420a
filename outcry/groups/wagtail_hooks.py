"""The organisations' place in the frame of the desk."""

from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from outcry.audit.vocabulary import HOOK as LOG_VOCABULARY
from outcry.groups.log_words import vocabulary

hooks.register(LOG_VOCABULARY, vocabulary)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLResolver]:
    """Hang the organisations below /desk/organisations/."""
    return [path("organisations/", include("outcry.groups.urls"))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The word in the side menu."""
    return MenuItem(_("Organisations"), reverse_lazy("groups_desk:index"), name="organisations", icon_name="group", order=227)
