"""The index over the words of cases is made anew on SQLite: a row that changes writes those words alone that came or went."""

from django.db import migrations

from outcry.cases import word_indexes
from outcry.lib import word_index


def _make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for index in (word_indexes.FILES, word_indexes.PUBLIC):
            word_index.make(schema_editor.connection, index)


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0034_facts_have_names"),
    ]

    operations = [
        migrations.RunPython(_make, migrations.RunPython.noop),
    ]
