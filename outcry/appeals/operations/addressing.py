"""To whom an appeal's letters go, and which embassies get a copy."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.appeals.models import Addressee, Appeal, AppealState
from outcry.appeals.operations.drafting import reopen_draft
from outcry.appeals.refusals import AppealRefused
from outcry.audit.operations import record
from outcry.authorities.models import Office
from outcry.authorities.queries import is_approved


@transaction.atomic
def add_addressee(*, appeal: Appeal, office: Office, by: User | None, now: datetime) -> Addressee:
    """Address an office of the directory; adding it twice changes nothing. Only one that is approved, and only before the launch."""
    appeal = reopen_draft(appeal, by=by, now=now)
    if office.organisation_id != appeal.organisation_id or not is_approved(office=office, now=now):
        raise AppealRefused("office", _("Only an office that two people have approved in the directory of authorities can be addressed."))
    position = (appeal.addressees.aggregate(last=Max("position"))["last"] or 0) + 1
    addressee, is_new = Addressee.objects.get_or_create(appeal=appeal, office=office, defaults={"position": position})
    if addressee.for_country:
        raise AppealRefused("office", _("This office gets copies already. Take it off there first."))
    if is_new:
        record(verb="add_addressee", subject=appeal.subject, now=now, actor=by, office=office.pk)
    return addressee


@transaction.atomic
def remove_addressee(*, addressee: Addressee, by: User | None, now: datetime) -> None:
    """Take an office off the list before the launch."""
    appeal = reopen_draft(addressee.appeal, by=by, now=now)
    record(verb="remove_addressee", subject=appeal.subject, now=now, actor=by, office=addressee.office_id)
    addressee.delete()


@transaction.atomic
def add_embassy(*, appeal: Appeal, office: Office, by: User | None, now: datetime) -> Addressee:
    """Let those who sign in the embassy's country send it a copy; adding it twice changes nothing.

    Only an approved office that sits abroad, one for each country, and until the appeal has ended: after the launch, too, for nobody's letter
    changes by it. Raise AppealRefused.
    """
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if appeal.state == AppealState.ENDED:
        raise AppealRefused("", _("The appeal has ended: no more letters go out."))
    if office.organisation_id != appeal.organisation_id or not office.sits_in or not is_approved(office=office, now=now):
        raise AppealRefused("office", _("Only an embassy that two people have approved in the directory of authorities can get copies."))
    old = Addressee.objects.filter(appeal=appeal, office=office).first()
    if old is not None and not old.for_country:
        raise AppealRefused("office", _("This office gets the letter itself already."))
    others = Addressee.objects.filter(appeal=appeal, for_country=office.sits_in, stopped_at=None).exclude(office=office)
    if others.exists():
        raise AppealRefused("office", _("Another embassy in this country gets copies already. Take it off first."))
    if old is not None and old.stopped_at is None:
        return old
    embassy = old or Addressee(appeal=appeal, office=office, position=0)
    embassy.for_country, embassy.stopped_at = office.sits_in, None
    embassy.save()
    record(verb="add_embassy", subject=appeal.subject, now=now, actor=by, office=office.pk)
    return embassy


@transaction.atomic
def stop_copies(*, embassy: Addressee, by: User | None, now: datetime) -> None:
    """Let no further copy go to this embassy. What was confirmed until now still goes. Doing it twice changes nothing."""
    if Addressee.objects.filter(pk=embassy.pk, stopped_at=None).exclude(for_country="").update(stopped_at=now):
        record(verb="stop_copies", subject=embassy.appeal.subject, now=now, actor=by, office=embassy.office_id)
