"""Questions about protests that pages and desks ask."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from outcry.appeals.models import Appeal
from outcry.protests.models import AuthorityReply, Outcome, Protest, ProtestState, ReplyState, ShownInPublic


@dataclass(frozen=True, kw_only=True)
class VoiceOf:
    """The words a supporter chose to be shown by, blank for "someone", her country, and when she confirmed."""

    words: str
    country: str
    confirmed_at: datetime


def latest_voices(*, appeal: Appeal, limit: int = 8) -> list[VoiceOf]:
    """The newest confirmed supporters who chose to be shown. Whether the country may be named is for statistics to say."""
    voices = (
        Protest.objects.filter(appeal=appeal, state=ProtestState.CONFIRMED, voice_hidden_at=None)
        .exclude(shown_in_public=ShownInPublic.NOTHING)
        .order_by("-confirmed_at")
        .only("public_words", "country", "confirmed_at")[:limit]
    )
    return [VoiceOf(words=voice.public_words or "", country=voice.country, confirmed_at=voice.confirmed_at) for voice in voices if voice.confirmed_at]


def outcome_of(*, appeal: Appeal) -> Outcome | None:
    """The outcome with its texts, when there is one."""
    return Outcome.objects.filter(appeal=appeal).prefetch_related("texts").first()


def outcomes_of(*, appeals: Collection[int]) -> dict[int, Outcome]:
    """The outcomes of these appeals, by the keys of the appeals, with their texts."""
    return {outcome.appeal_id: outcome for outcome in Outcome.objects.filter(appeal__in=appeals).prefetch_related("texts")} if appeals else {}


def shown_replies(*, appeal: Appeal) -> list[AuthorityReply]:
    """Replies that a person approved for the appeal page, newest first, with the addressee they came from."""
    replies = AuthorityReply.objects.filter(appeal=appeal, state=ReplyState.SHOWN).select_related("letter__addressee__office")
    return list(replies[:50])
