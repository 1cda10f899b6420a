"""Events that wait are numbered behind those that are shown before them; the map and its file name events by these numbers."""

from typing import Any

from django.db import migrations

from outcry.cases.findable import EVENTS_PER_CASE
from outcry.cases.projected_record import days_of, numbers_told


def renumber(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("cases", "FindableAct").objects.exclude(event=None)
    versions = apps.get_model("cases", "PublicCase").objects.filter(is_current=True, withdrawn_at=None)
    for version in versions.order_by("case", "language").iterator(chunk_size=100):
        events = version.fields.get("events", [])
        numbers = numbers_told(days_of(events))
        if any(place != number for place, number in numbers.items()):
            _renumber(rows.filter(case=version.case_id), version.case_id, version.fields, numbers)


def _renumber(rows: Any, case: int, fields: Any, numbers: dict[int, int]) -> None:
    for row in rows:
        if row.act:
            # An act names its event by its place: asked again, it is the same.
            place = fields["acts"][row.act - 1].get("event")
            rows.filter(pk=row.pk).update(event=case * EVENTS_PER_CASE + numbers[place])
    with_acts = {act.get("event") for act in fields["acts"]}
    alone = [place for place in numbers if place not in with_acts]
    for row, place in zip(rows.filter(act=0).order_by("pk"), alone, strict=False):
        rows.filter(pk=row.pk).update(event=case * EVENTS_PER_CASE + numbers[place])


class Migration(migrations.Migration):
    dependencies = [("cases", "0029_custody_is_shown_page_by_page")]

    operations = [migrations.RunPython(renumber, migrations.RunPython.noop)]
