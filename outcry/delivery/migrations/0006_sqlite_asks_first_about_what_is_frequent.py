"""SQLite makes a table of the words of a list for each row that it looks for there; now it looks first whether it is one of the steps of most letters.

The rules are the same. On PostgreSQL they stand in functions (0005), and nothing changes.
"""

from functools import reduce
from operator import or_
from typing import Any

from django.db import migrations, models
from django.db.models import Q

_TABLE = "delivery_outgoingmessage"
_STATES = "queued submitting handed_off accepted deferred refused bounced uncertain expired withdrawn".split()
# outcry/delivery/states.py, as it stood.
_STEPS = {
    "queued": "submitting deferred refused withdrawn",
    "submitting": "handed_off accepted deferred refused uncertain",
    "deferred": "submitting refused expired withdrawn",
    "uncertain": "submitting refused bounced handed_off accepted deferred",
    "handed_off": "accepted refused bounced",
    "accepted": "bounced",
}
_KNOWN = ", ".join(f"'{before}>{after}'" for before, followers in _STEPS.items() for after in followers.split())
# The steps of a letter with which nothing goes wrong.
_FREQUENT = "(old.state = 'queued' AND new.state = 'submitting') OR (old.state = 'submitting' AND (new.state = 'accepted' OR new.state = 'handed_off'))"
_TRIGGER = f"""
CREATE TRIGGER message_goes_by_the_table BEFORE UPDATE OF state ON {_TABLE}
WHEN old.state <> new.state AND {{first}}old.state || '>' || new.state NOT IN ({_KNOWN})
BEGIN SELECT RAISE(ABORT, 'the table of states has no such step'); END
"""


def with_frequent_first(apps: Any, schema_editor: Any) -> None:
    _make_anew(apps, schema_editor, first=f"NOT ({_FREQUENT}) AND ")


def as_before(apps: Any, schema_editor: Any) -> None:
    _make_anew(apps, schema_editor, first="")


def _make_anew(apps: Any, schema_editor: Any, *, first: str) -> None:
    """Each table once, with the rules that its model has at this point; the trigger goes with its old table."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for name in ("OutgoingMessage", "MessageEvent"):
        schema_editor._remake_table(apps.get_model("delivery", name))
    schema_editor.execute(_TRIGGER.format(first=first))


def _known(field: str) -> Q:
    return reduce(or_, (Q((field, state)) for state in ("submitting", "accepted", "handed_off", "queued"))) | Q((f"{field}__in", _STATES))


class Migration(migrations.Migration):
    dependencies = [("delivery", "0005_what_postgresql_reads_anew_is_short")]
    operations = [
        migrations.RunPython(migrations.RunPython.noop, as_before),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint("outgoingmessage", name="message_state_is_known"),
                migrations.AddConstraint("outgoingmessage", models.CheckConstraint(condition=_known("state"), name="message_state_is_known")),
                migrations.RemoveConstraint("messageevent", name="event_state_is_known"),
                migrations.AddConstraint("messageevent", models.CheckConstraint(condition=_known("after"), name="event_state_is_known")),
            ]
        ),
        migrations.RunPython(with_frequent_first, migrations.RunPython.noop),
    ]
