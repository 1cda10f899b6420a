"""The list of the desk is read off an index; and cases get a shelf and a mark, by which counts kept in memory learn what to count anew."""

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Mod

import outcry.cases.models.case


def _put_on_shelves(apps, schema_editor):
    apps.get_model("cases", "Case").objects.update(shelf=Mod(F("pk"), outcry.cases.models.case.SHELVES))


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0023_rules_for_gender_and_charges"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="mark",
            field=models.BigIntegerField(default=outcry.cases.models.case.new_mark, editable=False),
        ),
        migrations.AddField(
            model_name="case",
            name="shelf",
            field=models.PositiveSmallIntegerField(default=outcry.cases.models.case.any_shelf, editable=False),
        ),
        migrations.RunPython(_put_on_shelves, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["organisation", "-opened_at", "-id", "level"], name="case_as_listed"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["organisation", "shelf", "mark"], name="case_written"),
        ),
    ]
