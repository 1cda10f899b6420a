"""What every submission to an appeal needs and none of them changes, kept for five seconds: a rush asks the database once.

Public pages are as old (config/wsgi_cache.py): nobody meets an appeal here that is older than the page she filled in.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from outcry.appeals.models import Appeal, LetterVersion
from outcry.appeals.queries import by_slug
from outcry.delivery import outbox
from outcry.protests.mails import DESTINATION, AskingWords, asking_words

KEPT = timedelta(seconds=5)
_MOST = 500


@dataclass(frozen=True, kw_only=True)
class AtHand:
    """An approved letter version and the confirmation mail that goes with it."""

    letter: LetterVersion
    words: AskingWords
    # Where the outbox keeps such mails.
    destination_id: int


_appeals: dict[str, tuple[datetime, Appeal]] = {}
_letters: dict[tuple[str, int, str], tuple[datetime, AtHand]] = {}


def appeal_at_hand(*, slug: str, now: datetime) -> Appeal | None:
    """The launched appeal of this name, or None, as it stood at most five seconds ago. Confirming looks at the row itself."""
    kept = _appeals.get(slug)
    if kept and abs(now - kept[0]) < KEPT:
        return kept[1]
    appeal = by_slug(slug=slug)
    if appeal is not None:
        _keep(_appeals, slug, (now, appeal))
    return appeal


def letter_at_hand(*, appeal: Appeal, letter_version: int, language: str, now: datetime) -> AtHand:
    """The letter she read and the mail that asks her to confirm. Raise LetterVersion.DoesNotExist for one that was never approved."""
    key = (appeal.public_id, letter_version, language)
    kept = _letters.get(key)
    if kept and abs(now - kept[0]) < KEPT:
        return kept[1]
    letter = LetterVersion.objects.get(appeal=appeal, number=letter_version, approved_at__isnull=False)
    words = asking_words(template="confirm", appeal=appeal, letter=letter, language=language)
    found = AtHand(letter=letter, words=words, destination_id=outbox.destination_id(key=DESTINATION))
    _keep(_letters, key, (now, found))
    return found


def forget() -> None:
    """Ask the database again next time."""
    _appeals.clear()
    _letters.clear()


def _keep[Key, Value](kept: dict[Key, Value], key: Key, value: Value) -> None:
    if len(kept) >= _MOST:
        kept.clear()
    kept[key] = value
