"""She takes it back and has everything about her erased."""

from datetime import datetime

from django.db import transaction

from outcry.delivery import outbox
from outcry.delivery.suppression import suppress
from outcry.lib.links import read_link
from outcry.protests.addresses_of_pages import LEAVE
from outcry.protests.mails import confirmation_key, reminder_key
from outcry.protests.models import Protest, ProtestState
from outcry.protests.operations.erase import NOTHING_PERSONAL
from outcry.supporters.operations import withdraw_consents


def withdraw_protest(*, link: str, never_write_again: bool = False, now: datetime) -> Protest:
    """Withdraw a protest and erase everything about its sender in this appeal, other tries of the same mailbox included.

    Letters that have not left are taken back; of those that have, our copies are erased. Doing it twice changes
    nothing. Raise UnknownLink, or Protest.DoesNotExist for a link whose row is gone.
    """
    protest = Protest.objects.select_related("appeal__organisation").get(public_id=read_link(link, purpose=LEAVE))
    with transaction.atomic():
        tries = [protest]
        if protest.address_hash is not None:
            tries += Protest.objects.filter(appeal=protest.appeal, address_hash=protest.address_hash).exclude(pk=protest.pk)
        if protest.site_address_hash is not None:
            _leave(protest, never_write_again=never_write_again, now=now)
        for one in tries:
            _withdraw(one, now=now)
    protest.refresh_from_db()
    return protest


def _leave(protest: Protest, *, never_write_again: bool, now: datetime) -> None:
    site_hash = bytes(protest.site_address_hash or b"")
    withdraw_consents(organisation=protest.appeal.organisation, address_hash=site_hash, subject=protest.appeal.subject, now=now)
    if never_write_again:
        suppress(address_hash=site_hash, address_rule=protest.address_rule, now=now, reason="asked by link")


def _withdraw(protest: Protest, *, now: datetime) -> None:
    keys = [*protest.letters.values_list("message__key", flat=True), confirmation_key(protest), reminder_key(protest)]
    outbox.withdraw(keys=keys, now=now, reason="withdrawn by the supporter")
    outbox.erase(keys=keys, now=now)
    was_counted = protest.state in (ProtestState.CONFIRMED, ProtestState.HELD)
    unchanged = protest.state in (ProtestState.WITHDRAWN, ProtestState.ERASED, ProtestState.VOIDED)
    state = protest.state if unchanged else ProtestState.WITHDRAWN if was_counted else ProtestState.ERASED
    Protest.objects.filter(pk=protest.pk).update(
        **NOTHING_PERSONAL, state=state, state_changed_at=protest.state_changed_at if unchanged else now, erased_at=protest.erased_at or now
    )
