"""What staff decide teaches a filter which words unwanted comments have. It holds comments and puts them last; it refuses none.

Words are kept as keyed hashes with two numbers: nobody reads out of the table what was written. Which words told is shown from
the comment at hand.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import F

from outcry.lib.keys import keyring, mac
from outcry.lib.locks import lock_until_commit
from outcry.lib.word_evidence import Seen, Verdict, weigh, words_of
from outcry.newsroom.comment_rows import Comment, CommentState, CommentWord, Objection

WANTED, UNWANTED = "wanted", "unwanted"
# From this score on a comment is held, and stands behind the others.
HOLDS_FROM = 0.9
KEPT = timedelta(days=365)
# A comment that endangers somebody says so in the words of any other: of these nothing is learned.
_TELLS_BY_WORDS = (Objection.SPAM, Objection.ABUSE)
# The row that counts texts instead of words.
_TEXTS = ""


def weigh_comment(*, organisation_id: int, name: str, text: str) -> Verdict | None:
    """How much a comment is like unwanted ones; None while too little was decided. One query."""
    keys = {_key(word): word for word in [_TEXTS, *words_of(f"{name} {text}")]}
    rows = CommentWord.objects.filter(organisation=organisation_id, key__in=list(keys)).values_list("key", "wanted", "unwanted")
    seen = {keys[bytes(key)]: Seen(wanted, unwanted) for key, wanted, unwanted in rows}
    return weigh(keys.values(), seen=seen, texts=seen.pop(_TEXTS, Seen()))


def learn(comment: Comment, *, now: datetime) -> None:
    """Learn from where a comment stands after a decision, and forget what an earlier one taught. Call it inside a transaction, before it is erased."""
    teaches = _teaches(comment)
    if teaches == comment.teaches or comment.text is None:
        return
    lock_until_commit(mac(keyring(settings.KEYS_FOLDER).current("lookup"), "comment-words", str(comment.organisation_id)))
    keys = [_key(word) for word in [_TEXTS, *words_of(f"{comment.name or ''} {comment.text}")]]
    rows = CommentWord.objects.filter(organisation=comment.organisation_id, key__in=keys)
    if comment.teaches:
        rows.filter(**{f"{comment.teaches}__gt": 0}).update(**{comment.teaches: F(comment.teaches) - 1})
    if teaches:
        new: Mapping[str, object] = {"organisation_id": comment.organisation_id, "seen_on": now.date()}
        CommentWord.objects.bulk_create([CommentWord(key=key, **new) for key in keys], ignore_conflicts=True)
        rows.update(**{teaches: F(teaches) + 1, "seen_on": now.date()})
    comment.teaches = teaches
    comment.save(update_fields=["teaches"])


def forget_words(*, now: datetime) -> int:
    """Forget words that no decision was about for a year, and those that nothing is left of; returns how many."""
    old: date = (now - KEPT).date()
    return CommentWord.objects.filter(seen_on__lte=old).delete()[0] + CommentWord.objects.filter(wanted=0, unwanted=0).delete()[0]


def _teaches(comment: Comment) -> str:
    if comment.state == CommentState.PUBLISHED:
        return WANTED
    is_told = comment.state in (CommentState.REFUSED, CommentState.REMOVED) and comment.objection in _TELLS_BY_WORDS
    return UNWANTED if is_told else ""


def _key(word: str) -> bytes:
    return mac(keyring(settings.KEYS_FOLDER).current("lookup"), "comment-word", word)
