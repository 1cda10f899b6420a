"""Cuts the words of published reports anew where their script leaves no blank between them."""

from typing import Any

from django.db import migrations
from django.utils.html import strip_tags

from outcry.lib.search_words import folded_words, has_unparted


def _cut(apps: Any, schema_editor: Any) -> None:
    pages = apps.get_model("newsroom", "ReportPage").objects
    for row in apps.get_model("newsroom", "ReportWords").objects.iterator(chunk_size=200):
        if not has_unparted(row.folded):
            continue
        page = pages.get(pk=row.pk)
        texts = [strip_tags(block["value"].get(name) or "") for block in page.body.raw_data for name in ("text", "attribution")]
        row.folded = folded_words(page.title, page.standfirst, page.place, *texts)
        row.save(update_fields=["folded"])


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0023_paragraphs_hold_lists")]

    operations = [migrations.RunPython(_cut, migrations.RunPython.noop)]
