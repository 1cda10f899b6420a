"""What the desk says where it doesn't open: in plain words, and the same whether a record is kept from her or was never there.

Elsewhere, and for whoever isn't signed in, the public's own pages say it.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import defaults

from outcry.accounts.models import Organisation, User
from outcry.accounts.permissions import ACCESS

_DESK = "/desk/"


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not for her, whatever stands there."""
    user = _at_the_desk(request)
    if user is None:
        return defaults.permission_denied(request, exception)
    sentence = str(exception) or _("The page exists, but it is kept for others. If you think it should open for you, ask the organisation.")
    return _page(request, user, title=_("This is not for you to open"), sentence=sentence, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing is there that she may read. Whether something is there at all is not said: to know it would be to know of the record."""
    user = _at_the_desk(request)
    if user is None:
        return defaults.page_not_found(request, exception)
    to_staff = _("Either nothing stands at this address any more, or the record is kept to the people named in it. A colleague who is named can name you, too.")
    sentence = _("Either nothing stands at this address, or it is not open to partners.") if user.is_partner else to_staff
    return _page(request, user, title=_("Nothing here is open to you"), sentence=sentence, status=404)


def _at_the_desk(request: HttpRequest) -> User | None:
    user = getattr(request, "user", None)
    is_hers = request.path.startswith(_DESK) and isinstance(user, User) and user.has_perm(ACCESS)
    return user if is_hers and isinstance(user, User) else None


def _page(request: HttpRequest, user: User, *, title: str, sentence: str, status: int) -> HttpResponse:
    contact = user.organisation.contact_address if user.is_partner and isinstance(user.organisation, Organisation) else ""
    back = reverse(settings.FIRST_PAGE_FOR_PARTNERS if user.is_partner else "wagtailadmin_home")
    return render(request, "accounts/desk/refused.html", {"title": title, "crumbs": [], "sentence": sentence, "contact": contact, "back": back}, status=status)
