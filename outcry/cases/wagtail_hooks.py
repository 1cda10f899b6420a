"""The case file's place in the frame of the desk."""

from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from outcry.accounts.menu import ForPartners
from outcry.audit.vocabulary import HOOK as LOG_VOCABULARY
from outcry.cases import urls
from outcry.cases.beside_conversation import beside_conversation
from outcry.cases.beyond_recall import HOOK as BEYOND_RECALL
from outcry.cases.files_that_left import beyond_recall
from outcry.cases.home import home
from outcry.cases.log_words import vocabulary
from outcry.cases.matters_of_evidence import matters_of_evidence, names_of_matters
from outcry.design.desk_home import HOOK as HOME
from outcry.evidence.access import HOOK as MATTERS_OF_EVIDENCE
from outcry.evidence.belonging import HOOK as NAMES_OF_MATTERS
from outcry.intake.beside import HOOK as BESIDE_CONVERSATION

hooks.register(LOG_VOCABULARY, vocabulary)
hooks.register(HOME, home, order=10)
hooks.register(BESIDE_CONVERSATION, beside_conversation)
hooks.register(MATTERS_OF_EVIDENCE, matters_of_evidence)
hooks.register(NAMES_OF_MATTERS, names_of_matters)
hooks.register(BEYOND_RECALL, beyond_recall)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    """Hang the file below /desk/cases/."""
    return [path("cases/", include(urls))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The word in the side menu."""
    return MenuItem(_("Cases"), reverse_lazy("cases_desk:index"), name="cases", icon_name="folder-open-inverse", order=210)


@hooks.register("register_admin_menu_item")
def people_menu_item() -> MenuItem:
    """People over all cases."""
    return MenuItem(_("People"), reverse_lazy("cases_desk:people"), name="people", icon_name="group", order=215)


@hooks.register("register_admin_menu_item")
def shared_menu_item() -> MenuItem:
    """The one entry that partners see."""
    return ForPartners(_("Shared with you"), reverse_lazy("cases_desk:shared"), name="shared", icon_name="folder-open-inverse", order=200)
