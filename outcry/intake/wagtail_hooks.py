"""The intake's place in the frame of the desk, shown to those who may read it."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from outcry.audit.vocabulary import HOOK as LOG_VOCABULARY
from outcry.design.desk_home import HOOK as HOME
from outcry.intake import urls
from outcry.intake.home import home
from outcry.intake.log_words import vocabulary
from outcry.intake.queries import HANDLE

hooks.register(LOG_VOCABULARY, vocabulary)
hooks.register(HOME, home, order=8)


class IntakeItem(MenuItem):
    """Not even the word is shown to others."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this member of staff may read what comes in."""
        return bool(request.user.has_perm(HANDLE))


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    """Hang the desk below /desk/intake/."""
    return [path("intake/", include(urls))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The word in the side menu."""
    return IntakeItem(_("In confidence"), reverse_lazy("intake_desk:index"), name="intake", icon_name="lock", order=200)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Let the permission be given on the screen of a group."""
    return Permission.objects.filter(content_type__app_label="intake", codename=HANDLE.partition(".")[2])
