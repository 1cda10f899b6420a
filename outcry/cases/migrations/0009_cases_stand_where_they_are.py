"""Cases that are there already: what readers see was published, the others were documented. The first line of the way says so."""

from typing import Any

from django.db import migrations
from django.utils import timezone


def place_cases(apps: Any, schema_editor: Any) -> None:
    """A stage and a first step for each."""
    case_model, move_model = apps.get_model("cases", "Case"), apps.get_model("cases", "StageMove")
    public = apps.get_model("cases", "PublicCase").objects.filter(is_current=True).values("case")
    case_model.objects.update(stage="documented")
    case_model.objects.filter(pk__in=public).update(stage="published")
    now = timezone.now()
    for pk, stage in case_model.objects.values_list("pk", "stage").iterator():
        move_model.objects.create(case_id=pk, at=now, to_stage=stage, cause="filed")


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_cases_go_their_way")]

    operations = [migrations.RunPython(place_cases, migrations.RunPython.noop)]
