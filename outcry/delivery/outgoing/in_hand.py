"""One message in a worker's hand, from the claim to its result. Each step is one transaction with its event, behind the fence."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from outcry.delivery.blocking import REASON, note_block
from outcry.delivery.models import Attempt, OutgoingMessage
from outcry.delivery.outgoing import after_a_try
from outcry.delivery.outgoing.claims import TROUBLES, Claim, FenceLost, fenced, set_aside
from outcry.delivery.outgoing.marks import Marks
from outcry.delivery.outgoing.retry import RESEND, next_try
from outcry.delivery.outgoing.transports.base import Answer, HandOverError, Letter, TryLater
from outcry.delivery.signing.signer import Signer
from outcry.delivery.states import MessageState
from outcry.delivery.steps import ENDS, step
from outcry.lib.sealing import unseal

# A message that may have arrived goes out so many times more, and then stays where it ends.
UNCERTAIN_RESENDS = 1
_BROKE_OFF = "the line broke after the last byte"
_REST: dict[str, Any] = {"leased_until": None, "troubles": 0}


class InHand:
    """What the worker does with a claimed message. Every method that writes raises FenceLost when the claim is gone."""

    def __init__(self, claim: Claim, *, now: datetime, marks: Marks | None = None) -> None:
        self.claim = claim
        self.state = claim.state
        self.mailer = claim.mailer
        self._started_at = now
        self._marks = marks or Marks()

    @cached_property
    def _message(self) -> OutgoingMessage:
        message = fenced(self.claim).defer("recipient", "content", "last_words").first()
        if message is None:
            raise FenceLost
        return message

    def submit(self, *, now: datetime) -> None:
        """Write down that the text is about to leave: from here on only an answer tells whether it arrived."""
        self._marks.submit(self.claim, before=self.state, now=now)
        self.state = MessageState.SUBMITTING

    def taken(self, answer: Answer, *, now: datetime, may_wait: bool = False) -> None:
        """The next hop has it: the addressee's own server, or a relay of ours. Where the transport can't know which, the settings say it.

        `may_wait`: written together with the mark of the next letter, or a moment later.
        """
        by_addressee = settings.NEXT_HOP == "addressee" if answer.by_addressee is None else answer.by_addressee
        self._marks.ended(
            self.claim,
            state=MessageState.ACCEPTED if by_addressee else MessageState.HANDED_OFF,
            number=self._number,
            code=answer.code,
            words=answer.words,
            tls=answer.tls,
            began=self._started_at,
            now=now,
            may_wait=may_wait,
        )
        if self.claim.had_rested:
            with transaction.atomic():
                after_a_try.note(self.claim, now=now, was_reached=True, was_taken=True)

    def refuse(self, error: HandOverError, *, now: datetime) -> None:
        """The next hop said no for good."""
        with transaction.atomic():
            self._step(MessageState.REFUSED, now=now, reason=_code(error), last_words=error.words, attempts=self._number, troubles=0, **ENDS)
            self._write_attempt(MessageState.REFUSED, now=now, code=error.code, words=error.words, tls=error.tls)
            after_a_try.note(self.claim, now=now, was_reached=True, was_taken=False)

    def block(self, error: HandOverError, *, now: datetime) -> None:
        """The next hop said no, and meant us: the letter waits, and the server's word is counted against the server."""
        with transaction.atomic():
            self._put_back(now=now, reason=f"{_code(error)} {REASON}", last_words=error.words, **_REST)
            self._write_attempt(self.state, now=now, code=error.code, words=error.words, tls=error.tls)
            note_block(message_id=self.claim.message_id, words=f"{_code(error)} {error.words}", now=now)
            after_a_try.note(self.claim, now=now, was_reached=True, was_taken=False)

    def defer(self, error: TryLater, *, now: datetime) -> None:
        """Not now: again later, or given up once its time is over. A server that is down gets a rest from all letters."""
        with transaction.atomic():
            self._put_back(now=now, reason=_code(error), last_words=error.words, **_REST)
            self._write_attempt(self.state, now=now, code=error.code, words=error.words, tls=error.tls)
            after_a_try.note(self.claim, now=now, was_reached=not error.whole_server, was_taken=False)

    def doubt(self, error: HandOverError, *, now: datetime) -> None:
        """It may have arrived. It goes once more with the same bytes, and then stays uncertain."""
        with transaction.atomic():
            self._step(MessageState.UNCERTAIN, now=now, reason=_BROKE_OFF, last_words=error.words, attempts=self._number, **_REST)
            plan_resend(fenced(self.claim), now=now)
            self._write_attempt(MessageState.UNCERTAIN, now=now, code=error.code, words=error.words, tls=error.tls)

    def trouble(self, reason: str, *, now: datetime) -> None:
        """An error of ours. The message is tried again like a deferred one, and set aside after so many times in a row."""
        if self.state == MessageState.SUBMITTING:
            self.doubt(HandOverError(reason), now=now)
            return
        with transaction.atomic():
            self._put_back(now=now, reason=f"an error of ours: {reason}", leased_until=None)
            after_a_try.note(self.claim, now=now, was_reached=True, was_taken=False)
            if self._message.troubles >= TROUBLES:
                set_aside(message_id=self.claim.message_id, state=self.state, reason=reason, now=now)

    @property
    def _number(self) -> int:
        return self.claim.attempts + 1

    def _put_back(self, *, now: datetime, reason: str, **changes: Any) -> None:
        """Back into the queue until the next try; given up, if its time is over."""
        expires_at = self._message.expires_at or now + self._message.lifetime
        is_over = now >= expires_at
        again_at = next_try(tries=self._number, name=self._message.return_id, now=now, haste=settings.MAIL_HASTE)
        may_have_arrived = self.state == MessageState.UNCERTAIN
        state = MessageState.UNCERTAIN if may_have_arrived else MessageState.DEFERRED
        due_at = None if is_over else min(again_at, expires_at)
        self._step(state, now=now, reason=reason, attempts=self._number, expires_at=expires_at, due_at=due_at, **changes)
        self.state = state
        if is_over and not may_have_arrived:
            self._step(MessageState.EXPIRED, now=now, reason="its time is over", **ENDS)

    def _step(self, after: MessageState, *, now: datetime, reason: str = "", **changes: Any) -> None:
        if not step(rows=fenced(self.claim), message_id=self.claim.message_id, before=self.state, after=after, at=now, reason=reason, **changes):
            raise FenceLost

    def _write_attempt(self, result: MessageState, *, now: datetime, code: int | None, words: str, tls: str) -> None:
        Attempt.objects.create(
            message=self._message,
            number=self._number,
            fence=self.claim.fence,
            started_at=self._started_at,
            ended_at=now,
            result=result,
            code=code,
            words=words,
            tls=tls,
        )


