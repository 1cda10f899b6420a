"""A supporter sends the form."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from outcry.appeals.models import Appeal, AppealState, LetterVersion
from outcry.delivery import outbox
from outcry.delivery.suppression import is_suppressed
from outcry.lib.addresses import CANONICAL_RULE
from outcry.lib.locks import lock_until_commit
from outcry.lib.statements import NewRow, first_value, insert
from outcry.lib.together import Together
from outcry.protests.at_hand import letter_at_hand
from outcry.protests.mailbox_quota import mail_due_at, start_of_day
from outcry.protests.mailboxes import hash_over_site, hash_within_appeal
from outcry.protests.mails import asking_mail, confirmation_key
from outcry.protests.models import Protest
from outcry.protests.shown_words import words_in_public, words_to_addressee

LINK_LIVES = timedelta(days=7)
# Addresses of made-up supporters; nobody can have a mailbox there (RFC 2606).
GENERATED_DOMAIN = "supporters.example"


class AppealClosed(Exception):
    """The appeal takes no protests: not launched yet, past its last day, or ended."""


@dataclass(frozen=True, kw_only=True)
class SignedForm:
    """What she sent, checked: one-line name, deliverable address, two-letter country, plain text."""

    name: str
    address: str
    country: str
    language: str
    letter_version: int
    # None when she left the approved letter as it was.
    own_text: str | None
    shown_in_public: str
    shown_to_addressee: str
    wants_outcome: bool
    wants_ask: bool = False


def sign_appeal(*, appeal: Appeal, form: SignedForm, now: datetime) -> None:
    """Write down a try and put its confirmation mail in the outbox, in one transaction.

    Returns nothing, so that the caller can't tell a new address from a known one: each try is a row of its own, and
    the owner of the mailbox hears of it. Past three confirmation mails a day the next one waits for tomorrow.
    A mailbox that asked to be left alone gets nothing, and no row is kept. Raise AppealClosed.
    """
    if not is_open(appeal, now=now):
        raise AppealClosed(appeal.public_id)
    site_hash = hash_over_site(address=form.address)
    if is_suppressed(address_hash=site_hash):
        return
    known = letter_at_hand(appeal=appeal, letter_version=form.letter_version, language=form.language, now=now)
    protest = _written(appeal=appeal, letter=known.letter, form=form, site_hash=site_hash, now=now)
    mail = outbox.seal(mail=asking_mail(protest=protest, words=known.words, key="", priority=1, now=now), destination_id=known.destination_id, now=now)
    _tries.put(_Try(protest=protest, row=NewRow(protest), mail=mail, site_hash=site_hash, now=now))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Try:
    """A protest and its mail, finished and sealed but for when the mail leaves."""

    protest: Protest
    row: NewRow
    mail: NewRow
    site_hash: bytes
    now: datetime


def _write_down(tries: Sequence[_Try]) -> None:
    """Write tries and their mails. Nobody else can write meanwhile: whatever can be done before has been."""
    before_in_this_call: Counter[bytes] = Counter()
    due = []
    for one in tries:
        lock_until_commit(one.site_hash)
        due.append(_mail_due_at(site_hash=one.site_hash, beside=before_in_this_call[one.site_hash], now=one.now))
        before_in_this_call[one.site_hash] += 1
        one.row.change(mail_due_at=due[-1], expires_at=due[-1] + LINK_LIVES)
    ids = dict(insert([one.row for one in tries], ending="RETURNING public_id, id"))
    for one, due_at in zip(tries, due, strict=True):
        one.protest.pk = ids[one.protest.public_id]
        one.mail.change(key=confirmation_key(one.protest), due_at=due_at, lifetime=due_at + LINK_LIVES - one.now)
    outbox.put_sealed(mails=[one.mail for one in tries])


_tries = Together(_write_down)


def _written(*, appeal: Appeal, letter: LetterVersion, form: SignedForm, site_hash: bytes, now: datetime) -> Protest:
    """The try as it will be kept, but for when its mail leaves."""
    return Protest(
        appeal=appeal,
        letter=letter,
        submitted_at=now,
        state_changed_at=now,
        language=form.language,
        country=form.country,
        name=form.name,
        address=form.address,
        own_text=form.own_text,
        shown_in_public=form.shown_in_public,
        shown_to_addressee=form.shown_to_addressee,
        public_words=words_in_public(choice=form.shown_in_public, name=form.name),
        letter_words=words_to_addressee(choice=form.shown_to_addressee, name=form.name),
        wants_outcome=form.wants_outcome,
        wants_ask=form.wants_ask,
        address_hash=hash_within_appeal(address=form.address, appeal=appeal),
        site_address_hash=site_hash,
        address_rule=CANONICAL_RULE,
        is_generated=appeal.organisation.is_demo and form.address.endswith("@" + GENERATED_DOMAIN),
    )


def is_open(appeal: Appeal, *, now: datetime) -> bool:
    """Whether the appeal takes protests: launched, not ended, and its last day not over by the content clock."""
    return appeal.state == AppealState.OPEN and appeal.organisation.content_now(now=now).date() <= appeal.deadline_on


def _mail_due_at(*, site_hash: bytes, beside: int, now: datetime) -> datetime:
    """When this mailbox may be written to; `beside` are mails to it that are being written in the same moment."""
    midnight = connection.ops.adapt_datetimefield_value(start_of_day(now))
    since_midnight = first_value("SELECT count(*) FROM protests_protest WHERE site_address_hash = %s AND mail_due_at >= %s", site_hash, midnight)
    return mail_due_at(waiting_or_sent_since_midnight=since_midnight + beside, now=now)
