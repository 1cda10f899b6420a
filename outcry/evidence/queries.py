"""Questions about evidence."""

from collections.abc import Collection

from django.db.models import Prefetch, QuerySet

from outcry.accounts.models import Organisation
from outcry.evidence import custody
from outcry.evidence.models import CustodyEntry, EvidenceItem, WorkingCopy


def items(*, organisation: Organisation) -> QuerySet[EvidenceItem]:
    """Every item of an organisation, the newest first, with stamps and copies at hand."""
    copies = Prefetch("copies", queryset=WorkingCopy.objects.select_related("made_by"))
    return EvidenceItem.objects.filter(organisation=organisation).select_related("taken_in_by", "organisation").prefetch_related("stamps", copies)


def items_of(*, organisation: Organisation, subject: str) -> QuerySet[EvidenceItem]:
    """What was taken in for one subject, such as `case:7`, the newest first."""
    return items_of_any(organisation=organisation, subjects=[subject])


def items_of_any(*, organisation: Organisation, subjects: Collection[str]) -> QuerySet[EvidenceItem]:
    """What was taken in for one of several subjects: a case and its sources."""
    return items(organisation=organisation).filter(subject__in=subjects)


def twins(*, item: EvidenceItem) -> QuerySet[EvidenceItem]:
    """Other items of the organisation with the very same bytes."""
    return EvidenceItem.objects.filter(organisation=item.organisation, address=item.address).exclude(pk=item.pk)


def custody_log(*, item: EvidenceItem) -> QuerySet[CustodyEntry]:
    """What was done with an item, from the beginning."""
    return CustodyEntry.objects.filter(item=item).select_related("item").order_by("number")


def custody_facts(*, item: EvidenceItem) -> list[custody.Entry]:
    """The same as plain facts, whose chain can be checked anywhere."""
    return [entry.facts for entry in custody_log(item=item)]


def known_addresses() -> set[str]:
    """The names of all files that a row needs."""
    return {*EvidenceItem.objects.values_list("address", flat=True), *WorkingCopy.objects.values_list("address", flat=True)}
