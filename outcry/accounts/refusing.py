"""What the desk says where it doesn't open, in its own frame. Elsewhere, and to whoever isn't signed in, the public's pages say it."""

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from outcry.accounts.permissions import ACCESS


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not for her, whatever stands there."""
    template = "accounts/desk/forbidden.html" if _is_at_the_desk(request) else "403.html"
    return defaults.permission_denied(request, exception, template_name=template)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing is there that she may read. Below Wagtail's addresses Wagtail draws the same template."""
    template = "wagtailadmin/404.html" if _is_at_the_desk(request) else "404.html"
    return defaults.page_not_found(request, exception, template_name=template)


def _is_at_the_desk(request: HttpRequest) -> bool:
    # A request that was turned away early has no user yet.
    user = getattr(request, "user", None)
    return request.path.startswith("/desk/") and user is not None and user.has_perm(ACCESS)
