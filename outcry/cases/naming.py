"""Who may be named in public, and by which name."""

from outcry.cases.models import Participant
from outcry.cases.vocabulary import ShownAs
from outcry.evidence.models import Level


def shown_as(participant: Participant) -> ShownAs:
    """How the public reads of her: by name only where somebody said so, nothing forbids it, and no rule takes it back."""
    rule = getattr(participant, "naming", None)
    chosen = ShownAs(rule.shown_as) if rule else ShownAs.NAME
    may_be_named = participant.is_named_publicly and not _nothing_may_become_public(participant)
    if chosen is ShownAs.NAME and may_be_named:
        return ShownAs.NAME
    return ShownAs.PSEUDONYM if chosen is not ShownAs.WITHHELD and pseudonym_of(participant) else ShownAs.WITHHELD


def is_withheld(participant: Participant) -> bool:
    """Whether the public must not learn her name: unless somebody said that it may, and never where nothing of her may become public."""
    return shown_as(participant) is not ShownAs.NAME


def pseudonym_of(participant: Participant) -> str:
    """By which the public may speak of her; blank when she has none."""
    return participant.person.pseudonym.strip() if participant.person else ""


def _nothing_may_become_public(participant: Participant) -> bool:
    person = participant.person
    return bool(person and (person.do_not_publish or person.level == Level.RESTRICTED))
