"""The appeals' place in the frame of the desk."""

from collections.abc import Collection

from django.urls import URLResolver, include, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from outcry.appeals.home import home
from outcry.appeals.log_words import vocabulary
from outcry.appeals.queries import addressing, title_of
from outcry.audit.vocabulary import HOOK as LOG_VOCABULARY
from outcry.authorities.addressed import HOOK as ADDRESSED
from outcry.design.desk_home import HOOK as HOME
from outcry.design.parts import Link

hooks.register(LOG_VOCABULARY, vocabulary)
hooks.register(HOME, home, order=20)


@hooks.register(ADDRESSED)
def addressing_offices(*, offices: Collection[int]) -> dict[int, list[Link]]:
    """For whoever looks at a change of holders: which appeals write to the offices of the post."""
    return {
        office: [Link(label=title_of(appeal=appeal), url=reverse("appeals_desk:appeal", args=[appeal.pk])) for appeal in found]
        for office, found in addressing(offices=offices).items()
    }


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLResolver]:
    """Hang the appeals below /desk/appeals/."""
    return [path("appeals/", include("outcry.appeals.urls"))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The word in the side menu."""
    return MenuItem(_("Appeals"), reverse_lazy("appeals_desk:index"), name="appeals", icon_name="mail", order=220)
