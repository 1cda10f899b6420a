"""To whom an appeal's letters go."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.appeals.models import Addressee, Appeal
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
    if is_new:
        record(verb="add_addressee", subject=appeal.subject, now=now, actor=by, office=office.pk)
    return addressee


@transaction.atomic
def remove_addressee(*, addressee: Addressee, by: User | None, now: datetime) -> None:
    """Take an office off the list before the launch."""
    appeal = reopen_draft(addressee.appeal, by=by, now=now)
    record(verb="remove_addressee", subject=appeal.subject, now=now, actor=by, office=addressee.office_id)
    addressee.delete()
