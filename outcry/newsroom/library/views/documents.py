"""Documents, as readers get them: only while a report that they can read has the document."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe

from outcry.accounts.queries import the_organisation
from outcry.newsroom.document_rows import Document
from outcry.newsroom.library.views.pictures import CAGE, FOR_READERS
from outcry.newsroom.models import content_day


@require_safe
@conditional_page
def show(request: HttpRequest, address: str) -> HttpResponse:
    """The file. Http404 while no report that readers find has it: then nobody can tell whether there is one."""
    found = Document.objects.shown(on=content_day(the_organisation())).filter(address=address).order_by("pk").first()
    if found is None:
        raise Http404
    answer = as_document(found)
    answer.headers["Cache-Control"] = FOR_READERS
    return answer


def as_document(document: Document) -> HttpResponse:
    """A file to be kept, never opened as a page of this site."""
    answer = HttpResponse(bytes(document.content), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(document.name, safe='')}.pdf"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer._csp_config = CAGE  # type: ignore[attr-defined]
    return answer
