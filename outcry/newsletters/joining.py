"""Asking for the newsletter, saying yes by the button behind the mailed link, changing what was chosen, and leaving."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction

from outcry.accounts.models import Organisation
from outcry.delivery import outbox
from outcry.delivery.suppression import is_suppressed, suppress
from outcry.lib.addresses import CANONICAL_RULE
from outcry.lib.links import UnknownLink, read_link
from outcry.lib.locks import lock_until_commit
from outcry.newsletters.addresses import CONFIRM, LEAVE, NOT_ME
from outcry.newsletters.mails import asking_mail
from outcry.newsletters.models import SUBJECT, Copy, SignUp, Subscription, SubscriptionLanguage
from outcry.protests.mailbox_quota import CONFIRMATIONS_A_DAY, start_of_day
from outcry.protests.mailboxes import hash_over_site
from outcry.supporters.models import Purpose
from outcry.supporters.operations import give_consent, withdraw_consents

LINK_LIVES = timedelta(days=7)
CONSENT_WORDING = "Send me the newsletter"
_BATCH = 200


class Standing(Enum):
    """What the button behind the mailed link would bring about."""

    OPEN = "she gets it, or gets it as chosen now"
    CONFIRMED = "nothing: it was pressed already"
    RUN_OUT = "nothing: the link is older than seven days"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What somebody wants to read: codes of languages, numbers of topics. No topic means all of them."""

    languages: tuple[str, ...]
    topics: tuple[int, ...] = ()


@transaction.atomic
def sign_up(*, organisation: Organisation, address: str, choice: Choice, language: str, now: datetime) -> None:
    """Keep what was chosen and put the mail that asks into the outbox.

    Returns nothing, so that the caller can't tell a new address from a known one. A mailbox that asked to be left alone, or
    was asked three times today, gets no mail, and no row is kept: the links in the mails that it has work all the same.
    """
    mailbox = hash_over_site(address=address)
    lock_until_commit(mailbox)
    if is_suppressed(address_hash=mailbox) or _asked_today(mailbox, now=now) >= CONFIRMATIONS_A_DAY:
        return
    asked = SignUp.objects.create(
        organisation=organisation,
        address=address,
        address_hash=mailbox,
        address_rule=CANONICAL_RULE,
        language=language,
        languages=list(choice.languages),
        submitted_at=now,
        expires_at=now + LINK_LIVES,
    )
    asked.topics.set(choice.topics)
    is_known = subscription_of(organisation=organisation, mailbox=mailbox) is not None
    outbox.put(mails=[asking_mail(sign_up=asked, is_known=is_known, now=now)], now=now, lifetime=LINK_LIVES)


def subscription_of(*, organisation: Organisation, mailbox: bytes) -> Subscription | None:
    """What the owner of a mailbox gets, by the keyed hash of her address; None where she gets nothing."""
    hers = Subscription.objects.agreed().select_related("supporter__organisation")
    return hers.filter(supporter__organisation=organisation, supporter__address_hash=mailbox).first()


def standing(asked: SignUp, *, now: datetime) -> Standing:
    """What the button would bring about now."""
    if asked.confirmed_at is not None:
        return Standing.CONFIRMED
    return Standing.RUN_OUT if asked.address is None or asked.expires_at <= now else Standing.OPEN


@transaction.atomic
def confirm(*, asked: SignUp, now: datetime) -> Standing:
    """She wants it: from now on she gets the newsletter as she chose. Returns what stood there before; twice changes nothing."""
    found = SignUp.objects.select_for_update(of=("self",)).select_related("organisation").filter(pk=asked.pk).first()
    if found is None:
        return Standing.RUN_OUT
    before = standing(found, now=now)
    if before is not Standing.OPEN:
        return before
    choice = Choice(languages=tuple(found.languages), topics=tuple(found.topics.values_list("pk", flat=True)))
    subscribe(organisation=found.organisation, address=found.address or "", choice=choice, language=found.language, now=now)
    SignUp.objects.filter(pk=found.pk).update(confirmed_at=now, address=None)
    return before


@transaction.atomic
def subscribe(*, organisation: Organisation, address: str, choice: Choice, language: str, now: datetime) -> Subscription:
    """Whoever owns the address, which is proven hers, gets the newsletter so."""
    consent = give_consent(
        organisation=organisation,
        address=address,
        address_hash=hash_over_site(address=address),
        address_rule=CANONICAL_RULE,
        language=language,
        purpose=Purpose.NEWSLETTER,
        subject=SUBJECT,
        wording=CONSENT_WORDING,
        now=now,
    )
    subscription, _ = Subscription.objects.get_or_create(supporter=consent.supporter, defaults={"since": now})
    choose(subscription=subscription, choice=choice)
    return subscription


