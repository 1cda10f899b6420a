"""The signed token of a visitor's form: when it was handed out, and for a protest with which letter in which words.

It stands in for a CSRF cookie, so that no visitor needs one; it may be used again, by back button or a second try.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.core import signing

from outcry.lib.identifiers import random_public_id
from outcry.lib.text import plain_lines

YOUNGEST = timedelta(seconds=3)
OLDEST = timedelta(hours=12)
_SALT = "outcry.front.form_token"


class TokenRefused(Exception):
    """The form has to be shown again, with a fresh token."""


class TooFast(TokenRefused):
    """Younger than a person needs to fill in a form."""


class TooOld(TokenRefused):
    """Older than half a day, not ours, or made for something else."""


@dataclass(frozen=True, kw_only=True)
class FormToken:
    """What the form was handed out with."""

    appeal: str
    letter_version: int
    letter_digest: str

    def has_letter(self, text: str) -> bool:
        """Whether this is the letter as it stood on the form, word for word."""
        return self.letter_digest == _digest(text)


def issue(*, appeal: str, letter_version: int, letter: str, now: datetime) -> str:
    """A token for a form handed out now, with this letter on it."""
    return signing.dumps([appeal, letter_version, _digest(letter), int(now.timestamp())], salt=_SALT)


def read(token: str, *, appeal: str, now: datetime) -> FormToken:
    """What stands in the token; TooFast before 3 s, TooOld after 12 h or when it was not made for this appeal."""
    try:
        of_appeal, letter_version, letter_digest, issued = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise TooOld from error
    _check_age(issued, now=now)
    if of_appeal != appeal:
        raise TooOld
    return FormToken(appeal=of_appeal, letter_version=letter_version, letter_digest=letter_digest)


def issue_for(purpose: str, *, now: datetime) -> str:
    """A token for a form without a letter, handed out now; no two are alike, so that one form is known again."""
    return signing.dumps([purpose, random_public_id(), int(now.timestamp())], salt=_SALT)


def check_for(purpose: str, token: str, *, now: datetime) -> None:
    """Accept a token made for this purpose; TooFast before 3 s, TooOld after 12 h or when it was not made for it."""
    try:
        of_purpose, _number, issued = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise TooOld from error
    _check_age(issued, now=now)
    if of_purpose != purpose:
        raise TooOld


def _check_age(issued: float, *, now: datetime) -> None:
    age = now.timestamp() - issued
    if age > OLDEST.total_seconds():
        raise TooOld
    if age < YOUNGEST.total_seconds():
        raise TooFast


def _digest(text: str) -> str:
    # Of the words alone: browsers send other line ends than they were given.
    return sha256(plain_lines(text).strip().encode()).hexdigest()[:32]
