"""Rows of a package on their way in: what they are called, what has to be said of them, what becomes of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from outcry.cases.exports.package import Table
from outcry.cases.tables.records import Row, Trouble

# Larger keys would leave none for the rows to come.
_MOST_FIGURES = 12
# Columns of words that say nothing.
COUNTED_BY_US = frozenset({"version", "made_from_version"})


@dataclass(kw_only=True)
class PackageRow:
    """One row of a table: its key in the package, that of the row it lies in, its cells, and what becomes of it."""

    row: Row
    key: int = 0
    owner: int = 0
    cells: Mapping[str, str] = field(default_factory=dict)
    verdict: str = ""

    def refuse(self, column: str, reason: str) -> None:
        """Let it stay out, and say why."""
        self.verdict = "refused"
        self.row.troubles.append(Trouble(self.row.number, self.row.external_id, column, reason))

    def tell(self, column: str, reason: str) -> None:
        """Say something of it that keeps it from nothing."""
        self.row.troubles.append(Trouble(self.row.number, self.row.external_id, column, reason, is_refusal=False))


def key_of(text: str) -> int:
    """A key as a cell tells it; 0 for what is no key."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_FIGURES else 0


def kind_of(model: Any) -> str:
    """How a package calls the rows of a model."""
    return str(model._meta.model_name)


def kind_above(one: Table) -> str:
    """The kind of the rows in which these lie."""
    return kind_of(one.model._meta.get_field(one.owner).related_model)
