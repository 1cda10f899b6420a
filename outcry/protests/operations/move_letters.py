"""An office blocks letters: what has not left goes another way. Nothing is doubled, and nothing is lost.

Everything here is decided in one transaction, while nobody confirms (closing.py). A letter is one row whatever its way, so it is counted once; the
row says by which way it goes, and the database refuses two. What a worker has in hand this moment stays a single letter; should it come back
undelivered, `move_stragglers` sends it after the others.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import batched

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.appeals.models import Addressee, Appeal, AppealState
from outcry.audit.operations import record
from outcry.delivery import outbox
from outcry.delivery.states import WITHDRAWABLE, MessageState
from outcry.protests.closing import hold_open, shut
from outcry.protests.letter_counts import FAILED
from outcry.protests.letters import finish_letter
from outcry.protests.models import DailyLetter, FormerMessage, Protest, ProtestLetter, ProtestState, Rung, RungChange
from outcry.protests.rungs import rung_of

REASON = "its letter goes another way"
LONGEST_REASON = 200
_BATCH = 500


class RungRefused(Exception):
    """This decision can't be taken; `field` says which part of the form is meant, `sentence` why."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field, self.sentence = field, sentence


@transaction.atomic
def move_to_rung(*, addressee: Addressee, rung: Rung, reason: str, with_failed: bool, by: User | None, now: datetime) -> RungChange:
    """Let letters to an addressee go another way from now on, and those along that have not left.

    `with_failed`: also those that were refused, came back or were given up. Raise RungRefused for the way it goes
    already, without a reason, for an embassy's copies, and after the end of the appeal.
    """
    shut(addressee.appeal)
    addressee = Addressee.objects.select_for_update(of=("self",)).select_related("appeal", "office").get(pk=addressee.pk)
    reason = reason.strip()
    if Appeal.objects.get(pk=addressee.appeal_id).state != AppealState.OPEN:
        raise RungRefused("", _("Only letters of an open appeal can go another way."))
    if addressee.for_country:
        raise RungRefused("", _("Copies to embassies always go singly."))
    if not reason or len(reason) > LONGEST_REASON:
        raise RungRefused("reason", _("Say in a few words why: it goes into the log."))
    if rung_of(addressee) == rung:
        raise RungRefused("rung", _("Letters to this office go this way already."))
    change = RungChange.objects.create(addressee=addressee, rung=rung, reason=reason, decided_by=by, decided_at=now)
    change.moved = _move(addressee, rung, with_failed=with_failed, now=now)
    change.save(update_fields=["moved"])
    record(
        verb="letters.rung",
        subject=addressee.appeal.subject,
        actor=by,
        now=now,
        office=addressee.office_id,
        rung=rung.value,
        reason=reason,
        letters=change.moved,
    )
    return change


def move_stragglers(*, now: datetime) -> int:
    """Let single letters follow that were on the wire when the others went another way, and have come back undelivered since. Returns how many."""
    moved = 0
    for addressee_id, rung in _decided().items():
        late = ProtestLetter.objects.filter(addressee=addressee_id, way=Rung.SINGLE, message__state__in=WITHDRAWABLE)
        if rung != Rung.SINGLE and late.exists():
            with transaction.atomic():
                addressee = Addressee.objects.select_for_update(of=("self",)).select_related("appeal").get(pk=addressee_id)
                if rung_of(addressee) == rung and hold_open(addressee.appeal):
                    moved += _move_singles(addressee, rung, WITHDRAWABLE, now=now)
    return moved


def write_single_letters(*, now: datetime) -> int:
    """Write those letters that came back from another way to go singly, some at a time. Returns how many."""
    waiting = ProtestLetter.objects.filter(way=Rung.SINGLE, message=None, taken_back_at=None, protest__appeal__state=AppealState.OPEN)
    written = 0
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            written += _write_single(pk, now=now)
    return written


def release_daily(daily: DailyLetter, *, now: datetime) -> bool:
    """Take back a daily letter that has not left, and free those it tells of to be told of anew; False when it can't be taken back any more."""
    outbox.withdraw(keys=[daily.message.key], now=now, reason=REASON)
    daily.message.refresh_from_db(fields=["state"])
    if daily.message.state != MessageState.WITHDRAWN:
        return False
    _empty(daily, now=now)
    return True


