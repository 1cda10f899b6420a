"""The evidence of a case or of one of its sources, as it stands on their pages; it is kept by the room of evidence."""

from typing import Any

from django.utils.http import urlencode

from outcry.accounts.permissions import StaffRequest
from outcry.cases.models import Case, Source
from outcry.evidence import access, queries


def evidence_of(request: StaffRequest, owner: Case | Source) -> dict[str, Any]:
    """What was taken in for it, for a case also what its sources gave, as far as the reader may see it; and where more is taken in."""
    subjects = [owner.subject, *(source.subject for source in owner.sources.all())] if isinstance(owner, Case) else [owner.subject]
    items = list(access.visible(items=queries.items_of_any(organisation=request.organisation, subjects=subjects), to=request.user))
    return {"items": items, "query": urlencode({"subject": owner.subject}), "bundle_query": urlencode([("item", item.public_id) for item in items])}
