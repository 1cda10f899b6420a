"""Why the case file says no. Each carries a sentence for the person at the desk."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _


class Refused(Exception):
    """It can't be done now; the text says why and what would change it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotProposed(Refused):
    """Nobody has offered this state of the file for approval."""


class NeedsSecondPerson(Refused):
    """Whoever proposed it can't approve it, or not yet."""


class NotFitForThePublic(Refused):
    """Something is missing, or a name that is withheld stands in a public text."""


class NoSuchStep(Refused):
    """The way of a case has no such step from where it stands, or what the step asks is missing."""


class StillNeeded(Refused):
    """Other parts of the file name it: they would lose their meaning."""

    def __init__(self, needed_by: Iterable[Any]) -> None:
        kinds = sorted({str(capfirst(row._meta.verbose_name)) for row in needed_by})
        super().__init__(_("It can't be taken out: other parts of the file name it (%(kinds)s). Change those first.") % {"kinds": ", ".join(kinds)})


class AlreadyUndone(Refused):
    """A change is undone once."""

    def __init__(self) -> None:
        super().__init__(_("This change was undone already."))


class NobodyDetained(Refused):
    """A release needs a detention in the file."""

    def __init__(self) -> None:
        super().__init__(_("Nobody is written down as detained in this case. Add the detention to its act first."))
