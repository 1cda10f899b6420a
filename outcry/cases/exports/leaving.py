"""Which facts leave the house with whoever asks: the one place that decides, for every form of export. docs/decisions/0012-how-records-leave-the-house.md."""

from dataclasses import dataclass
from typing import Any

from outcry.accounts.models import User
from outcry.cases.as_records import column_of
from outcry.cases.field_levels import level_of
from outcry.cases.levels import is_open_to
from outcry.cases.tables.facts import FACTS, IN_TWO, Fact
from outcry.evidence.models import Level
from outcry.lib.sealing import SealedTextField


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """What may leave. `by` is None for whoever has the command line, and with it the database."""

    by: User | None
    with_sealed: bool = False

    def allows(self, model: Any, column: str) -> bool:
        """Whether this column of the record leaves: nobody takes out what she may not read. What is stored sealed leaves only when that was asked for."""
        level = level_of(model, column)
        if self.by is not None and level != Level.SEALED and not is_open_to(self.by, level):
            return False
        return self.with_sealed or not isinstance(model._meta.get_field(column), SealedTextField)

    def facts(self) -> list[Fact]:
        """The facts of the table that comes in again."""
        return [fact for fact in FACTS.values() if fact.key not in IN_TWO and self.allows(*column_of(fact))]
