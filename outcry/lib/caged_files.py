"""A picture or a document as the answer to a browser: nothing that it could take for a page of this site."""

from django.http import HttpResponse

# A file, should a browser open it by itself: no script, no origin, no way out.
_CAGE = {"sandbox": True, "default-src": ["'none'"], "frame-ancestors": ["'none'"]}
# What stands under an address never changes, so a browser need not ask again. A server in between does, after five minutes: it has to learn that what
# showed it was taken back.
_FOR_READERS = "public, max-age=31536000, s-maxage=300, immutable"


def caged(content: bytes | memoryview, *, kind: str, disposition: str) -> HttpResponse:
    """These bytes, of this MIME type."""
    answer = HttpResponse(bytes(content), content_type=kind)
    answer.headers["Content-Disposition"] = disposition
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer._csp_config = _CAGE  # type: ignore[attr-defined]
    return answer


def as_picture(content: bytes | memoryview, *, name: str) -> HttpResponse:
    """The bytes of a picture."""
    return caged(content, kind="image/webp", disposition=f'inline; filename="{name}.webp"')


def for_readers(answer: HttpResponse, *, elsewhere: bool = False) -> HttpResponse:
    """The same for everybody, at an address that is made from its bytes. `elsewhere`: readers of feeds show it at addresses of their own."""
    answer.headers["Cache-Control"] = _FOR_READERS
    if elsewhere:
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
