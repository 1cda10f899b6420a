"""Keeps the index over the words of organisations."""

from typing import Any

from django.db import migrations

from outcry.lib.word_index import WordIndex, make, take_down

_WORDS = WordIndex("groups_publicgrouptext", "id")


def _make(apps: Any, schema_editor: Any) -> None:
    make(schema_editor.connection, _WORDS)


def _take_down(apps: Any, schema_editor: Any) -> None:
    take_down(schema_editor.connection, _WORDS)


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_organisations_are_kept")]

    operations = [migrations.RunPython(_make, _take_down)]
