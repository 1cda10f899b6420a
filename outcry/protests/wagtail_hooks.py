"""The desk of protests in the frame: its addresses, and the tray of replies in the side menu."""

from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLResolver]:
    """Hang the desk below /desk/protests/."""
    return [path("protests/", include("outcry.protests.urls"))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The word in the side menu."""
    return MenuItem(_("Replies"), reverse_lazy("protests_desk:replies"), name="replies", icon_name="comment", order=225)
