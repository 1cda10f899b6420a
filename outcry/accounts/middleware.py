"""Who reads, for every request of the desk; and the wall before which partners stand."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.accounts.permissions import is_for_partners
from outcry.accounts.queries import colleagues
from outcry.accounts.reading import reading_for
from outcry.accounts.wagtail_screens import FIRST_PAGE, FOR_EVERYBODY, OF_THE_SITE, PEOPLE, is_ours, is_used
from outcry.audit.operations import record

_DESK = "/desk/"


class Readers:
    """Ask everything below /desk/ for whoever is signed in, pages of Wagtail's included. Elsewhere nobody's session is looked at.

    A partner is let to those views alone that say so: a new page is shut to her until somebody opens it. The desk's first page,
    where signing in leads, sends her on to what was shared. Whatever she reads stands in the log; what she takes out, its view writes there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_DESK) or not isinstance(user := request.user, User):
            return self.get_response(request)
        with reading_for(user):
            answer = self.get_response(request)
        if user.is_partner and answer.status_code == HTTPStatus.OK and request.method != "POST":
            _note_that_she_read(request, user)
        return answer

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.path.startswith(_DESK) or not getattr(request.user, "is_partner", False):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name == FIRST_PAGE:
            return redirect(settings.FIRST_PAGE_FOR_PARTNERS)
        if name not in FOR_EVERYBODY and not is_for_partners(view, request.method):
            raise PermissionDenied(_("Partners read here what was opened to them, and nothing else."))
        return None


def _note_that_she_read(request: HttpRequest, user: User) -> None:
    match = request.resolver_match
    if match is None or not is_for_partners(match.func, request.method):
        return
    kind = getattr(match.func, "read_by_partners", "")
    subject = f"{kind}:{match.kwargs['pk']}" if kind else f"organisation:{user.organisation_id}"
    record(verb="partner.read", subject=subject, now=timezone.now(), actor=user, page=match.view_name.rpartition(":")[2])


class WagtailScreens:
    """Of what Wagtail brings below /desk/ only what is used here is there, and of that to everybody what is hers.

    Colleagues are those of her own organisation; reports belong to the organisation whose site this is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if not request.path.startswith(_DESK):
            return
        name = request.resolver_match.view_name if request.resolver_match else ""
        # Screens of colleagues are Wagtail's with a few words of ours.
        if is_ours(view) and not name.startswith(PEOPLE):
            return
        if not is_used(name, kwargs):
            raise Http404
        if isinstance(request.user, User) and not _is_hers(request.user, name, kwargs):
            raise Http404


def _is_hers(user: User, name: str, kwargs: dict[str, Any]) -> bool:
    if name in OF_THE_SITE:
        return user.organisation_id is not None and user.organisation_id == Organisation.objects.order_by("pk").values_list("pk", flat=True).first()
    if name.startswith(PEOPLE) and "pk" in kwargs:
        return colleagues(user).filter(pk=kwargs["pk"]).exists()
    return True
