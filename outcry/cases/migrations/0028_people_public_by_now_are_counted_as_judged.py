"""How people are counted, of what is public already: by the judgments in force."""

from typing import Any

from django.db import migrations
from django.db.models import F

from outcry.cases.grouping import Grouping, Word


def fill(apps: Any, schema_editor: Any) -> None:
    rows, judgments = apps.get_model("cases", "FindableAct").objects, apps.get_model("cases", "Judgment").objects
    rows.exclude(victim="").update(counted_as=F("victim"))
    said = judgments.filter(kind="person", overruled_by=None).order_by("pk").values_list("verdict", "first", "second", "pk", "leader")
    words = [(verdict, Word(*word)) for verdict, *word in said]
    judged = Grouping([word for verdict, word in words if verdict == "same"], [word for verdict, word in words if verdict == "different"])
    for group in judged.groups():
        if group.is_one:
            known = rows.filter(victim__in=[f"p{one}" for one in group.members])
            if keys := {int(key.removeprefix("p")) for key in known.values_list("victim", flat=True)}:
                known.update(counted_as=f"p{min(keys)}")


class Migration(migrations.Migration):
    dependencies = [("cases", "0027_people_are_counted_as_judged")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
