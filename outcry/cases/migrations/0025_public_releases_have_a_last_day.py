"""Who was freed lately is found without reading every public case: the last day on which a release may have been is kept."""

from django.db import migrations, models

from outcry.lib.dates import span


def _fill(apps, schema_editor):
    version_of = apps.get_model("cases", "PublicCase").objects.filter(is_current=True, withdrawn_at=None)
    rows = apps.get_model("cases", "FindableAct").objects.filter(is_custody=True).exclude(held_until=None)
    for row in rows.order_by("case", "pk").iterator(chunk_size=500):
        version = version_of.filter(case=row.case_id).order_by("language").first()
        if version:
            row.free_by = span(version.fields["acts"][row.act - 1]["custody"]["released"]).latest
            row.save(update_fields=["free_by"])


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0024_cases_are_listed_and_counted_by_an_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="findableact",
            name="free_by",
            field=models.DateField(null=True),
        ),
        migrations.RunPython(_fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="findableact",
            index=models.Index(condition=models.Q(("is_custody", True)), fields=["organisation", "free_by", "case"], name="findable_freed"),
        ),
    ]
