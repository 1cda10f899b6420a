"""Something whose words stand in text rows, part by part, as translators work on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from outcry.lib.translations import TextRow, is_stale
from outcry.lib.wordings import Edit


@dataclass(frozen=True, kw_only=True)
class TextPart:
    """One part: `key` names it within the whole ("act/33"), `about` says in the editor's words what it is.

    `rows` are its words by language, the source language among them; `names` their columns, without the first of which there can be no row.
    """

    key: str
    about: str
    rows: Sequence[TextRow]
    names: tuple[str, ...]
    source_language: str

    @property
    def source(self) -> TextRow:
        """The words that others are made from."""
        return next(row for row in self.rows if row.language == self.source_language)

    def row_in(self, language: str) -> TextRow | None:
        """The words in a language, as far as they are there."""
        return next((row for row in self.rows if row.language == language), None)

    def is_behind(self, language: str) -> bool:
        """Whether its words in a language were made from others than stand in the source."""
        row = self.row_in(language)
        return row is not None and is_stale(row, self.source)

    def label(self, name: str) -> str:
        """What one of its texts is, in the editor's words."""
        field: Any = self.source._meta.get_field(name)
        words = str(capfirst(str(field.verbose_name)))
        return f"{self.about}: {words}" if self.about else words

    def longest(self, name: str) -> int | None:
        """How many characters one of its texts can have."""
        return getattr(self.source._meta.get_field(name), "max_length", None)

    def edit(self, language: str, *, is_fresh: bool) -> Edit:
        """The wording that is to be saved; `is_fresh` when all of it is made from the words that stand in the source now."""
        row, now = self.row_in(language), self.source.version
        made_from = now if is_fresh else min(row.made_from_version, now - 1) if row else 0
        return Edit(language=language, seen_version=row.version if row else 0, made_from_version=made_from)


def parts_said(parts: Iterable[TextPart]) -> list[TextPart]:
    """Those of the parts that have words in the source language; of others nothing can be translated."""
    return [part for part in parts if part.row_in(part.source_language)]
