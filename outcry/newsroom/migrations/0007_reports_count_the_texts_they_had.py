"""Counts for each report the texts that were published before reports counted them, by the log of pages."""

from typing import Any

from django.db import migrations
from django.db.models import Count


def fill(apps: Any, schema_editor: Any) -> None:
    reports = apps.get_model("newsroom", "ReportPage").objects
    entries = apps.get_model("wagtailcore", "PageLogEntry").objects.filter(action="wagtail.publish")
    for pk, number in entries.order_by().values_list("page").annotate(number=Count("pk")):
        reports.filter(pk=pk).update(texts_published=number)


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0006_reports_count_their_texts")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
