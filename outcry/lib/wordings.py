"""Saving one language's wording of something, when two people may be at it at once.

A form carries the version it was filled from. Whoever saves second is told, and shown what the first one wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from outcry.lib.translations import TextRow


@dataclass(frozen=True, kw_only=True)
class Edit:
    """Which wording is saved, and what the writer had before her.

    `seen_version` is the version of the row in her form, 0 when there was none; `made_from_version` the version of the
    source-language row she translated from, 0 in the source itself.
    """

    language: str
    seen_version: int = 0
    made_from_version: int = 0


class ChangedMeanwhile(Exception):
    """Somebody saved this wording after it was opened; `current` is her row, None when it was taken away."""

    def __init__(self, current: Any) -> None:
        super().__init__("changed meanwhile")
        self.current = current


def save_wording[Row: TextRow](*, rows: models.Manager[Row], edit: Edit, words: Mapping[str, str]) -> Row:
    """Write `words` into the edit's row among `rows` (`appeal.texts`) and return it; its version rises only if a word changed.

    Raise ChangedMeanwhile when another version stands there than the writer saw. Call it inside a transaction.
    """
    return write_wording(rows=rows, row=wording_as_seen(rows=rows, edit=edit), edit=edit, words=words)


def wording_as_seen[Row: TextRow](*, rows: models.Manager[Row], edit: Edit) -> Row | None:
    """The edit's row, locked for a change; None where there is none yet. ChangedMeanwhile when it is not what the writer saw."""
    row = rows.select_for_update().filter(language=edit.language).first()
    if (row.version if row else 0) != edit.seen_version:
        raise ChangedMeanwhile(row)
    return row


def write_wording[Row: TextRow](*, rows: models.Manager[Row], row: Row | None, edit: Edit, words: Mapping[str, str]) -> Row:
    """Write `words` into the row that was found so."""
    if row is None:
        return rows.create(language=edit.language, made_from_version=edit.made_from_version, **words)
    if any(getattr(row, name) != text for name, text in words.items()):
        row.version += 1
    for name, text in words.items():
        setattr(row, name, text)
    row.made_from_version = edit.made_from_version
    row.save()
    return row
