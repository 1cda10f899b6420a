"""PostgreSQL reads the rules of a table anew for each statement; the words of the states stand in functions now, which each connection reads once.

The rules are the same: a state is a known one, a step is one of the table's. A change of the table needs a migration with the new steps.
"""

from typing import Any

from django.db import migrations

_STATES = "queued submitting handed_off accepted deferred refused bounced uncertain expired withdrawn"
# outcry/delivery/states.py, as it stood.
_STEPS = {
    "queued": "submitting deferred refused withdrawn",
    "submitting": "handed_off accepted deferred refused uncertain",
    "deferred": "submitting refused expired withdrawn",
    "uncertain": "submitting refused bounced handed_off accepted deferred",
    "handed_off": "accepted refused bounced",
    "accepted": "bounced",
}
_KNOWN = ", ".join(f"'{state}'" for state in _STATES.split())
_MAY_FOLLOW = ", ".join(f"'{before}>{after}'" for before, followers in _STEPS.items() for after in followers.split())
_RULES = {("delivery_outgoingmessage", "state"): "message_state_is_known", ("delivery_messageevent", "after"): "event_state_is_known"}
_FUNCTION = "CREATE OR REPLACE FUNCTION {head} RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$ BEGIN RETURN {words}; END $$"
_TRIGGER = (
    "DROP TRIGGER message_goes_by_the_table ON delivery_outgoingmessage",
    """CREATE TRIGGER message_goes_by_the_table BEFORE UPDATE OF state ON delivery_outgoingmessage FOR EACH ROW
    WHEN (old.state <> new.state AND {is_forbidden}) EXECUTE FUNCTION message_goes_by_the_table()""",
)


def _rules(editor: Any, *, is_known: str, is_forbidden: str) -> None:
    for (table, column), name in _RULES.items():
        editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} CHECK ({is_known.format(column=column)})")
    for statement in _TRIGGER:
        editor.execute(statement.format(is_forbidden=is_forbidden))


def shorten(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(_FUNCTION.format(head="message_state_is_known(state text)", words=f"state IN ({_KNOWN})"))
    schema_editor.execute(_FUNCTION.format(head="message_may_become(before text, after text)", words=f"before || '>' || after IN ({_MAY_FOLLOW})"))
    _rules(schema_editor, is_known="message_state_is_known({column})", is_forbidden="NOT message_may_become(old.state, new.state)")


def lengthen(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    _rules(schema_editor, is_known=f"{{column}} IN ({_KNOWN})", is_forbidden=f"old.state || '>' || new.state NOT IN ({_MAY_FOLLOW})")
    schema_editor.execute("DROP FUNCTION message_state_is_known(text), message_may_become(text, text)")


class Migration(migrations.Migration):
    dependencies = [("delivery", "0004_less_to_write_with_each_letter")]
    operations = [migrations.RunPython(shorten, lengthen)]
