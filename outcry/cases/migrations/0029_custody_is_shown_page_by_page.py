"""Who is in custody is sorted and cut into pages by the database: when each detention began, and when its term ends, as they are told."""

from datetime import date
from typing import Any

from django.db import migrations, models

from outcry.cases.custody import Detention, due_day
from outcry.lib.dates import span


def fill(apps: Any, schema_editor: Any) -> None:
    versions = apps.get_model("cases", "PublicCase").objects.filter(is_current=True, withdrawn_at=None)
    rows = apps.get_model("cases", "FindableAct").objects
    told: dict[int, Any] = {}
    for row in rows.filter(is_custody=True).order_by("case", "pk").iterator(chunk_size=500):
        if row.case_id not in told:
            version = versions.filter(case=row.case_id).order_by("language").first()
            told = {row.case_id: version.fields["acts"] if version else []}
        found = told[row.case_id][row.act - 1 : row.act]
        if found and found[0]["custody"]:
            facts = found[0]["custody"]
            due_on = date.fromisoformat(facts["due_on"]) if facts["due_on"] else None
            began, due = span(facts["began"]).earliest, due_day(Detention(**{**facts, "due_on": due_on}))
            rows.filter(pk=row.pk).update(began_earliest=began, due_on=due)


class Migration(migrations.Migration):
    dependencies = [("cases", "0028_people_public_by_now_are_counted_as_judged")]

    operations = [
        migrations.AddField(model_name="findableact", name="began_earliest", field=models.DateField(null=True)),
        migrations.AddField(model_name="findableact", name="due_on", field=models.DateField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
