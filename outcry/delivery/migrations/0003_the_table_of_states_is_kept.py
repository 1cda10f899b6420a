"""The database itself refuses a step that the table of states does not know: against a slip in code or by hand.

A change of the table needs a migration with the new steps. On SQLite a table that Django makes anew loses its triggers: whatever alters
a message's columns there has to make this one again; a test looks.
"""

from typing import Any

from django.db import migrations

_TABLE = "delivery_outgoingmessage"
# outcry/delivery/states.py, as it stood. What stays where it stands takes no step.
_STEPS = {
    "queued": "submitting deferred refused withdrawn",
    "submitting": "handed_off accepted deferred refused uncertain",
    "deferred": "submitting refused expired withdrawn",
    "uncertain": "submitting refused bounced",
    "handed_off": "accepted refused bounced",
    "accepted": "bounced",
}
_KNOWN = ", ".join(f"'{before}>{after}'" for before, followers in _STEPS.items() for after in followers.split())
_SQLITE = f"""
CREATE TRIGGER message_goes_by_the_table BEFORE UPDATE OF state ON {_TABLE}
WHEN old.state <> new.state AND old.state || '>' || new.state NOT IN ({_KNOWN})
BEGIN SELECT RAISE(ABORT, 'the table of states has no such step'); END
"""
_POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION message_goes_by_the_table() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the table of states has no such step' USING ERRCODE = 'check_violation'; END $$
    """,
    f"""
    CREATE TRIGGER message_goes_by_the_table BEFORE UPDATE OF state ON {_TABLE} FOR EACH ROW
    WHEN (old.state <> new.state AND old.state || '>' || new.state NOT IN ({_KNOWN})) EXECUTE FUNCTION message_goes_by_the_table()
    """,
)
_DROP = {
    "sqlite": ("DROP TRIGGER message_goes_by_the_table",),
    "postgresql": (f"DROP TRIGGER message_goes_by_the_table ON {_TABLE}", "DROP FUNCTION message_goes_by_the_table()"),
}


def guard(apps: Any, schema_editor: Any) -> None:
    for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else (_SQLITE,):
        schema_editor.execute(statement)


def unguard(apps: Any, schema_editor: Any) -> None:
    for statement in _DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("delivery", "0002_more_kinds_of_mail_that_came_in")]

    operations = [migrations.RunPython(guard, unguard)]
