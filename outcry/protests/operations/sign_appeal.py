"""A supporter sends the form."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from outcry.appeals.models import Appeal, AppealState, LetterVersion
from outcry.delivery import outbox
from outcry.delivery.suppression import is_suppressed
from outcry.lib.addresses import CANONICAL_RULE
from outcry.lib.locks import lock_until_commit
from outcry.lib.statements import NewRow, first_value, insert
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
    row, mail = NewRow(protest), outbox.seal(mail=asking_mail(protest=protest, words=known.words, key="", priority=1, now=now), now=now)
    # From here to the end nobody else can write: whatever can be done before has been.
    with transaction.atomic():
        lock_until_commit(site_hash)
        due_at = _mail_due_at(site_hash=site_hash, now=now)
        row.change(mail_due_at=due_at, expires_at=due_at + LINK_LIVES)
        [(protest.pk,)] = insert([row], ending="RETURNING id")
        outbox.put_sealed(mail=mail, key=confirmation_key(protest), due_at=due_at, lifetime=due_at + LINK_LIVES - now)


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
        address_hash=hash_within_appeal(address=form.address, appeal=appeal),
        site_address_hash=site_hash,
        address_rule=CANONICAL_RULE,
        is_generated=appeal.organisation.is_demo and form.address.endswith("@" + GENERATED_DOMAIN),
    )


def is_open(appeal: Appeal, *, now: datetime) -> bool:
    """Whether the appeal takes protests: launched, not ended, and its last day not over by the content clock."""
    return appeal.state == AppealState.OPEN and appeal.organisation.content_now(now=now).date() <= appeal.deadline_on


def _mail_due_at(*, site_hash: bytes, now: datetime) -> datetime:
    midnight = connection.ops.adapt_datetimefield_value(start_of_day(now))
    since_midnight = first_value("SELECT count(*) FROM protests_protest WHERE site_address_hash = %s AND mail_due_at >= %s", site_hash, midnight)
    return mail_due_at(waiting_or_sent_since_midnight=since_midnight, now=now)
