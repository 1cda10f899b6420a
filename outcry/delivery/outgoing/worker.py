"""The loop that empties the outbox: claim, hand over, write down. It may be killed at any line.

No transaction is open while it talks to a mail server. Several workers share the work through their claims alone.
"""

import logging
import traceback
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from threading import Event
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from outcry.delivery.blocking import blocks_us
from outcry.delivery.outgoing.after_a_try import share_time
from outcry.delivery.outgoing.claims import Claim, FenceLost, claim_some, give_back, newest_message, next_slot_after
from outcry.delivery.outgoing.in_hand import InHand, letter_of
from outcry.delivery.outgoing.lease_keeper import LeaseKeeper
from outcry.delivery.outgoing.marks import Marks
from outcry.delivery.outgoing.recovery import recover_abandoned
from outcry.delivery.outgoing.transports.base import Letter, RefusedForGood, Transport, TryLater, Uncertain
from outcry.delivery.outgoing.transports.choice import transport_for
from outcry.delivery.signing.signer import Signer

logger = logging.getLogger(__name__)

# How often an idle worker asks whether something new was put down: a confirmation mail should leave while she still watches.
BELL_SECONDS = 0.2
# How long it goes without looking at the whole queue: tries that are due again, holds and pauses that somebody lifted.
LOOK_SECONDS = 1.0
# After an error that is nobody's letter's fault, such as a database that is away.
PAUSE_SECONDS = 1.0
# How often it looks for what a dead worker left behind, and how long it keeps a connection that nobody needs.
RECOVERY_SECONDS = 2.0
HANG_UP_SECONDS = 10.0
# So many letters are taken in hand together at most, and so many that a server is likely to take within this time: what waits in a hand
# can't be overtaken, and follows a hold or a pause only once the hand is empty. One that takes longer is let go of.
MOST_IN_HAND = 200
HAND_SECONDS = 0.4
LET_GO_SECONDS = 0.5


def real_now() -> datetime:
    return datetime.now(UTC)


