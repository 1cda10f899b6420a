"""Who reads, for every request of the desk; and the wall before which partners stand."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.accounts.permissions import is_for_partners
from outcry.accounts.reading import reading_for

_DESK = "/desk/"
# Pages of Wagtail's that everybody needs who signs in.
_FOR_EVERYBODY = frozenset(
    {
        "wagtailadmin_login",
        "wagtailadmin_logout",
        "wagtailadmin_account",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_sprite",
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm",
        "wagtailadmin_password_reset_complete",
    }
)


class Readers:
    """Ask everything below /desk/ for whoever is signed in, pages of Wagtail's included. Elsewhere nobody's session is looked at.

    A partner is let to those views alone that say so, and only to look: a new page is shut to her until somebody opens it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_DESK) or not isinstance(user := request.user, User):
            return self.get_response(request)
        with reading_for(user):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if not request.path.startswith(_DESK) or not getattr(request.user, "is_partner", False):
            return
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in _FOR_EVERYBODY:
            return
        if not is_for_partners(view) or request.method not in ("GET", "HEAD"):
            raise PermissionDenied(_("Partners read here what was opened to them, and nothing else."))