def letter_of(claim: Claim, signer: Signer) -> Letter:
    """The envelope and the bytes, signed. Unsealed here and not with the claim: a row whose seal is broken must trouble this message alone."""
    if claim.recipient is None or claim.content is None:
        raise ErasedMeanwhile
    recipient = unseal(claim.recipient, place="delivery_outgoingmessage.recipient").decode()
    content = signer.signed(unseal(claim.content, place="delivery_outgoingmessage.content"), sender=claim.sender)
    return Letter(sender=claim.sender, recipient=recipient, message_id=claim.name, content=content)


class ErasedMeanwhile(Exception):
    """Its text is gone, at somebody's wish: there is nothing left to hand over."""


def plan_resend(rows: QuerySet[OutgoingMessage], *, now: datetime) -> None:
    """Let what may have arrived go once more, later; never a third time, not once its text is gone, and not where its sender said never twice.

    Where the relay's log can be asked, it gets the time to answer first.
    """
    wait = max(RESEND, 2 * timedelta(minutes=settings.RELAY_SILENCE_MINUTES)) if settings.RELAY_LOG else RESEND
    rows.update(due_at=None)
    again = rows.filter(uncertain_resends__lt=UNCERTAIN_RESENDS, content__isnull=False, never_twice=False)
    again.update(due_at=now + wait / settings.MAIL_HASTE)


def _code(error: HandOverError) -> str:
    return "" if error.code is None else str(error.code)
