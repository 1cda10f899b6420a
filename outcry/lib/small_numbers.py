"""Numbers of people who must stay unknown, in a table: what of them may be told without telling of a single one.

A number below the floor points at somebody: she is one of few. So it is not told, and no sum is told from which it could be
reckoned. `told` gives the same answer for every table that differs from the true one only in such numbers: whatever a reader
subtracts, each of them stays possible.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Told[Key: Hashable]:
    """The rows, None for a number that is not told, and how many there are over all rows; None while a row is not told."""

    rows: dict[Key, int | None]
    total: int | None

    @property
    def withheld(self) -> int:
        """How many rows are not told."""
        return sum(1 for number in self.rows.values() if number is None)


def told[Key: Hashable](rows: Mapping[Key, int], *, total: int, floor: int) -> Told[Key]:
    """A table of numbers of people. `total` counts each once, so it may be less than the sum of the rows; zero is told, it is nobody."""
    shown = {key: number if is_told(number, floor=floor) else None for key, number in rows.items()}
    # The complement of a withheld row is withheld with it. No other sum over the same people may be given out beside this table.
    is_whole = None not in shown.values() and is_told(total, floor=floor)
    return Told(rows=shown, total=total if is_whole else None)


def is_told(number: int, *, floor: int) -> bool:
    """Whether a number of people points at none of them."""
    return number == 0 or number >= floor
