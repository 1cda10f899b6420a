"""Somebody says that she comes, confirms her address, takes it back; and those who come are told.

Nobody learns who said so: a first, a second and a hundredth try get the same answer, and the owner of the mailbox gets the mail.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from outcry.accounts.models import Organisation
from outcry.delivery import outbox
from outcry.delivery.suppression import is_suppressed, suppress
from outcry.gatherings import mails
from outcry.gatherings.coming_limits import count_one
from outcry.gatherings.models import BARE, Coming, ComingState, Gathering, GatheringState
from outcry.lib.addresses import CANONICAL_RULE, address_hash
from outcry.lib.keys import keyring

LINK_LIVES = timedelta(days=2)
# For one gathering to one mailbox: whoever types a stranger's address must not fill it.
ASKED_AT_MOST = 3
_AT_A_TIME = 200


class TakesNobody(Exception):
    """The gathering is over, called off, or never asked who comes."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """What she sent, checked. `address` is blank unless she wants to be written to; `form` is the signed token of her form."""

    language: str
    form: str
    address: str = ""


def say_so(*, gathering: Gathering, word: Word, network: str, now: datetime) -> None:
    """Keep her word, and with an address put the mail that asks into the outbox. Returns nothing, so that no caller can tell tries apart.

    Raise TakesNobody, TooManyComing.
    """
    if not gathering.is_open(at=gathering.organisation.content_now(now=now)):
        raise TakesNobody
    digest = hashlib.sha256(f"{word.form}\n{word.address}".encode()).digest()
    if Coming.objects.filter(form_digest=digest).exists():
        return
    count_one(network=network, now=now)
    draft = Coming(gathering=gathering, state=ComingState.SAID, language=word.language, said_on=now.date(), form_digest=digest)
    if not word.address:
        Coming.objects.bulk_create([draft], ignore_conflicts=True)
    elif not is_suppressed(address_hash=_over_site(word.address)):
        _ask(draft, word.address, now=now)


def behind(public_id: str) -> Coming | None:
    """The row that a mailed link was made for; None when it is gone."""
    rows = Coming.objects.filter(public_id=public_id).select_related("gathering__organisation")
    return rows.prefetch_related("gathering__texts").first()


def left_by(*, organisation: Organisation, address: str) -> list[Coming]:
    """What the owner of a mailbox said with this address, once for each gathering, the next one first. None of it is kept beside another.

    A hash means something within one gathering, so every gathering is asked in which addresses are kept: a few at a time, for days.
    """
    kept = Gathering.objects.filter(organisation=organisation, pk__in=Coming.objects.filter(address_hash__isnull=False).values("gathering"))
    hers = [Q(gathering=one, address_hash=_within(one, address)) for one in kept]
    rows = Coming.objects.filter(reduce(or_, hers, Q(pk=None)), erased_at=None).select_related("gathering__organisation")
    # Last of each gathering: the confirmed one, where there is one.
    found = {row.gathering_id: row for row in sorted(rows.prefetch_related("gathering__texts"), key=lambda row: row.state == ComingState.CONFIRMED)}
    return sorted(found.values(), key=lambda row: row.gathering.starts_at)


@transaction.atomic
def confirm(*, coming: Coming, now: datetime) -> Coming:
    """The owner of the address comes. Twice changes nothing, and neither does a second try of hers that is confirmed, too: it is erased."""
    locked = Coming.objects.select_for_update(of=("self",)).select_related("gathering__organisation").get(pk=coming.pk)
    if locked.state != ComingState.SUBMITTED or not may_confirm(locked, now=now):
        return locked
    before = Coming.objects.filter(gathering=locked.gathering, address_hash=locked.address_hash, state=ComingState.CONFIRMED)
    if before.exists():
        _erase(locked, now=now)
        return locked
    locked.state, locked.expires_at = ComingState.CONFIRMED, None
    locked.save(update_fields=["state", "expires_at"])
    return locked


def may_confirm(coming: Coming, *, now: datetime) -> bool:
    """Whether the button still does something."""
    in_time = coming.expires_at is not None and now < coming.expires_at
    return coming.state == ComingState.SUBMITTED and in_time and coming.gathering.is_open(at=coming.gathering.organisation.content_now(now=now))


@transaction.atomic
def stay_away(*, coming: Coming, never_write_again: bool, now: datetime) -> None:
    """She does not come after all: her word and her address go, and so do our copies of the mails. Twice changes nothing."""
    locked = Coming.objects.select_for_update(of=("self",)).select_related("gathering").get(pk=coming.pk)
    if never_write_again and locked.address:
        suppress(address_hash=_over_site(locked.address), address_rule=CANONICAL_RULE, reason="asked by its owner", now=now)
    same = Coming.objects.filter(gathering=locked.gathering, address_hash=locked.address_hash) if locked.address_hash else Coming.objects.filter(pk=locked.pk)
    for one in same.select_for_update(of=("self",)).select_related("gathering").order_by("pk"):
        _erase(one, now=now)


def tell_those_who_come(*, now: datetime) -> int:
    """Mail the place, a change or a calling off to whoever confirmed an address and was not told yet; returns how many mails that were."""
    waiting = Coming.objects.filter(state=ComingState.CONFIRMED, erased_at=None, told_revision__lt=F("gathering__revision"))
    return sum(_tell(key, now=now) for key in waiting.order_by("pk").values_list("pk", flat=True)[:_AT_A_TIME])


@transaction.atomic
def _tell(key: int, *, now: datetime) -> int:
    coming = Coming.objects.select_for_update(of=("self",)).select_related("gathering__organisation").get(pk=key)
    gathering = coming.gathering
    if coming.erased_at is not None or coming.told_revision >= gathering.revision:
        return 0
    news = _news(coming, now=now)
    outbox.withdraw(keys=mails.keys_of(coming, revision=gathering.revision - 1)[1:], now=now, reason="something newer is told")
    if news:
        outbox.put(mails=[mails.news_mail(coming, news=news, now=now)], now=now)
    coming.told_revision = gathering.revision
    coming.save(update_fields=["told_revision"])
    return int(news is not None)


def _news(coming: Coming, *, now: datetime) -> mails.News | None:
    gathering = coming.gathering
    if gathering.is_over(at=gathering.organisation.content_now(now=now)):
        return None
    if gathering.state == GatheringState.CALLED_OFF:
        return "called_off"
    if coming.told_revision:
        return "changed"
    # What holds now she has just read on the page.
    return "place" if gathering.withholds_place else None


@transaction.atomic
def _ask(draft: Coming, address: str, *, now: datetime) -> None:
    draft.state, draft.expires_at = ComingState.SUBMITTED, now + LINK_LIVES
    draft.address, draft.address_hash, draft.address_rule = address, _within(draft.gathering, address), CANONICAL_RULE
    if Coming.objects.filter(gathering=draft.gathering, address_hash=draft.address_hash, state=ComingState.SUBMITTED).count() >= ASKED_AT_MOST:
        return
    Coming.objects.bulk_create([draft], ignore_conflicts=True)
    kept = Coming.objects.select_related("gathering__organisation").get(form_digest=draft.form_digest)
    outbox.put(mails=[mails.confirm_mail(kept, now=now)], now=now, lifetime=LINK_LIVES)


def _erase(coming: Coming, *, now: datetime) -> None:
    forget_mails(coming, now=now)
    coming.state, coming.erased_at = ComingState.GONE, coming.erased_at or now
    for name in BARE:
        setattr(coming, name, None)
    coming.save(update_fields=["state", "erased_at", *BARE])


def forget_mails(coming: Coming, *, now: datetime) -> None:
    """Take back what has not left, and erase our copies of what has."""
    keys = mails.keys_of(coming, revision=coming.gathering.revision)
    outbox.withdraw(keys=keys, now=now, reason="she is not written to any more")
    outbox.erase(keys=keys, now=now)


def _within(gathering: Gathering, address: str) -> bytes:
    return address_hash(address, key=keyring(settings.KEYS_FOLDER).current("lookup"), subject=gathering.subject)


def _over_site(address: str) -> bytes:
    """As the post office knows a mailbox that asked to be left alone."""
    return address_hash(address, key=keyring(settings.KEYS_FOLDER).current("lookup"), subject="site")
