"""Writes down what the archive and the search ask of the reports that were published before, and keeps the index over their words."""

from typing import Any

from django.db import migrations
from django.utils.html import strip_tags

from outcry.lib.search_words import folded_words
from outcry.lib.word_index import WordIndex, make, take_down

_SHARED = ("translation_key", "published_on", "began_on", "began_precision", "happened_latest")
_WORDS = WordIndex("newsroom_reportwords", "report_id")


def _fill(apps: Any, schema_editor: Any) -> None:
    published, words = apps.get_model("newsroom", "PublishedReport"), apps.get_model("newsroom", "ReportWords")
    for page in apps.get_model("newsroom", "ReportPage").objects.filter(live=True).select_related("locale").iterator(chunk_size=200):
        # What a card holds is a key, and no word.
        texts = [strip_tags(block["value"].get(name) or "") for block in page.body.raw_data for name in ("text", "attribution")]
        shared = {name: getattr(page, name) for name in _SHARED}
        published.objects.create(report_id=page.pk, language=page.locale.language_code, **shared)
        words.objects.create(report_id=page.pk, folded=folded_words(page.title, page.standfirst, page.place, *texts))


def _make(apps: Any, schema_editor: Any) -> None:
    make(schema_editor.connection, _WORDS)


def _take_down(apps: Any, schema_editor: Any) -> None:
    take_down(schema_editor.connection, _WORDS)


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0016_reports_are_found")]

    operations = [migrations.RunPython(_fill, migrations.RunPython.noop), migrations.RunPython(_make, _take_down)]
