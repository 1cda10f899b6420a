"""Files of cases that left the desk: for whoever takes one of those cases away from the public."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from outcry.cases.beyond_recall import BeyondRecall
from outcry.cases.models import Case, CaseExport


def beyond_recall(*, case_id: int) -> Iterator[BeyondRecall]:
    """For the hook of the case file: what was taken out since the case was opened.

    Which cases a file held is not kept, and what its filter means today may differ: so it is said that each may hold this one.
    """
    case = Case.objects.get(pk=case_id)
    number = CaseExport.objects.filter(organisation=case.organisation_id, began_at__gte=case.opened_at).count()
    words = ngettext(
        "%(number)s file of cases was taken out since this one was opened, and may hold it. The log says who took it.",
        "%(number)s files of cases were taken out since this one was opened, and may hold it. The log says who took them.",
        number,
    )
    yield BeyondRecall(number=number, sentence=words % {"number": number})
