"""What staff do with a way to give: enter it, change where it leads, vouch for it, take it out of use."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.accounts.queries import staff_count
from outcry.audit.operations import record
from outcry.giving.account_addresses import WrongAddress, checked_address, checked_bic
from outcry.giving.hidden_ways import refuse_hidden_way
from outcry.giving.models import Way, WayApproval, WayKind, WayText
from outcry.giving.prepared_notes import prepared_notes
from outcry.giving.refusals import GivingRefused
from outcry.lib.kept_pages import forget_kept_pages
from outcry.lib.seen_forms import as_seen
from outcry.lib.text import has_control, has_line_break
from outcry.lib.wordings import Edit, save_wording


@dataclass(frozen=True, kw_only=True)
class WayDetails:
    """Where a way leads. Holder, BIC and currency are for bank accounts."""

    address: str
    holder: str = ""
    bic: str = ""
    currency: str = ""
    position: int = 1


@transaction.atomic
def add_way(*, organisation: Organisation, kind: str, details: WayDetails, by: User | None, now: datetime, notes: Mapping[str, str] | None = None) -> Way:
    """Enter a way, which readers don't see before two people vouch for it. Its notes begin with what is prepared for its kind."""
    checked = _checked(details, kind=kind, organisation=organisation)
    if Way.objects.filter(organisation=organisation, kind=kind, address=checked.address, retired_at=None).exists():
        raise GivingRefused("address", _("This way is in the list already."))
    way = Way.objects.create(organisation=organisation, kind=kind, added_by=by, added_at=now, **asdict(checked))
    for language, note in (notes or prepared_notes(kind)).items():
        WayText.objects.create(way=way, language=language, note=note)
    record(verb="add_way", subject=_subject(way), now=now, actor=by, leads_to=way.address)
    return way


@transaction.atomic
def change_way(*, way: Way, details: WayDetails, by: User | None, now: datetime, seen: str | None = None) -> None:
    """Save where it leads. Earlier approvals no longer count where that is somewhere else, and it is gone from every page."""
    checked = _checked(details, kind=way.kind, organisation=way.organisation)
    found = as_seen(way, names=asdict(details), seen=seen)
    before, fingerprint = found.address, found.fingerprint
    for name, value in asdict(checked).items():
        setattr(found, name, value)
    found.save()
    forget_kept_pages()
    lapsed = found.fingerprint != fingerprint
    record(verb="change_way", subject=_subject(found), now=now, actor=by, led_to=before, leads_to=found.address, approvals_lapsed=lapsed)


@transaction.atomic
def change_way_note(*, way: Way, edit: Edit, note: str, by: User | None, now: datetime) -> WayText:
    """Save what givers reveal, in one language."""
    if not note.strip():
        raise GivingRefused("note", _("Say what somebody reveals who gives in this way. Nobody should learn it afterwards."))
    refuse_hidden_way("note", note)
    row = save_wording(rows=way.texts, edit=edit, words={"note": note.strip()})
    forget_kept_pages()
    record(verb="change_way_note", subject=_subject(way), now=now, actor=by, language=edit.language, version=row.version)
    return row


@transaction.atomic
def approve_way(*, way: Way, by: User, now: datetime) -> WayApproval:
    """Vouch for it as it stands: `by` has compared it with the bank's or the service's own page. Vouching twice changes nothing."""
    found = Way.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=way.pk)
    if found.retired_at is not None:
        raise GivingRefused("", _("This way is no longer used. Add it again if it should be."))
    if found.fingerprint != way.fingerprint:
        raise GivingRefused("", _("It was changed while you were reading it. Compare it again."))
    was_alone = staff_count(organisation=found.organisation) <= 1
    approval, is_new = WayApproval.objects.get_or_create(way=found, by=by, fingerprint=found.fingerprint, defaults={"at": now, "was_alone": was_alone})
    if is_new:
        record(verb="approve_way", subject=_subject(found), now=now, actor=by, leads_to=found.address, alone=was_alone)
    return approval


@transaction.atomic
def retire_way(*, way: Way, by: User | None, now: datetime) -> None:
    """Take it off every page. Twice changes nothing."""
    if Way.objects.filter(pk=way.pk, retired_at=None).update(retired_at=now):
        forget_kept_pages()
        record(verb="retire_way", subject=_subject(way), now=now, actor=by, leads_to=way.address)


def _subject(way: Way) -> str:
    return f"way:{way.pk}"


def _checked(details: WayDetails, *, kind: str, organisation: Organisation) -> WayDetails:
    if kind not in WayKind.values:
        raise GivingRefused("kind", _("Choose one of the list."))
    try:
        address = checked_address(kind=kind, text=details.address, may_be_made_up=organisation.is_demo)
    except WrongAddress as error:
        raise GivingRefused("address", str(error)) from error
    if kind != WayKind.BANK:
        return WayDetails(address=address, position=details.position)
    holder = details.holder.strip()
    if not holder or has_line_break(holder) or has_control(holder):
        raise GivingRefused("holder", _("Write whose account it is, as the bank has it: banks compare the name."))
    if not details.currency:
        raise GivingRefused("currency", _("Say in which currency the account is kept."))
    try:
        bic = checked_bic(details.bic)
    except WrongAddress as error:
        raise GivingRefused("bic", str(error)) from error
    return WayDetails(address=address, holder=holder, bic=bic, currency=details.currency, position=details.position)
