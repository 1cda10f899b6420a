"""She presses the button behind the link."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db import DatabaseError, IntegrityError, transaction

from outcry.delivery import outbox
from outcry.lib.links import read_link
from outcry.protests.addresses_of_pages import CONFIRM
from outcry.protests.closing import hold_open
from outcry.protests.letters import LetterDraft, finish_letters
from outcry.protests.models import Protest, ProtestLetter, ProtestState, Rung, ShownInPublic, ShownToAddressee
from outcry.protests.opening_hours import open_offices
from outcry.protests.operations.own_mailbox import copies_of
from outcry.protests.operations.sign_appeal import is_open
from outcry.protests.rungs import as_planned
from outcry.supporters.models import Purpose
from outcry.supporters.operations import give_consent

CONSENT_WORDING = "Tell me by e-mail what becomes of this appeal"
_TRIES = 5
CONSENT_TO_BE_ASKED = "After that mail, ask me once for a donation"


class ConfirmationKind(Enum):
    """What the button brought about, or why it brought about nothing."""

    COUNTED = "counted"
    ALREADY_COUNTED = "already counted"
    RUN_OUT = "the link is older than seven days"
    APPEAL_ENDED = "the appeal takes no protests any more"
    LEFT = "she withdrew it"


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """The answer to the button."""

    kind: ConfirmationKind
    protest: Protest


class _OtherWayNow(Exception):
    """While her letters were being written it was decided that they go another way."""


class _LostTheRace(Exception):
    """Another request, or another try of the same mailbox, was first."""


def confirm_protest(*, link: str, public_words: str | None = None, letter_words: str | None = None, copy_to: str = "", now: datetime) -> Confirmation:
    """Confirm a protest and put its letters in the outbox.

    One letter per addressee, all or none; they are written before the transaction begins. Confirming twice, in
    parallel or through another try of the same mailbox counts once and is thanked again. The words are those she saw
    and may have changed; None keeps what was proposed. `copy_to` is the embassy that she saw and left marked. Raise
    UnknownLink for a link that is not ours, and Protest.DoesNotExist for one whose row is gone.
    """
    protest = Protest.objects.select_related("appeal__organisation", "letter").get(public_id=read_link(link, purpose=CONFIRM))
    kind = standing(protest, now=now)
    if kind is not ConfirmationKind.COUNTED:
        return Confirmation(kind=kind, protest=protest)
    if protest.shown_in_public in (ShownInPublic.FIRST_NAME, ShownInPublic.FULL_NAME) and public_words is not None:
        protest.public_words = public_words
    if protest.shown_to_addressee != ShownToAddressee.COUNTRY and letter_words is not None:
        protest.letter_words = letter_words
    try:
        _write_as_decided(protest=protest, copy_to=copy_to, now=now)
    except (IntegrityError, _LostTheRace):
        meanwhile = _after_the_race(protest, now=now)
        if meanwhile is None:
            raise
        return Confirmation(kind=meanwhile, protest=protest)
    return Confirmation(kind=ConfirmationKind.COUNTED, protest=protest)


def standing(protest: Protest, *, now: datetime) -> ConfirmationKind:
    """What the button would bring about now: COUNTED when it would count."""
    match protest.state:
        case ProtestState.CONFIRMED | ProtestState.HELD | ProtestState.VOIDED:
            return ConfirmationKind.ALREADY_COUNTED
        case ProtestState.WITHDRAWN | ProtestState.ERASED:
            return ConfirmationKind.LEFT
        case ProtestState.EXPIRED:
            return ConfirmationKind.RUN_OUT
    if protest.expires_at <= now:
        return ConfirmationKind.RUN_OUT
    if not is_open(protest.appeal, now=now):
        return ConfirmationKind.APPEAL_ENDED
    return ConfirmationKind.COUNTED


def _write_as_decided(*, protest: Protest, copy_to: str, now: datetime) -> None:
    for _try in range(_TRIES):
        letters = finish_letters(protest=protest, signature=protest.letter_words or "", copy_to=copy_to, now=now)
        open_offices(draft.addressee for draft in letters)
        with suppress(_OtherWayNow), transaction.atomic():
            return _write(protest=protest, letters=letters, now=now)
    raise DatabaseError("the ways of the letters are being decided right now")


def _write(*, protest: Protest, letters: list[LetterDraft], now: datetime) -> None:
    if not hold_open(protest.appeal):
        raise _LostTheRace
    if not as_planned(appeal=protest.appeal, planned=((letter.addressee.pk, letter.way) for letter in letters)):
        raise _OtherWayNow
    # Nothing of another table in the condition: of a row that was waited for, PostgreSQL looks again at its own columns alone.
    won = Protest.objects.filter(pk=protest.pk, state=ProtestState.SUBMITTED).update(
        state=ProtestState.CONFIRMED, confirmed_at=now, state_changed_at=now, public_words=protest.public_words, letter_words=protest.letter_words
    )
    if not won:
        raise _LostTheRace
    protest.state, protest.confirmed_at, protest.state_changed_at = ProtestState.CONFIRMED, now, now
    mails = [letter.mail for letter in letters if letter.mail]
    messages = {message.key: message for message in outbox.put(mails=mails, now=now)}
    written = ProtestLetter.objects.bulk_create(
        ProtestLetter(
            protest=protest,
            addressee=letter.addressee,
            way=letter.way,
            message=messages[letter.mail.key] if letter.mail else None,
            language=letter.language,
        )
        for letter in letters
    )
    own = [letter for letter in written if letter.way == Rung.OWN]
    for letter_id, row in copies_of(own, now=now).items() if own else ():
        ProtestLetter.objects.filter(pk=letter_id).update(copy=row)
    _write_consent(protest, now=now)


def _after_the_race(protest: Protest, *, now: datetime) -> ConfirmationKind | None:
    """What happened meanwhile; None when nothing explains it.

    A wish to hear the outcome is kept even when it was another try of hers that counted.
    """
    with transaction.atomic():
        hold_open(protest.appeal)
        # All tries of the mailbox are locked, in the order in which leaving locks them: then leaving finds the consent, or she is gone here.
        tries = Protest.objects.filter(appeal=protest.appeal, address_hash=protest.address_hash).order_by("pk").select_for_update(no_key=True)
        states = list(tries.values_list("state", flat=True))
        protest.refresh_from_db()
        found = standing(protest, now=now)
        if found is not ConfirmationKind.COUNTED:
            return found
        if ProtestState.CONFIRMED not in states:
            return None
        _write_consent(protest, now=now)
    return ConfirmationKind.ALREADY_COUNTED


def _write_consent(protest: Protest, *, now: datetime) -> None:
    if not protest.wants_outcome or protest.address is None or protest.site_address_hash is None:
        return
    wanted = {Purpose.OUTCOME: CONSENT_WORDING} | ({Purpose.ASK: CONSENT_TO_BE_ASKED} if protest.wants_ask else {})
    for purpose, wording in wanted.items():
        give_consent(
            organisation=protest.appeal.organisation,
            address=protest.address,
            address_hash=bytes(protest.site_address_hash),
            address_rule=protest.address_rule,
            language=protest.language,
            purpose=purpose,
            subject=protest.appeal.subject,
            wording=wording,
            now=now,
        )
