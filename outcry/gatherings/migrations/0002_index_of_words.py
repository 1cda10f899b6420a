"""Keeps the index over the words of gatherings."""

from typing import Any

from django.db import migrations

from outcry.lib.word_index import WordIndex, make, take_down

_WORDS = WordIndex("gatherings_gatheringwords", "text_id")


def _make(apps: Any, schema_editor: Any) -> None:
    make(schema_editor.connection, _WORDS)


def _take_down(apps: Any, schema_editor: Any) -> None:
    take_down(schema_editor.connection, _WORDS)


class Migration(migrations.Migration):
    dependencies = [("gatherings", "0001_gatherings_are_announced")]

    operations = [migrations.RunPython(_make, _take_down)]
