"""What the case file tells the room of evidence: whose cases are kept from somebody, and for which restricted ones she is named."""

from outcry.accounts.models import User
from outcry.cases.levels import readable
from outcry.cases.models import Case
from outcry.evidence.access import Matters
from outcry.evidence.models import Level


def matters_of_evidence(user: User) -> Matters:
    """For the hook of evidence."""
    cases = Case.objects.filter(organisation=user.organisation)
    known = readable(cases, to=user)
    return Matters(
        hidden=[case.subject for case in cases.exclude(pk__in=known.values("pk")).only("pk")],
        named=[case.subject for case in known.filter(level=Level.RESTRICTED).only("pk")],
    )