@transaction.atomic
def choose(*, subscription: Subscription, choice: Choice) -> None:
    """Have it otherwise. A pause for mails that came back ends with it: somebody is there."""
    subscription.languages.exclude(language__in=choice.languages).delete()
    SubscriptionLanguage.objects.bulk_create(
        [SubscriptionLanguage(subscription=subscription, language=language) for language in choice.languages], ignore_conflicts=True
    )
    subscription.topics.set(choice.topics)
    Subscription.objects.filter(pk=subscription.pk).update(failures=0, paused_at=None)


@transaction.atomic
def leave(*, subscription: Subscription, now: datetime) -> None:
    """She wants it no more: what waits for her is taken back, and nothing of what she chose is kept. Twice changes nothing."""
    mailbox = bytes(subscription.supporter.address_hash or b"")
    withdraw_consents(address_hash=mailbox, subject=SUBJECT, now=now)
    delete_sign_ups_of(mailbox, now=now)
    forget([subscription], now=now)


@transaction.atomic
def undo_sign_up(*, asked: SignUp, never_write_again: bool, now: datetime) -> None:
    """It was not she who asked: erase it. With `never_write_again` no mail of this site leaves for her any more."""
    mailbox = bytes(asked.address_hash)
    if never_write_again:
        suppress(address_hash=mailbox, address_rule=asked.address_rule, now=now, reason="asked by link")
        withdraw_consents(address_hash=mailbox, subject=None, now=now)
        forget_left(now=now)
    _delete_sign_ups(SignUp.objects.filter(address_hash=mailbox) if never_write_again else SignUp.objects.filter(pk=asked.pk), now=now)


def forget_left(*, now: datetime) -> int:
    """Delete subscriptions whose owner agreed to nothing any more: she may have said so elsewhere. Returns how many."""
    return forget(list(Subscription.objects.left()[:_BATCH]), now=now)


@transaction.atomic
def forget(subscriptions: Iterable[Subscription], *, now: datetime) -> int:
    """Delete them; copies that wait are taken back, and ours of those that have left are erased. Returns how many."""
    asked = Subscription.objects.filter(pk__in=[subscription.pk for subscription in subscriptions])
    # Locked first: a copy that is being written to her this moment is found below, or finds her gone.
    rows = list(asked.order_by("pk").select_for_update().values_list("pk", flat=True))
    keys = list(Copy.objects.filter(subscription__in=rows).values_list("key", flat=True))
    outbox.withdraw(keys=keys, now=now, reason="the newsletter was ended")
    outbox.erase(keys=keys, now=now)
    return Subscription.objects.filter(pk__in=rows).delete()[1].get(Subscription._meta.label, 0)


def forget_sign_ups(*, now: datetime) -> int:
    """Keep the term: what was asked for is deleted after seven days, with the mail that asked. Returns how many."""
    return _delete_sign_ups(SignUp.objects.filter(expires_at__lte=now).order_by("expires_at")[:_BATCH], now=now)


@transaction.atomic
def _delete_sign_ups(rows: Iterable[SignUp], *, now: datetime) -> int:
    found = list(rows)
    keys = [one.mail_key for one in found]
    outbox.withdraw(keys=keys, now=now, reason="not wanted, or not in time")
    outbox.erase(keys=keys, now=now)
    SignUp.objects.filter(pk__in=[one.pk for one in found]).delete()
    return len(found)


def delete_sign_ups_of(mailbox: bytes, *, now: datetime) -> int:
    """What was ever asked for with this address and is still kept; returns how many."""
    return _delete_sign_ups(SignUp.objects.filter(address_hash=mailbox), now=now)


def _asked_today(mailbox: bytes, *, now: datetime) -> int:
    return SignUp.objects.filter(address_hash=mailbox, submitted_at__gte=start_of_day(now)).count()


def sign_up_behind(link: str) -> SignUp | None:
    """What the link that confirms was made for; None when it is not ours or the row is gone."""
    return SignUp.objects.select_related("organisation").filter(public_id=_public_id(link, CONFIRM)).first()


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """Behind a link that leaves: what it ends. Ours and neither of the two: it has ended already."""

    is_ours: bool
    subscription: Subscription | None = None
    asked: SignUp | None = None


def behind_leaving(link: str) -> Leaving:
    """What a link that leaves was made for."""
    of_subscription, of_sign_up = _public_id(link, LEAVE), _public_id(link, NOT_ME)
    return Leaving(
        is_ours=bool(of_subscription or of_sign_up),
        subscription=Subscription.objects.select_related("supporter__organisation").filter(public_id=of_subscription).first() if of_subscription else None,
        asked=SignUp.objects.select_related("organisation").filter(public_id=of_sign_up).first() if of_sign_up else None,
    )


def _public_id(link: str, purpose: str) -> str:
    """Blank for a link that was not made for this: no row is called so."""
    try:
        return read_link(link, purpose=purpose)
    except UnknownLink:
        return ""
