"""Fills what a report works out when it is saved."""

from typing import Any

from django.db import migrations

from outcry.lib.dates import beginning_of


def fill(apps: Any, schema_editor: Any) -> None:
    reports = apps.get_model("newsroom", "ReportPage").objects
    for pk, happened in reports.exclude(happened="").values_list("pk", "happened").iterator():
        day, precision = beginning_of(happened)
        reports.filter(pk=pk).update(began_on=day, began_precision=precision)


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0002_reports_know_when_it_began")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
