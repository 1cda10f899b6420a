"""The newsletter's place in the frame of the desk."""

from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from outcry.audit.vocabulary import HOOK as LOG_VOCABULARY
from outcry.cases.beyond_recall import HOOK as BEYOND_RECALL
from outcry.design.desk_home import HOOK as HOME
from outcry.newsletters.beyond_recall import beyond_recall
from outcry.newsletters.home import home
from outcry.newsletters.log_words import vocabulary

hooks.register(LOG_VOCABULARY, vocabulary)
hooks.register(BEYOND_RECALL, beyond_recall)
hooks.register(HOME, home, order=60)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLResolver]:
    """Hang the desk below /desk/newsletters/."""
    return [path("newsletters/", include("outcry.newsletters.urls"))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The word in the side menu."""
    return MenuItem(_("Newsletter"), reverse_lazy("newsletters_desk:index"), name="newsletter", icon_name="mail", order=238)
