"""Evidence's place in the frame of the desk."""

from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from outcry.audit.vocabulary import HOOK as LOG_VOCABULARY
from outcry.evidence.log_words import vocabulary

hooks.register(LOG_VOCABULARY, vocabulary)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLResolver]:
    """Hang evidence below /desk/evidence/."""
    return [path("evidence/", include("outcry.evidence.urls"))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The word in the side menu."""
    return MenuItem(_("Evidence"), reverse_lazy("evidence_desk:index"), name="evidence", icon_name="doc-full-inverse", order=220)
