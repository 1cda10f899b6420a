"""The search over everything that readers may read."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import translate_url
from django.views.decorators.http import conditional_page, require_safe

from outcry.newsroom.archive.views import archive_now
from outcry.newsroom.search.drawing import search_page
from outcry.newsroom.search.queries import LONGEST, Looked


@require_safe
@conditional_page
def search(request: HttpRequest) -> HttpResponse:
    """Reports, appeals and cases that have the words."""
    typed = " ".join(request.GET.get("text", "").replace("\0", " ").split())[:LONGEST]
    page = search_page(
        Looked(archive=archive_now(), text=typed), typed=typed, number=_number(request.GET.get("page", "1")), all_appeals=request.GET.get("appeals") == "all"
    )
    if page is None:
        raise Http404
    # What she looks for stays when she changes the language.
    query = f"?{urlencode({'text': typed})}" if typed else ""
    request.page_languages = {code: f"{translate_url(request.path, code)}{query}" for code, _name in settings.LANGUAGES}  # type: ignore[attr-defined]
    return render(request, "newsroom/search.html", {"search": page, "section": "search"})


def _number(text: str) -> int:
    """0, which is no page, for whatever is no number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
