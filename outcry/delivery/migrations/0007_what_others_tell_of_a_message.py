"""What others tell of a message, and the steps by which it ends a doubt: an uncertain one may become handed off, accepted or deferred.

On SQLite the new column makes the table anew, without its trigger: it is made again, with the new steps. Back, the old steps are not.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

_TABLE = "delivery_outgoingmessage"
# outcry/delivery/states.py, as it stood. What stays where it stands takes no step.
_STEPS = {
    "queued": "submitting deferred refused withdrawn",
    "submitting": "handed_off accepted deferred refused uncertain",
    "deferred": "submitting refused expired withdrawn",
    "uncertain": "submitting refused bounced handed_off accepted deferred",
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
    "sqlite": ("DROP TRIGGER IF EXISTS message_goes_by_the_table",),
    "postgresql": (f"DROP TRIGGER IF EXISTS message_goes_by_the_table ON {_TABLE}", "DROP FUNCTION IF EXISTS message_goes_by_the_table()"),
}


def guard(apps: Any, schema_editor: Any) -> None:
    unguard(apps, schema_editor)
    for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else (_SQLITE,):
        schema_editor.execute(statement)


def unguard(apps: Any, schema_editor: Any) -> None:
    for statement in _DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0006_waiting_mail_has_its_lane'),
    ]

    operations = [
        migrations.CreateModel(
            name='RelayLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=500, unique=True)),
                ('inode', models.PositiveBigIntegerField(null=True)),
                ('offset', models.PositiveBigIntegerField(default=0)),
                ('mark', models.BinaryField(default=bytes, max_length=32)),
                ('covered_since', models.DateTimeField(null=True)),
                ('last_line_at', models.DateTimeField(null=True)),
                ('read_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='outgoingmessage',
            name='never_twice',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='RelayedMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('queue_id', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='delivery.outgoingmessage')),
                ('log', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relayed', to='delivery.relaylog')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('log', 'queue_id'), name='relayed_once_by_a_name')],
            },
        ),
        migrations.AddIndex(
            model_name="outgoingmessage",
            index=models.Index(condition=models.Q(("state", "uncertain")), fields=["id"], name="message_uncertain"),
        ),
        migrations.RunPython(guard, unguard),
    ]
