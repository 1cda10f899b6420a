"""A supporter's page by mailed link. Whoever asks learns nothing: a job looks later whether there is anything to show, and writes to the owner."""

from datetime import datetime, timedelta

from django.db import transaction

from outcry.accounts.models import Organisation
from outcry.delivery import outbox
from outcry.delivery.suppression import is_suppressed
from outcry.lib.addresses import CANONICAL_RULE
from outcry.lib.links import UnknownLink, read_link
from outcry.lib.locks import lock_until_commit
from outcry.newsletters.addresses import HER_PAGE
from outcry.newsletters.agreements import erase_all, held
from outcry.newsletters.mails import page_mail
from outcry.newsletters.models import PageRequest
from outcry.protests.mailbox_quota import CONFIRMATIONS_A_DAY, start_of_day
from outcry.protests.mailboxes import hash_over_site

LINK_LIVES = timedelta(hours=24)
_BATCH = 50


@transaction.atomic
def ask_for_page(*, organisation: Organisation, address: str, language: str, now: datetime) -> None:
    """Note that somebody asked, known address or not; past three times a day nothing is noted. Returns nothing, and takes as long for all."""
    mailbox = hash_over_site(address=address)
    lock_until_commit(mailbox)
    if PageRequest.objects.filter(address_hash=mailbox, asked_at__gte=start_of_day(now)).count() < CONFIRMATIONS_A_DAY:
        PageRequest.objects.create(
            organisation=organisation,
            address=address,
            address_hash=mailbox,
            address_rule=CANONICAL_RULE,
            language=language,
            asked_at=now,
            expires_at=now + LINK_LIVES,
        )


def send_page_links(*, now: datetime) -> int:
    """Write to those of whom there is something to show; returns how many mails were queued."""
    waiting = PageRequest.objects.filter(answered_at=None, expires_at__gt=now).select_related("organisation").order_by("pk")
    return sum(_answer(request, now=now) for request in waiting[:_BATCH])


def page_behind(link: str, *, now: datetime) -> PageRequest | None:
    """Whose page a link opens; None when it is not ours, has run out or is gone."""
    try:
        public_id = read_link(link, purpose=HER_PAGE)
    except UnknownLink:
        return None
    return PageRequest.objects.select_related("organisation").filter(public_id=public_id, answered_at__isnull=False, expires_at__gt=now).first()


@transaction.atomic
def erase_her(*, request: PageRequest, never_write_again: bool, now: datetime) -> None:
    """Take everything back and erase it; no link to her page works any more. With `never_write_again` she gets no mail of this site ever."""
    mailbox = bytes(request.address_hash)
    hers = held(organisation=request.organisation, mailbox=mailbox, address=request.address or "")
    erase_all(of=hers, mailbox=mailbox, never_write_again=never_write_again, now=now)
    _delete(list(PageRequest.objects.filter(address_hash=mailbox)), now=now)


@transaction.atomic
def forget_page_requests(*, now: datetime) -> int:
    """Keep the term: a day later nothing is left of the question. Returns how many."""
    return _delete(list(PageRequest.objects.filter(expires_at__lte=now).order_by("expires_at")[:_BATCH]), now=now)


@transaction.atomic
def _answer(request: PageRequest, *, now: datetime) -> int:
    mailbox = bytes(request.address_hash)
    waiting = PageRequest.objects.filter(pk=request.pk, answered_at=None)
    if is_suppressed(address_hash=mailbox) or not held(organisation=request.organisation, mailbox=mailbox, address=request.address or ""):
        # Whoever asked may not be the owner of the address: of a stranger nothing is kept.
        waiting.delete()
        return 0
    if not waiting.update(answered_at=now):
        return 0
    outbox.put(mails=[page_mail(request=request, now=now)], now=now, lifetime=request.expires_at - now)
    return 1


def _delete(found: list[PageRequest], *, now: datetime) -> int:
    keys = [one.mail_key for one in found]
    outbox.withdraw(keys=keys, now=now, reason="the link has run out")
    outbox.erase(keys=keys, now=now)
    PageRequest.objects.filter(pk__in=[one.pk for one in found]).delete()
    return len(found)
