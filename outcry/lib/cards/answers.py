"""A card over HTTP. Whoever has it already is told so before anything is drawn."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from outcry.lib.cards.drawing import drawn
from outcry.lib.cards.kept import SECONDS_FOR_ONE, KeptCards
from outcry.lib.cards.words import Card

# A picture, should a browser open it by itself: no script, no origin, no way out.
_CAGE = {"sandbox": True, "default-src": ["'none'"], "frame-ancestors": ["'none'"]}
_kept = KeptCards(drawn)


def card_answer(request: HttpRequest, card: Card) -> HttpResponseBase:
    """The picture; 503 with the seconds to wait while too many have been drawn."""
    etag = quote_etag(card.name)
    picture: bytes | None = None
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        picture = _kept.get(card)
        if picture is None:
            return HttpResponse(status=503, headers={"Retry-After": str(int(SECONDS_FOR_ONE) * 5), "Cache-Control": "no-store"})
        answer = HttpResponse(picture, content_type="image/png")
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "public, max-age=300"
    # Other sites and programs show it beside a link.
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer._csp_config = _CAGE  # type: ignore[attr-defined]
    return answer
