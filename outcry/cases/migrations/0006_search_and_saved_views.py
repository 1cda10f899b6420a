"""Cases are found by their words; filters can be kept under a name."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import outcry.lib.folded_words
import outcry.lib.sealing
from outcry.cases import word_indexes
from outcry.lib import word_index


def _make(apps, schema_editor):
    word_index.make(schema_editor.connection, word_indexes.FILES)


def _take_down(apps, schema_editor):
    word_index.take_down(schema_editor.connection, word_indexes.FILES)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("cases", "0005_acts_have_kinds_and_events"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="search_text", serialize=False, to="cases.case"
                    ),
                ),
                ("folded", outcry.lib.folded_words.FoldedWordsField(editable=False)),
            ],
        ),
        migrations.RunPython(_make, _take_down),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name of the view")),
                ("query", outcry.lib.sealing.SealedTextField(verbose_name="filter")),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="saved_views", to="accounts.organisation"),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
                "ordering": ["name"],
                "constraints": [models.UniqueConstraint(fields=("organisation", "name"), name="saved_view_name_once")],
            },
        ),
    ]
