"""Writes down the words of the appeals there are, and keeps the index over them."""

from typing import Any

from django.db import migrations

from outcry.lib.search_words import folded_words
from outcry.lib.word_index import WordIndex, make, take_down

_WORDS = WordIndex("appeals_appealwords", "text_id")


def _fill(apps: Any, schema_editor: Any) -> None:
    words = apps.get_model("appeals", "AppealWords")
    for text in apps.get_model("appeals", "AppealText").objects.iterator(chunk_size=200):
        words.objects.create(text_id=text.pk, folded=folded_words(text.title, text.standfirst, text.what_happened))


def _make(apps: Any, schema_editor: Any) -> None:
    make(schema_editor.connection, _WORDS)


def _take_down(apps: Any, schema_editor: Any) -> None:
    take_down(schema_editor.connection, _WORDS)


class Migration(migrations.Migration):
    dependencies = [("appeals", "0003_words_of_appeals")]

    operations = [migrations.RunPython(_fill, migrations.RunPython.noop), migrations.RunPython(_make, _take_down)]
