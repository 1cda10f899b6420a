"""What somebody asked to take out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from outcry.accounts.models import Organisation
from outcry.cases.exports.leaving import Leaving
from outcry.cases.search import Search


@dataclass(frozen=True, kw_only=True)
class Asked:
    """These cases, which are those that the search means, and what of them may leave. `told` hears how many rows have left so far."""

    search: Search
    cases: Sequence[int]
    leaving: Leaving
    told: Callable[[int], None]

    @property
    def organisation(self) -> Organisation:
        """Whose cases they are."""
        return self.search.organisation
