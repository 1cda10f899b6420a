"""What every submission to an appeal needs and none of them changes, kept for five seconds: a rush asks the database once.

Public pages are as old (config/wsgi_cache.py), so nobody sees a title here that is older than the one on her page.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from outcry.appeals.models import Appeal, LetterVersion
from outcry.protests.mails import AskingWords, asking_words

KEPT = timedelta(seconds=5)
_MOST = 500


@dataclass(frozen=True, kw_only=True)
class AtHand:
    """An approved letter version and the confirmation mail that goes with it."""

    letter: LetterVersion
    words: AskingWords


_kept: dict[tuple[str, int, str], tuple[datetime, AtHand]] = {}


def at_hand(*, appeal: Appeal, letter_version: int, language: str, now: datetime) -> AtHand:
    """The letter she read and the mail that asks her to confirm. Raise LetterVersion.DoesNotExist for one that was never approved."""
    key = (appeal.public_id, letter_version, language)
    kept = _kept.get(key)
    if kept and abs(now - kept[0]) < KEPT:
        return kept[1]
    letter = LetterVersion.objects.get(appeal=appeal, number=letter_version, approved_at__isnull=False)
    found = AtHand(letter=letter, words=asking_words(template="confirm", appeal=appeal, letter=letter, language=language))
    if len(_kept) >= _MOST:
        _kept.clear()
    _kept[key] = (now, found)
    return found
