"""Who reads, for every request of the desk; and the wall before which partners stand."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.accounts.permissions import is_for_partners
from outcry.accounts.reading import reading_for

_DESK = "/desk/"
_FIRST_PAGE = "wagtailadmin_home"
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

    A partner is let to those views alone that say so: a new page is shut to her until somebody opens it. The desk's first page,
    where signing in leads, sends her on to what was shared.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_DESK) or not isinstance(user := request.user, User):
            return self.get_response(request)
        with reading_for(user):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.path.startswith(_DESK) or not getattr(request.user, "is_partner", False):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name == _FIRST_PAGE:
            return redirect(settings.FIRST_PAGE_FOR_PARTNERS)
        if name not in _FOR_EVERYBODY and not is_for_partners(view, request.method):
            raise PermissionDenied(_("Partners read here what was opened to them, and nothing else."))
        return None
