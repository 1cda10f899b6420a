"""Who may be named in public."""

from outcry.cases.models import Participant


def is_withheld(participant: Participant) -> bool:
    """Whether the public must not learn her name: unless somebody said that it may, and never where nothing of her may become public."""
    return not participant.is_named_publicly or bool(participant.person and participant.person.do_not_publish)
