"""What every way of handing over promises to the worker.

`hand_over` calls `before_content` exactly once, after the other side has agreed to take the letter and before the
first byte of its text leaves; what that call raises passes through, and nothing of the letter arrives. Then it ends in
one of four ways: an Answer (the other side has it), TryLater or RefusedForGood (it certainly has not), or Uncertain.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

WORDS_LENGTH = 500


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The envelope and the bytes of one mail. The message id is known to both sides: a second copy is recognised by it."""

    sender: str
    recipient: str
    message_id: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The other server has taken the letter; its own words.

    `tls` is how the line was protected, in words; blank where there was no line. `by_addressee` says whether the server is the
    addressee's own; None where the transport can't know and the settings say it.
    """

    code: int
    words: str
    tls: str = ""
    by_addressee: bool | None = None


class HandOverError(Exception):
    """The letter was not taken, as far as anybody knows. Carries the other server's words, which may hold an address."""

    def __init__(self, words: str, *, code: int | None = None) -> None:
        super().__init__(type(self).__name__)
        self.words = words[:WORDS_LENGTH]
        self.code = code
        # As in Answer; set by whoever knows the line.
        self.tls = ""


class TryLater(HandOverError):
    """Not taken now. `whole_server`: no other letter would be taken either."""

    def __init__(self, words: str, *, code: int | None = None, whole_server: bool = False) -> None:
        super().__init__(words, code=code)
        self.whole_server = whole_server


class RefusedForGood(HandOverError):
    """Not taken, and never will be."""


class Uncertain(HandOverError):
    """The line broke after the end of the letter had begun to leave: it may or may not have been taken (RFC 1047)."""


class Transport(Protocol):
    """One way to hand letters over. Used by one thread at a time; usable again after every error."""

    def hand_over(self, *, letter: Letter, before_content: Callable[[], None], following: Letter | None = None) -> Answer:
        """Hand one letter over; see the promise above. `following` is the one that is to be handed over next, if that is known: it may be asked about."""

    def close(self) -> None:
        """Let go of any connection; the next letter opens a new one."""
