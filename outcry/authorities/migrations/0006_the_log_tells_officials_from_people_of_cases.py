from typing import Any

from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Replace

_VERBS = ("add_person", "change_person", "change_person_words")


def tell_apart(apps: Any, _schema_editor: Any) -> None:
    """Entries about people in office were filed under the name of people of the case file, and so could be taken for theirs."""
    entries = apps.get_model("audit", "LogEntry").objects.filter(verb__in=_VERBS, subject__startswith="person:")
    entries.update(subject=Replace(F("subject"), Value("person:"), Value("official:")))


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("authorities", "0005_an_office_once_per_mailbox")]

    operations = [migrations.RunPython(tell_apart, migrations.RunPython.noop)]
