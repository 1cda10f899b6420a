"""Pictures and documents, as readers get them: only while a report that they can read has them."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe

from outcry.accounts.queries import the_organisation
from outcry.lib.caged_files import as_picture, caged, for_readers
from outcry.newsroom.document_rows import Document, DocumentKind
from outcry.newsroom.models import content_day
from outcry.newsroom.picture_rows import PictureSize


@require_safe
@conditional_page
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """One size of a picture. Http404 while no report that readers find has it: then nobody can tell whether there is one."""
    found = PictureSize.objects.shown(on=content_day(the_organisation())).filter(name=name).values_list("content", flat=True)[:1]
    if not found:
        raise Http404
    return for_readers(as_picture(found[0], name=name), elsewhere=True)


@require_safe
@conditional_page
def document(request: HttpRequest, address: str, kind: str) -> HttpResponse:
    """The file. Http404 while no report that readers find has it: then nobody can tell whether there is one."""
    found = Document.objects.shown(on=content_day(the_organisation())).filter(address=address, kind=kind).order_by("pk").first()
    if found is None:
        raise Http404
    return for_readers(as_document(found))


def as_document(found: Document) -> HttpResponse:
    """A file to be kept, never opened as a page of this site."""
    kind = DocumentKind(found.kind)
    media_type = f"{kind.media_type}; charset=utf-8" if kind.media_type.startswith("text/") else kind.media_type
    return caged(found.content, kind=media_type, disposition=f"attachment; filename*=UTF-8''{quote(_without_ending(found.name, kind), safe='')}.{kind}")


def _without_ending(name: str, kind: DocumentKind) -> str:
    """Whoever named it often typed the ending of the file along."""
    ending = f".{kind}"
    return name[: -len(ending)] if name.lower().endswith(ending) and len(name) > len(ending) else name
