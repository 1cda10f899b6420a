"""Questions to the directory."""

from datetime import datetime

from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import get_language

from outcry.accounts.models import Organisation
from outcry.authorities.models import Office, OfficeApproval
from outcry.authorities.vouching import standing
from outcry.lib.translations import in_language


def directory(*, organisation: Organisation) -> QuerySet[Office]:
    """Every entry, offices in use first, with texts and approvals at hand."""
    approvals = Prefetch("approvals", queryset=OfficeApproval.objects.select_related("by").order_by("at"))
    return (
        Office.objects.filter(organisation=organisation)
        .select_related("added_by", "organisation", "post")
        .prefetch_related("texts", approvals)
        .order_by(F("retired_at").asc(nulls_first=True), "country", "address")
    )


def approved(*, organisation: Organisation, now: datetime) -> list[Office]:
    """The offices that an appeal may address, with their texts at hand."""
    in_use = directory(organisation=organisation).filter(retired_at=None)
    return [office for office in in_use if is_approved(office=office, now=now)]


def is_approved(*, office: Office, now: datetime) -> bool:
    """Whether two people vouch for the entry as it stands (or the only one there is, for an hour), and it is in use."""
    return standing(office=office, now=now).is_approved


def office_name(office: Office) -> str:
    """What it is called in the language of whoever reads, else in the organisation's; its address where nobody has named it. Texts may be prefetched."""
    text = in_language(office.texts.all(), get_language() or "", office.organisation.source_language)
    return text.name if text else office.address
