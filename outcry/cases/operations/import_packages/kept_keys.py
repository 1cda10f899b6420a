"""Whether the rows of a package keep their keys here: where nothing else can be meant by them.

That is an installation that never had a case. The keys are set aside before the first row comes, so that nobody else is given one of them
meanwhile, and they stay set aside for this file, however often it has to begin anew.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from outcry.audit.models import LogEntry
from outcry.cases.exports.package import Table
from outcry.cases.models import Case, CaseImport, Person

_MARK = "keeps_keys"


@transaction.atomic
def keeps_keys(*, run: CaseImport, tables: Sequence[Table], highest: Mapping[str, int]) -> bool:
    """Decide it for this run, and set the keys aside up to the `highest` of each table."""
    last = CaseImport.objects.filter(**{f"found__{_MARK}": True}).order_by("-pk").values_list("sha256", flat=True).first()
    if last != run.sha256 and _ever_had_a_case():
        return False
    run.found = {**run.found, _MARK: True}
    run.save(update_fields=["found"])
    for one in tables:
        if highest[one.name]:
            _set_aside(one.model, highest[one.name])
    return True


def _ever_had_a_case() -> bool:
    """Old entries of the log, and evidence, speak of cases and people by their keys: these are never given to others."""
    told = Q(subject__startswith="case:") | Q(subject__startswith="person:")
    return Case.objects.exists() or Person.objects.exists() or LogEntry.objects.filter(told).exists()


def _set_aside(model: Any, key: int) -> None:
    """No row gets this key or one below it from the database any more."""
    name = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(told, GREATEST(%s, nextval(told))) FROM pg_get_serial_sequence(%s, 'id') AS told", [key, f'"{name}"'])
            return
        cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [key, name])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, key])
