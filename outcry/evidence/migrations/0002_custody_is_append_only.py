"""The custody log refuses changes in the database itself, too: against a slip in code or by hand.

Whoever may drop a trigger can still change a row; the chain of hashes shows it.
"""

from typing import Any

from django.db import migrations

TABLE = "evidence_custodyentry"
_SQLITE = "CREATE TRIGGER custody_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'the custody log is append only'); END"
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION custody_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the custody log is append only'; END $$
"""
_POSTGRESQL = "CREATE TRIGGER custody_no_{verb} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION custody_is_append_only()"
_DROP = {"sqlite": "DROP TRIGGER custody_no_{verb}", "postgresql": "DROP TRIGGER custody_no_{verb} ON {table}"}


def guard(apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(_POSTGRESQL_FUNCTION)
    for verb in ("UPDATE", "DELETE"):
        schema_editor.execute((_POSTGRESQL if vendor == "postgresql" else _SQLITE).format(verb=verb, table=TABLE))


def unguard(apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    for verb in ("UPDATE", "DELETE"):
        schema_editor.execute(_DROP[vendor].format(verb=verb, table=TABLE))
    if vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION custody_is_append_only()")


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
