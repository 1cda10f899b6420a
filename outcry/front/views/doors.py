"""Addresses without a language: the site's root, and a word to robots."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

_ROBOTS = """User-agent: *
Disallow: /desk/
Disallow: /demo/
Disallow: /*/confirm/
Disallow: /*/leave/
Disallow: /*/yours/
Disallow: /*/database/*?
Sitemap: %s/sitemap.xml
"""


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Lead to the home page in the first language the browser asks for that we have."""
    with translation.override(_wanted_language(request.headers.get("Accept-Language", ""))):
        response = HttpResponseRedirect(reverse("front:home"))
    patch_vary_headers(response, ["Accept-Language"])
    patch_cache_control(response, max_age=300)
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What programs are asked to leave alone."""
    return HttpResponse(_ROBOTS % settings.SITE_URL, content_type="text/plain; charset=utf-8")


def _wanted_language(header: str) -> str:
    for wanted, _weight in parse_accept_lang_header(header):
        try:
            return get_supported_language_variant(wanted)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