class Worker:
    """One worker, in one thread."""

    def __init__(
        self,
        *,
        now: Callable[[], datetime] = real_now,
        transport_for: Callable[..., Transport] = transport_for,
        keeper: LeaseKeeper | None = None,
        stop: Event | None = None,
    ) -> None:
        self._signer = Signer(settings.KEYS_FOLDER)
        self.stop = stop or Event()
        self._now = now
        self._transport_for = transport_for
        self._keeper = keeper
        self._transports: dict[str, Transport] = {}
        self._recovered_at = self._worked_at = float("-inf")
        self._newest = 0
        self._marks = keeper.marks if keeper else Marks()
        # What was taken in hand together and not begun yet, since when, and how long the last letter to each server took.
        self._hand: deque[Claim] = deque()
        self._taken_at = now()
        self._read_ahead: tuple[Claim, Letter] | None = None
        self._paces: dict[int, timedelta] = {}

    def run(self) -> None:
        """Work until `stop` is set, after the message in hand."""
        while not self.stop.is_set():
            try:
                if not self.work_once():
                    self._rest()
            except Exception as error:  # noqa: BLE001  the rim: whatever it is, the next letter has a right to its try
                _report("the mail worker", error)
                connection.close()
                self._marks.close()
                self.stop.wait(PAUSE_SECONDS)
                self._let_go_if_possible()
        self._let_go_if_possible()
        self.close()

    def drain(self) -> int:
        """Work until nothing may leave any more; returns how many messages were taken in hand."""
        handled = 0
        while not self.stop.is_set() and self.work_once():
            handled += 1
        self._let_go()
        self.close()
        return handled

    def work_for(self, seconds: float, *, at_first: Callable[[], None]) -> int:
        """Work until nothing may leave any more or the time is over; `at_first` is called once there was something. Keeps its connections."""
        ends_at, handled = monotonic() + seconds, 0
        while monotonic() < ends_at and not self.stop.is_set() and self.work_once():
            handled += 1
            if handled == 1:
                at_first()
        self._let_go()
        return handled

    def work_once(self) -> bool:
        """Take one message in hand and bring it to a result; False when none may leave."""
        self._recover()
        if self._hand and (self._now() - self._taken_at).total_seconds() > LET_GO_SECONDS:
            self._let_go()
        if not self._hand:
            self._signer.look()
            with self._alone():
                self._hand.extend(claim_some(now=self._now(), most=self._most))
            self._taken_at = self._now()
        if not self._hand:
            return False
        taken, began, went_well = self._hand.popleft(), self._now(), False
        try:
            went_well = self._bring_to_result(taken)
        except FenceLost:
            logger.info("message %d: no longer ours, its result is dropped", taken.message_id)
        took = self._now() - began
        share_time(taken, took=took, now=self._now())
        if went_well:
            # One that waited longer, for whatever reason, is not the pace of all.
            self._paces[taken.server_id] = (took + self._paces.get(taken.server_id, took)) / 2
        else:
            # Perhaps nothing more may go there; one letter alone will tell.
            self._paces.pop(taken.server_id, None)
            self._let_go()
        self._worked_at = monotonic()
        return True

    def _alone(self) -> AbstractContextManager[None]:
        """On SQLite, which has one writer: in turn with those who mark letters. On PostgreSQL nobody waits for others' rows."""
        return self._marks.turn() if connection.vendor == "sqlite" else nullcontext()

    def _most(self, server_id: int) -> int:
        """How many letters to this server may be taken in hand together; one, until it is known how fast it takes them."""
        took = self._paces.get(server_id)
        return 1 if took is None else int(min(MOST_IN_HAND, max(1.0, HAND_SECONDS / max(took.total_seconds(), HAND_SECONDS / MOST_IN_HAND))))

    def _let_go(self) -> None:
        """Give back what was taken in hand and not begun, and write down what still is to be."""
        rest = list(self._hand)
        self._hand.clear()
        # Nobody's text lies open in memory while nothing is to be done with it.
        self._read_ahead = None
        self._marks.write()
        if rest:
            with self._alone():
                give_back(rest)

    def _let_go_if_possible(self) -> None:
        try:
            self._let_go()
        except DatabaseError as error:
            # The leases run out by themselves.
            _report("the mail worker", error)
            connection.close()

    def close(self) -> None:
        """Hang up everywhere."""
        for transport in self._transports.values():
            transport.close()
        self._transports.clear()

    def _bring_to_result(self, taken: Claim) -> bool:
        """Whether the other side has it."""
        hand = InHand(taken, now=self._now(), marks=self._marks)
        try:
            return self._hand_over(hand)
        except TryLater as error:
            hand.defer(error, now=self._now())
        except RefusedForGood as error:
            (hand.block if blocks_us(error.words) else hand.refuse)(error, now=self._now())
        except Uncertain as error:
            hand.doubt(error, now=self._now())
        return False

    def _hand_over(self, hand: InHand) -> bool:
        try:
            letter, following = self._letter(hand.claim), self._following(hand.claim)
            with self._keeper.holding(hand.claim, *self._hand) if self._keeper else nullcontext():
                transport = self._transport(hand.mailer)
                answer = transport.hand_over(letter=letter, before_content=lambda: hand.submit(now=self._now()), following=following)
        except (FenceLost, TryLater, RefusedForGood, Uncertain, DatabaseError):
            raise
        except Exception as error:  # noqa: BLE001  the rim: one bad row must not stop the others
            _report(f"message {hand.claim.message_id}", error)
            hand.trouble(type(error).__name__, now=self._now())
            return False
        # Whoever renews the leases also writes down what has waited too long for the next letter's mark.
        hand.taken(answer, now=self._now(), may_wait=bool(self._hand and self._keeper))
        return True

    def _letter(self, claim: Claim) -> Letter:
        ahead, self._read_ahead = self._read_ahead, None
        return ahead[1] if ahead and ahead[0] is claim else letter_of(claim, self._signer)

    def _following(self, claim: Claim) -> Letter | None:
        """The next letter of the hand, if it goes the same way."""
        if not self._hand or self._hand[0].mailer != claim.mailer:
            return None
        try:
            letter = letter_of(self._hand[0], self._signer)
        except Exception:  # noqa: BLE001  it says so when its turn comes: whatever it is, it must not trouble this one
            return None
        self._read_ahead = self._hand[0], letter
        return letter

    def _transport(self, mailer: str) -> Transport:
        if mailer not in self._transports:
            self._transports[mailer] = self._transport_for(mailer=mailer)
        return self._transports[mailer]

    def _recover(self) -> None:
        if monotonic() - self._recovered_at >= RECOVERY_SECONDS:
            recover_abandoned(now=self._now())
            self._recovered_at = monotonic()

    def _rest(self) -> None:
        """Sleep until the next slot of an office that letters wait for, until new work comes, or until it is time to look again."""
        if self._transports and monotonic() - self._worked_at >= HANG_UP_SECONDS:
            self.close()
        close_old_connections()
        self._marks.rest()
        slot = next_slot_after(now=self._now())
        wake_at = min(self._now() + timedelta(seconds=LOOK_SECONDS), slot or datetime.max.replace(tzinfo=UTC))
        while not self._rings() and (left := (wake_at - self._now()).total_seconds()) > 0 and not self.stop.is_set():
            self.stop.wait(min(left, BELL_SECONDS))

    def _rings(self) -> bool:
        """Whether something was put down since this was asked last. What came in while the queue was being looked at rings, too."""
        before, self._newest = self._newest, newest_message()
        return self._newest != before


def _report(subject: str, error: Exception) -> None:
    """Log where it happened and what kind it was; its words may hold an address or a text."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    logger.error("%s: %s in %s, line %s", subject, type(error).__name__, place.filename, place.lineno)
