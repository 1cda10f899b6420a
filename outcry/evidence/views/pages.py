"""What the pages of evidence have in common: which item is meant, and how a file leaves the desk."""

from collections.abc import Iterable
from urllib.parse import quote

from django.conf import settings
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.accounts.permissions import StaffRequest
from outcry.evidence import access, queries
from outcry.evidence.models import EvidenceItem

Crumbs = list[dict[str, str]]
# A file from a stranger, should a browser open it in spite of all, has no scripts, no origin and no way out.
_CAGE = {"sandbox": True, "default-src": ["'none'"], "frame-ancestors": ["'none'"]}


def visible_item(request: StaffRequest, public_id: str) -> EvidenceItem:
    """The item, if it is there for whoever asks; else 404."""
    found = access.visible(items=queries.items(organisation=request.organisation), to=request.user)
    return get_object_or_404(found, public_id=public_id)


def crumbs(item: EvidenceItem | None = None) -> Crumbs:
    """The way back."""
    way = [{"label": _("Evidence"), "url": reverse("evidence_desk:index")}]
    if item is not None:
        way.append({"label": item.name or "", "url": reverse("evidence_desk:item", args=[item.public_id])})
    return way


def crumbs_of_partners() -> Crumbs:
    """The way back of somebody who was let in to look at a copy."""
    return [{"label": _("Shared with you"), "url": reverse(settings.FIRST_PAGE_FOR_PARTNERS)}]


def as_attachment(chunks: Iterable[bytes], *, name: str, size: int | None = None) -> StreamingHttpResponse:
    """A file to be saved, never to be shown in the browser. Its kind is not told: nothing should open it by itself."""
    response = StreamingHttpResponse(chunks, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response._csp_config = _CAGE  # type: ignore[attr-defined]
    if size is not None:
        response.headers["Content-Length"] = str(size)
    return response
