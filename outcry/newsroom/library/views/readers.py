"""Pictures and documents, as readers get them: only while a report that they can read has them."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe

from outcry.accounts.queries import the_organisation
from outcry.newsroom.document_rows import Document, DocumentKind
from outcry.newsroom.models import content_day
from outcry.newsroom.picture_rows import PictureSize

# A file, should a browser open it by itself: no script, no origin, no way out.
_CAGE = {"sandbox": True, "default-src": ["'none'"], "frame-ancestors": ["'none'"]}
# What stands under an address never changes, so a browser need not ask again. A server in between does, after five minutes: it has to learn that a report
# was taken back.
_FOR_READERS = "public, max-age=31536000, s-maxage=300, immutable"


@require_safe
@conditional_page
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """One size of a picture. Http404 while no report that readers find has it: then nobody can tell whether there is one."""
    found = PictureSize.objects.shown(on=content_day(the_organisation())).filter(name=name).values_list("content", flat=True)[:1]
    if not found:
        raise Http404
    answer = as_picture(found[0], name=name)
    answer.headers["Cache-Control"] = _FOR_READERS
    # Readers of feeds show pictures at addresses of their own.
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@require_safe
@conditional_page
def document(request: HttpRequest, address: str, kind: str) -> HttpResponse:
    """The file. Http404 while no report that readers find has it: then nobody can tell whether there is one."""
    found = Document.objects.shown(on=content_day(the_organisation())).filter(address=address, kind=kind).order_by("pk").first()
    if found is None:
        raise Http404
    answer = as_document(found)
    answer.headers["Cache-Control"] = _FOR_READERS
    return answer


def as_picture(content: bytes | memoryview, *, name: str) -> HttpResponse:
    """The bytes of a picture, and nothing that a browser could take them for."""
    return _caged(content, kind="image/webp", disposition=f'inline; filename="{name}.webp"')


def as_document(found: Document) -> HttpResponse:
    """A file to be kept, never opened as a page of this site."""
    kind = DocumentKind(found.kind)
    media_type = f"{kind.media_type}; charset=utf-8" if kind.media_type.startswith("text/") else kind.media_type
    return _caged(found.content, kind=media_type, disposition=f"attachment; filename*=UTF-8''{quote(found.name, safe='')}.{kind}")


def _caged(content: bytes | memoryview, *, kind: str, disposition: str) -> HttpResponse:
    answer = HttpResponse(bytes(content), content_type=kind)
    answer.headers["Content-Disposition"] = disposition
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer._csp_config = _CAGE  # type: ignore[attr-defined]
    return answer
