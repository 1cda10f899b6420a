"""Who may see a piece of evidence. The one place where a rule by field, record or level is put in."""

from django.db.models import QuerySet

from outcry.accounts.models import User
from outcry.evidence.models import EvidenceItem


def visible(*, items: QuerySet[EvidenceItem], to: User) -> QuerySet[EvidenceItem]:
    """Of these items, those that a member of staff may see: for now all of her own organisation, as with case files."""
    return items.filter(organisation=to.organisation)
