"""Who may use the desk. Every view of the desk stands behind `staff_only`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User

ACCESS = "wagtailadmin.access_admin"


class StaffRequest(HttpRequest):
    """A request whose user works for `organisation`. Views look at that organisation's rows and at no others."""

    user: User
    organisation: Organisation


def staff_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let members of an organisation's staff in; send strangers to the sign-in page, refuse everybody else."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not user.has_perm(ACCESS) or user.organisation is None:
            raise PermissionDenied(_("This desk is for members of the organisation's staff."))
        known = cast(StaffRequest, request)
        known.organisation = user.organisation
        return view(known, *args, **kwargs)

    return guarded


def partners_too[View: Callable[..., Any]](view: View) -> View:
    """Let partners look at a view, too. What it shows of the file is decided row by row and field by field, as for everybody."""
    view.for_partners = ("GET", "HEAD")  # type: ignore[attr-defined]
    return view


def partners_read[View: Callable[..., Any]](kind: str) -> Callable[[View], View]:
    """The same for a view of one row, `kind` as the log names it: the log says of this row that a partner read it."""

    def opened(view: View) -> View:
        view.read_by_partners = kind  # type: ignore[attr-defined]
        return partners_too(view)

    return opened


def partners_take_out[View: Callable[..., Any]](view: View) -> View:
    """Let partners look at a view and press its button: it gives them a file, and writes nothing but that they took it."""
    view.for_partners = ("GET", "HEAD", "POST")  # type: ignore[attr-defined]
    return view


def is_for_partners(view: Any, method: str | None) -> bool:
    """Whether partners are let to a view in this way."""
    return method in getattr(view, "for_partners", ())


def staff_who_may(permission: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let in only those of the staff who were given this permission ("intake.handle_intake"), too; refuse everybody else."""

    def guard(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(permission):
                raise PermissionDenied(_("This part of the desk is for those who were asked to look after it."))
            return view(request, *args, **kwargs)

        return staff_only(guarded)

    return guard
