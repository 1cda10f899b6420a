"""Mails that came in, as they are: their source as text, and the files that came with them, from where nothing runs."""

from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.delivery.models import IncomingMessage
from outcry.lib.caged_files import caged
from outcry.protests import desk_queries
from outcry.protests.at_the_reader import attached_file, safe_name, verbatim
from outcry.protests.post import post


@staff_only
@require_safe
def source(request: StaffRequest, public_id: str) -> HttpResponse:
    """Every byte, as text."""
    text = verbatim(_mail(request, public_id).raw)
    return caged(text.encode(), kind="text/plain; charset=utf-8", disposition="inline")


@staff_only
@require_safe
def source_kept(request: StaffRequest, public_id: str) -> HttpResponse:
    """Every byte as it came, to be saved. Its kind is not told: nothing should open it by itself."""
    mail = _mail(request, public_id)
    return caged(bytes(mail.raw or b""), kind="application/octet-stream", disposition=f'attachment; filename="{mail.public_id}.eml.txt"')


@staff_only
@require_safe
def attached(request: StaffRequest, public_id: str, number: int) -> HttpResponse:
    """One file, to be saved."""
    file = attached_file(_mail(request, public_id).raw, number=number)
    if file is None:
        raise Http404
    return caged(file.content, kind="application/octet-stream", disposition=f"attachment; filename*=UTF-8''{quote(safe_name(file), safe='')}")


def _mail(request: StaffRequest, public_id: str) -> IncomingMessage:
    """A mail that this desk reads: an answer to one of its letters, or one of its post. 404 for any other."""
    reply = desk_queries.replies(organisation_id=request.organisation.pk).filter(incoming__public_id=public_id).first()
    found = reply.incoming if reply else post(organisation=request.organisation).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
