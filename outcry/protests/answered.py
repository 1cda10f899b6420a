"""Which letters a person has answered."""

from django.db.models import Count, Q

from outcry.appeals.models import Appeal
from outcry.delivery.models import IncomingKind
from outcry.protests.models import AuthorityReply, ReplyState


def answered_letters(*, appeal: Appeal) -> dict[str, int]:
    """How many letters were answered, by the key of their destination. What nobody can tell counts once a person has shown it."""
    rows = AuthorityReply.objects.filter(Q(incoming__kind=IncomingKind.PERSON) | Q(state=ReplyState.SHOWN), appeal=appeal).order_by()
    offices = {one.pk: one.office.destination for one in appeal.addressees.select_related("office")}
    answered = rows.values_list("letter__addressee").annotate(Count("letter", distinct=True))
    return {offices[addressee]: number for addressee, number in answered}
