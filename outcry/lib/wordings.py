"""Saving one language's wording of something, when two people may be at it at once.

A form carries the version it was filled from. Whoever saves second is told, and shown what the first one wrote.
"""

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction

from outcry.lib.translations import TextRow


class ChangedMeanwhile(Exception):
    """Somebody saved this wording after it was opened; `current` is her row, None when it was taken away."""

    def __init__(self, current: Any) -> None:
        super().__init__("changed meanwhile")
        self.current = current


@transaction.atomic
def save_wording[Row: TextRow](*, rows: models.Manager[Row], language: str, words: Mapping[str, str], seen_version: int, made_from_version: int) -> Row:
    """Write `words` into the row of `language` among `rows` (`appeal.texts`) and return it; its version rises only if a word changed.

    `seen_version` is the version the writer had before her, 0 for none; ChangedMeanwhile when another stands there now.
    `made_from_version` is the version of the source-language row she translated from, 0 in the source itself.
    """
    row = rows.select_for_update().filter(language=language).first()
    if (row.version if row else 0) != seen_version:
        raise ChangedMeanwhile(row)
    if row is None:
        return rows.create(language=language, made_from_version=made_from_version, **words)
    if any(getattr(row, name) != text for name, text in words.items()):
        row.version += 1
    for name, text in words.items():
        setattr(row, name, text)
    row.made_from_version = made_from_version
    row.save()
    return row
