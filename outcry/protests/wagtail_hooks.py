"""The desk of protests in the frame: its addresses, and the tray of replies in the side menu."""

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from outcry.audit.vocabulary import HOOK as LOG_VOCABULARY
from outcry.cases.beyond_recall import HOOK as BEYOND_RECALL
from outcry.design.desk_home import HOOK as HOME
from outcry.design.desk_menu import CountingItem
from outcry.protests.beyond_recall import beyond_recall
from outcry.protests.desk_queries import unread_replies
from outcry.protests.home import home
from outcry.protests.log_words import vocabulary
from outcry.protests.post import count_waiting

hooks.register(LOG_VOCABULARY, vocabulary)
hooks.register(HOME, home, order=50)
hooks.register(BEYOND_RECALL, beyond_recall)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLResolver]:
    """Hang the desk below /desk/protests/."""
    return [path("protests/", include("outcry.protests.urls"))]


class Replies(CountingItem):
    """Says how many replies nobody has read yet."""

    def number(self, request: HttpRequest) -> int:
        organisation_id = getattr(request.user, "organisation_id", None)
        return unread_replies(organisation_id=organisation_id) if organisation_id else 0


class Post(CountingItem):
    """Says how much post waits for somebody."""

    def number(self, request: HttpRequest) -> int:
        organisation = getattr(request.user, "organisation", None)
        return count_waiting(organisation=organisation) if organisation else 0


@hooks.register("register_admin_menu_item")
def post_item() -> MenuItem:
    """The word in the side menu."""
    return Post(_("Mail to us"), reverse_lazy("protests_desk:post"), name="post", icon_name="mail", order=226)


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The word in the side menu."""
    return Replies(_("Replies"), reverse_lazy("protests_desk:replies"), name="replies", icon_name="comment", order=225)


@hooks.register("register_admin_menu_item")
def post_office_item() -> MenuItem:
    """Beside it, the post office as a whole."""
    return MenuItem(_("Mail"), reverse_lazy("protests_desk:post_office"), name="post-office", icon_name="mail", order=226)
