"""The index over the words of cases is made anew: on SQLite without one of beginnings, on PostgreSQL without a list of new rows beside it."""

from django.db import migrations

from outcry.cases import word_indexes
from outcry.lib import word_index


def _make(apps, schema_editor):
    for index in (word_indexes.FILES, word_indexes.PUBLIC):
        word_index.make(schema_editor.connection, index)


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0025_public_releases_have_a_last_day"),
    ]

    operations = [
        migrations.RunPython(_make, migrations.RunPython.noop),
    ]
