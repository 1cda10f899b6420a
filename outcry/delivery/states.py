"""One table: which state may follow which. Everything that moves a message goes through it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    """Where a message stands. Each word is one truth; none means simply "sent"."""

    QUEUED = "queued", _("queued")
    SUBMITTING = "submitting", _("being handed over")
    HANDED_OFF = "handed_off", _("handed off")
    ACCEPTED = "accepted", _("accepted")
    DEFERRED = "deferred", _("deferred")
    REFUSED = "refused", _("refused")
    BOUNCED = "bounced", _("bounced")
    UNCERTAIN = "uncertain", _("uncertain")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("withdrawn")


SENTENCES: dict[MessageState, str] = {
    MessageState.QUEUED: "Written and waiting for its turn.",
    MessageState.SUBMITTING: "The text is on its way over the wire; nobody can know yet whether it arrives.",
    MessageState.HANDED_OFF: "Our own relay has taken it; the addressee's server has not answered yet.",
    MessageState.ACCEPTED: "The addressee's own server answered 2xx; its words are kept.",
    MessageState.DEFERRED: "The other server asked us to try later, or could not be reached.",
    MessageState.REFUSED: "The other server refused it for good.",
    MessageState.BOUNCED: "It was taken first and came back later.",
    MessageState.UNCERTAIN: "The connection or we ourselves broke off while it was being handed over; it may or may not have arrived. Not counted.",
    MessageState.EXPIRED: "Not delivered within its time; we have given up.",
    MessageState.WITHDRAWN: "Taken back before it left.",
}

_S = MessageState
# From each state, the states that may follow.
TRANSITIONS: dict[MessageState, frozenset[MessageState]] = {
    _S.QUEUED: frozenset({_S.SUBMITTING, _S.DEFERRED, _S.REFUSED, _S.WITHDRAWN}),
    _S.SUBMITTING: frozenset({_S.HANDED_OFF, _S.ACCEPTED, _S.DEFERRED, _S.REFUSED, _S.UNCERTAIN}),
    _S.DEFERRED: frozenset({_S.SUBMITTING, _S.DEFERRED, _S.REFUSED, _S.EXPIRED, _S.WITHDRAWN}),
    # Never expired and never withdrawn: it may have arrived, and a word that denies it would be untrue. Evidence ends the doubt: a report or
    # the relay's log says that it is there, or the log, whole, that it is not; then it is a deferred one like any other.
    _S.UNCERTAIN: frozenset({_S.SUBMITTING, _S.UNCERTAIN, _S.REFUSED, _S.BOUNCED, _S.HANDED_OFF, _S.ACCEPTED, _S.DEFERRED}),
    _S.HANDED_OFF: frozenset({_S.ACCEPTED, _S.REFUSED, _S.BOUNCED}),
    _S.ACCEPTED: frozenset({_S.BOUNCED}),
    _S.REFUSED: frozenset(),
    _S.BOUNCED: frozenset(),
    _S.EXPIRED: frozenset(),
    _S.WITHDRAWN: frozenset(),
}

# A worker picks these up when they are due and nobody holds them. What is found in SUBMITTING becomes uncertain first.
CLAIMABLE = (_S.QUEUED, _S.DEFERRED, _S.UNCERTAIN)
# Not delivered for certain. Taken back when the appeal ends; what is on the wire, or may have arrived, can't be.
WITHDRAWABLE = WAITING = (_S.QUEUED, _S.DEFERRED)
# Nothing more will be tried. An uncertain message has ended, too, once it has no due_at.
ENDED = (_S.HANDED_OFF, _S.ACCEPTED, _S.REFUSED, _S.BOUNCED, _S.EXPIRED, _S.WITHDRAWN)
# The other side has it, as far as anybody knows: a report of failure can still come back.
MAY_BOUNCE = (_S.HANDED_OFF, _S.ACCEPTED, _S.UNCERTAIN)


class ForbiddenTransition(Exception):
    """The table does not know this step."""


def check_transition(before: str, after: str) -> None:
    """Raise ForbiddenTransition unless the table has this step."""
    if MessageState(after) not in TRANSITIONS[MessageState(before)]:
        raise ForbiddenTransition(f"{before} can't become {after}")
