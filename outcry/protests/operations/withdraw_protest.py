"""She takes it back and has everything about her erased."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from outcry.appeals.models import Appeal
from outcry.delivery import outbox
from outcry.delivery.suppression import suppress
from outcry.lib.links import read_link
from outcry.protests.addresses_of_pages import LEAVE
from outcry.protests.mails import confirmation_key, reminder_key
from outcry.protests.models import DailyLetter, DonationAsk, Protest, ProtestState, Thanks
from outcry.protests.operations.books import take_out_of_books
from outcry.protests.operations.erase import NOTHING_PERSONAL
from outcry.protests.operations.move_letters import release_daily
from outcry.supporters.models import Supporter
from outcry.supporters.operations import withdraw_consents


def withdraw_protest(*, link: str, never_write_again: bool = False, now: datetime) -> Protest:
    """Withdraw a protest and erase everything about its sender in this appeal, other tries of the same mailbox included.

    Letters and thanks that have not left are taken back; of those that have, our copies are erased. With
    `never_write_again` no mail leaves any more that other appeals would have sent her. Doing it twice changes nothing.
    Raise UnknownLink, or Protest.DoesNotExist for a link whose row is gone.
    """
    protest = Protest.objects.select_related("appeal__organisation").get(public_id=read_link(link, purpose=LEAVE))
    with transaction.atomic():
        tries = _locked(protest)
        if protest.site_address_hash is not None:
            _leave(protest, never_write_again=never_write_again, now=now)
        for one in tries:
            _withdraw(one, now=now)
    protest.refresh_from_db()
    return protest


@transaction.atomic
def decline_outcome(*, address_hash: bytes, appeal: Appeal, now: datetime) -> None:
    """She does not want to hear how the appeal ends; her protests stay, and thanks that have not left are taken back. Twice changes nothing."""
    Protest.objects.filter(appeal=appeal, site_address_hash=address_hash).update(wants_outcome=False)
    was = withdraw_consents(address_hash=address_hash, subject=appeal.subject, now=now)
    _take_back(_thanks(was).filter(outcome__appeal=appeal).values_list("message__key", flat=True), now=now)


def _locked(protest: Protest) -> list[Protest]:
    """Every try of the mailbox in this appeal, as it stands: whoever presses her button this moment is through, or waits for us."""
    same_mailbox = Q(pk=protest.pk)
    if protest.address_hash is not None:
        same_mailbox |= Q(address_hash=protest.address_hash)
    return list(Protest.objects.filter(same_mailbox, appeal=protest.appeal).order_by("pk").select_for_update(no_key=True))


def _leave(protest: Protest, *, never_write_again: bool, now: datetime) -> None:
    site_hash = bytes(protest.site_address_hash or b"")
    # First: this waits for thanks that are being written to her this moment, so that they are found.
    was = withdraw_consents(address_hash=site_hash, subject=protest.appeal.subject, now=now)
    _take_back(_thanks(was).filter(outcome__appeal=protest.appeal).values_list("message__key", flat=True), now=now)
    _take_back(_asks(was).filter(thanks__outcome__appeal=protest.appeal).values_list("message__key", flat=True), now=now)
    if never_write_again:
        suppress(address_hash=site_hash, address_rule=protest.address_rule, now=now, reason="asked by link")
        _keep_silent(site_hash, was, now=now)


def _keep_silent(site_hash: bytes, was: Sequence[Supporter], *, now: datetime) -> None:
    """Nothing of other appeals goes to this mailbox any more: neither what waits for its turn nor what was agreed to."""
    withdraw_consents(address_hash=site_hash, subject=None, now=now)
    asking = Protest.objects.filter(site_address_hash=site_hash).only("pk")
    mails = (*_thanks(was).values_list("message__key", flat=True), *_asks(was).values_list("message__key", flat=True))
    keys = [*mails, *(key(one) for one in asking for key in (confirmation_key, reminder_key))]
    outbox.withdraw(keys=keys, now=now, reason="the supporter wants no mail")


def _thanks(supporters: Sequence[Supporter]) -> QuerySet[Thanks]:
    return Thanks.objects.filter(supporter__in=[supporter.pk for supporter in supporters])


def _asks(supporters: Sequence[Supporter]) -> QuerySet[DonationAsk]:
    return DonationAsk.objects.filter(supporter__in=[supporter.pk for supporter in supporters])


def _withdraw(protest: Protest, *, now: datetime) -> None:
    messages = protest.letters.exclude(message=None).values_list("message__key", flat=True)
    copies = protest.letters.exclude(copy=None).values_list("copy__key", flat=True)
    _take_back([*messages, *copies, confirmation_key(protest), reminder_key(protest)], now=now)
    _take_out_of_daily_letters(protest, now=now)
    take_out_of_books(protest)
    protest.letters.filter(message=None, daily=None, book=None, seen_at=None, taken_back_at=None).update(taken_back_at=now)
    was_counted = protest.state in (ProtestState.CONFIRMED, ProtestState.HELD)
    unchanged = protest.state in (ProtestState.WITHDRAWN, ProtestState.ERASED, ProtestState.VOIDED)
    state = protest.state if unchanged else ProtestState.WITHDRAWN if was_counted else ProtestState.ERASED
    Protest.objects.filter(pk=protest.pk).update(
        **NOTHING_PERSONAL, state=state, state_changed_at=protest.state_changed_at if unchanged else now, erased_at=protest.erased_at or now
    )


def _take_out_of_daily_letters(protest: Protest, *, now: datetime) -> None:
    """One that has not left is taken back, to be written anew without her; of one that has, our copy is erased."""
    for daily in DailyLetter.objects.filter(letters__protest=protest).select_related("message").order_by("pk"):
        release_daily(daily, now=now)
        outbox.erase(keys=[daily.message.key], now=now)


def _take_back(keys: Iterable[str], *, now: datetime) -> None:
    keys = list(keys)
    outbox.withdraw(keys=keys, now=now, reason="withdrawn by the supporter")
    outbox.erase(keys=keys, now=now)
