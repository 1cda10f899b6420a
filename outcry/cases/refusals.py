"""Why the case file says no. Each carries a sentence for the person at the desk."""


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
