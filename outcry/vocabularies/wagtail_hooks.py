"""The lists' place in the frame of the desk."""

from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from outcry.audit.vocabulary import HOOK as LOG_VOCABULARY
from outcry.vocabularies.log_words import vocabulary

hooks.register(LOG_VOCABULARY, vocabulary)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLResolver]:
    """Hang the lists below /desk/vocabularies/."""
    return [path("vocabularies/", include("outcry.vocabularies.urls"))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The word in the side menu."""
    return MenuItem(_("Lists of terms"), reverse_lazy("vocabularies_desk:index"), name="vocabularies", icon_name="list-ul", order=240)
