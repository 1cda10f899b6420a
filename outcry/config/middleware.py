"""Headers of every answer: one strict policy for the public, another for the desk, no place for a cookie in a cache."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csp import ContentSecurityPolicyMiddleware

from outcry.accounts.queries import NoOrganisation
from outcry.front.views.errors import nobody_yet

DESK = "/desk/"
# Calendars are asked for without a session, by the programs of staff.
_OF_STAFF = (DESK, "/calendar/")
_HEADERS = {
    "Permissions-Policy": "accelerometer=(), browsing-topics=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders(ContentSecurityPolicyMiddleware):
    """Add the Content-Security-Policy of the public pages or of the desk, and the headers Django has no setting for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_desk = request.path_info.startswith(DESK)
        if not hasattr(response, "_csp_config"):
            response._csp_config = settings.DESK_POLICY if is_desk else settings.PUBLIC_POLICY  # type: ignore[attr-defined]
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if is_desk:
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
            response.headers.setdefault("Cache-Control", "no-store")
            # Under no-referrer a browser sends "Origin: null" with every form, which Django has to refuse. Nothing leaves this host either way.
            response.headers["Referrer-Policy"] = "same-origin"
        return super().process_response(request, response)


class DeskIsElsewhere:
    """In a process that answers visitors alone the desk and the calendars of staff are no addresses: its database role could not serve it either."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Also without its slash: nobody should be led there from here.
        if f"{request.path}/".startswith(_OF_STAFF):
            raise Http404
        return self.get_response(request)


class BeforeThereIsAnOrganisation:
    """Answer with a page that says what to do, instead of an error, while nobody runs the site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return nobody_yet(request) if isinstance(exception, NoOrganisation) else None
