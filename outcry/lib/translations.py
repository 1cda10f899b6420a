"""Texts for readers: a row per language, each knowing which version of the source text it was made from."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

LANGUAGE_LENGTH = 12


class TextRow(models.Model):
    """One language's wording of something. A subclass adds the foreign key to the something and the texts.

    `version` counts the changes of this row. `made_from_version` is the version of the row in the source
    language from which this one was translated; 0 in the source itself.
    """

    language = models.CharField(_("language"), max_length=LANGUAGE_LENGTH)
    version = models.PositiveIntegerField(default=1)
    made_from_version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


def in_language[Row: Any](rows: Iterable[Row], language: str, *fallbacks: str) -> Row | None:
    """The row in `language`, else in the first fallback there is, else any, else None. Its `.language` tells which."""
    found = {row.language: row for row in rows}
    for wanted in (language, *fallbacks):
        if wanted in found:
            return found[wanted]
    return next(iter(found.values()), None)


def is_stale(row: TextRow, source: TextRow) -> bool:
    """Whether the source text changed after this translation was made."""
    return row.language != source.language and row.made_from_version < source.version