def waiting_elsewhere(addressees: QuerySet[Addressee]) -> QuerySet[ProtestLetter]:
    """Letters that have not left by any way but as a message: nothing has been sent of them."""
    return ProtestLetter.objects.filter(addressee__in=addressees, taken_back_at=None, message=None, daily=None, book=None, seen_at=None)


def _decided() -> dict[int, Rung]:
    changes = RungChange.objects.filter(addressee__appeal__state=AppealState.OPEN).order_by("pk").values_list("addressee", "rung")
    return {addressee: Rung(rung) for addressee, rung in changes}


def _move(addressee: Addressee, rung: Rung, *, with_failed: bool, now: datetime) -> int:
    states = (*WITHDRAWABLE, *FAILED) if with_failed else WITHDRAWABLE
    moved = _move_singles(addressee, rung, states, now=now) if rung != Rung.SINGLE else 0
    if rung != Rung.DAILY:
        _release_dailies(addressee, with_failed=with_failed, now=now)
    others = ProtestLetter.objects.filter(addressee=addressee, taken_back_at=None, message=None, daily=None, book=None, seen_at=None).exclude(way=rung)
    return moved + others.update(way=rung)


def _move_singles(addressee: Addressee, rung: Rung, states: Sequence[str], *, now: datetime) -> int:
    rows = ProtestLetter.objects.filter(addressee=addressee, way=Rung.SINGLE, message__state__in=states, protest__state=ProtestState.CONFIRMED)
    found = list(rows.order_by("protest").values_list("pk", "protest", "message", "message__key"))
    moved = 0
    for some in batched(found, _BATCH):
        # Whoever takes her protest back this moment is through with her letters, or waits for us.
        locked = Protest.objects.filter(pk__in=[row[1] for row in some], state=ProtestState.CONFIRMED).order_by("pk").select_for_update(no_key=True)
        confirmed = set(locked.values_list("pk", flat=True))
        outbox.withdraw(keys=[row[3] for row in some], now=now, reason=REASON)
        gone = Q(message__state=MessageState.WITHDRAWN) | Q(message__state__in=[state for state in states if state in FAILED])
        rows = ProtestLetter.objects.filter(gone, pk__in=[row[0] for row in some], protest__in=confirmed)
        moving = list(rows.values_list("pk", "message"))
        FormerMessage.objects.bulk_create(FormerMessage(letter_id=letter, message_id=message, at=now) for letter, message in moving)
        moved += ProtestLetter.objects.filter(pk__in=[letter for letter, _message in moving]).update(way=rung, message=None)
    return moved


def _release_dailies(addressee: Addressee, *, with_failed: bool, now: datetime) -> None:
    for daily in addressee.daily_letters.filter(released_at=None).select_related("message").order_by("pk"):
        if daily.message.state in WITHDRAWABLE:
            release_daily(daily, now=now)
        elif with_failed and daily.message.state in FAILED:
            _empty(daily, now=now)


def _empty(daily: DailyLetter, *, now: datetime) -> None:
    ProtestLetter.objects.filter(daily=daily).update(daily=None)
    DailyLetter.objects.filter(pk=daily.pk).update(released_at=now)


def _write_single(pk: int, *, now: datetime) -> int:
    letter = ProtestLetter.objects.select_related("addressee__office", "protest__appeal__organisation", "protest__letter").get(pk=pk)
    protest, addressee = letter.protest, letter.addressee
    if not hold_open(protest.appeal):
        return 0
    Protest.objects.select_for_update(no_key=True).get(pk=protest.pk)
    row = ProtestLetter.objects.filter(pk=pk, way=Rung.SINGLE, message=None, taken_back_at=None, protest__state=ProtestState.CONFIRMED)
    if not row.exists():
        return 0
    number = letter.former_messages.count()
    mail = finish_letter(protest=protest, addressee=addressee, signature=protest.letter_words or "", try_number=number, now=now)
    [message] = outbox.put(mails=[mail], now=now)
    return ProtestLetter.objects.filter(pk=pk).update(message=message)
