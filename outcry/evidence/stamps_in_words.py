"""How far an item's time stamp is, in one line."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from outcry.design.day_words import moment_in_words
from outcry.design.desk import Tone
from outcry.evidence import sentences
from outcry.evidence.models import EvidenceItem, StampState


@dataclass(frozen=True, kw_only=True)
class StampLine:
    """A word or a sentence, and how it is coloured."""

    words: str
    tone: Tone


def stamp_line(item: EvidenceItem) -> StampLine:
    """Stamped at, or not stamped because. The stamps stand at hand."""
    stamps = list(item.stamps.all())
    stamped = next((stamp for stamp in stamps if stamp.state == StampState.STAMPED), None)
    if stamped and stamped.stamped_at:
        return StampLine(words=_("time-stamped %(moment)s") % {"moment": moment_in_words(stamped.stamped_at).text}, tone="safe")
    if not settings.TIMESTAMP_URL:
        return StampLine(words=_("not time-stamped: no time-stamping authority is set"), tone="plain")
    failure = next((stamp.failure for stamp in stamps if stamp.failure), "")
    if failure:
        return StampLine(words=_("not time-stamped yet: %(reason)s; it is tried again") % {"reason": sentences.failure(failure)}, tone="alarm")
    return StampLine(words=_("not time-stamped yet: the authority is asked within a minute"), tone="wait")
