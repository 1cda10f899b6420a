"""The post office. The database itself refuses a step that the table of states does not know: against a slip in code or by hand.

A change of that table needs a migration with the new steps. On SQLite a table that Django makes anew loses its triggers: whatever alters
a message's columns there has to make this one again; a test looks.
"""

import datetime
from typing import Any

import django.db.models.deletion
import outcry.delivery.models
import outcry.lib.identifiers
import outcry.lib.sealing
from django.db import migrations, models

from outcry.lib.migrating import CreateTogether

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

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='Destination',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=80, unique=True)),
                    ('hourly_pace', models.PositiveIntegerField(default=outcry.delivery.models.letters_an_hour, null=True)),
                    ('daily_cap', models.PositiveIntegerField(default=outcry.delivery.models.letters_a_day, null=True)),
                    ('zone', models.CharField(blank=True, max_length=60)),
                    ('opens_at', models.TimeField(null=True)),
                    ('closes_at', models.TimeField(null=True)),
                    ('weekdays', models.CharField(default='1234567', max_length=7)),
                    ('paused_at', models.DateTimeField(null=True)),
                    ('paused_reason', models.CharField(blank=True, max_length=200)),
                    ('next_slot_at', models.DateTimeField(null=True)),
                    ('day', models.DateField(null=True)),
                    ('day_count', models.PositiveIntegerField(default=0)),
                    ('closed_until', models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='ReceivingServer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=255, unique=True)),
                    ('last_claimed_at', models.DateTimeField(null=True)),
                    ('most_connections', models.PositiveSmallIntegerField(null=True)),
                    ('most_an_hour', models.PositiveIntegerField(null=True)),
                    ('connections', models.PositiveSmallIntegerField(default=outcry.delivery.models.server_connections_at_first)),
                    ('an_hour', models.PositiveIntegerField(default=outcry.delivery.models.server_an_hour_at_first, null=True)),
                    ('hour_began_at', models.DateTimeField(null=True)),
                    ('hour_count', models.PositiveIntegerField(default=0)),
                    ('hour_was_bad', models.BooleanField(default=False)),
                    ('closed_until', models.DateTimeField(null=True)),
                    ('rests_until', models.DateTimeField(null=True)),
                    ('rests', models.PositiveSmallIntegerField(default=0)),
                    ('paused_at', models.DateTimeField(null=True)),
                    ('paused_reason', models.CharField(blank=True, max_length=200)),
                    ('refuses_since', models.DateTimeField(null=True)),
                    ('refusal_words', outcry.lib.sealing.SealedTextField(null=True)),
                    ('forgiven_at', models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='SendingDomain',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=300, unique=True)),
                    ('warms_up_from', models.DateField(null=True)),
                    ('warm_up', models.CharField(blank=True, default=outcry.delivery.models.warm_up_plan, max_length=300)),
                    ('day', models.DateField(null=True)),
                    ('day_count', models.PositiveIntegerField(default=0)),
                    ('closed_until', models.DateTimeField(null=True)),
                    ('rests_until', models.DateTimeField(null=True)),
                    ('rests', models.PositiveSmallIntegerField(default=0)),
                ],
            ),
            migrations.CreateModel(
                name='Lane',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=600, unique=True)),
                    ('destination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lanes', to='delivery.destination')),
                    ('server', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lanes', to='delivery.receivingserver')),
                    ('sending', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lanes', to='delivery.sendingdomain')),
                    ('last_claimed_at', models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Hold',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('group', models.CharField(max_length=60, unique=True)),
                    ('since', models.DateTimeField()),
                    ('reason', models.CharField(max_length=200)),
                ],
            ),
            migrations.CreateModel(
                name='Pulse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=20, unique=True)),
                    ('beat_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='Standstill',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=40, unique=True)),
                    ('noticed_at', models.DateTimeField()),
                    ('told_at', models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='MailHost',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=32, unique=True)),
                    ('met_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='OutgoingMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=120, unique=True)),
                    ('group', models.CharField(max_length=60)),
                    ('mailer', models.CharField(max_length=40)),
                    ('destination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='delivery.destination')),
                    ('lane', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='delivery.lane')),
                    ('priority', models.PositiveSmallIntegerField(default=5)),
                    ('return_id', models.CharField(default=outcry.delivery.models.random_return_id, max_length=13, unique=True)),
                    ('message_id', models.CharField(max_length=200, unique=True)),
                    ('sender', models.CharField(max_length=254)),
                    ('recipient', outcry.lib.sealing.SealedTextField(null=True)),
                    ('content', outcry.lib.sealing.SealedBytesField(null=True)),
                    ('state', models.CharField(choices=[('queued', 'queued'), ('submitting', 'being handed over'), ('handed_off', 'handed off'), ('accepted', 'accepted'), ('deferred', 'deferred'), ('refused', 'refused'), ('bounced', 'bounced'), ('uncertain', 'uncertain'), ('expired', 'expired'), ('withdrawn', 'withdrawn')], default='queued', max_length=12)),
                    ('state_changed_at', models.DateTimeField()),
                    ('created_at', models.DateTimeField()),
                    ('due_at', models.DateTimeField(null=True)),
                    ('lifetime', models.DurationField(default=datetime.timedelta(days=5))),
                    ('expires_at', models.DateTimeField(null=True)),
                    ('attempts', models.PositiveIntegerField(default=0)),
                    ('uncertain_resends', models.PositiveSmallIntegerField(default=0)),
                    ('never_twice', models.BooleanField(default=False)),
                    ('troubles', models.PositiveSmallIntegerField(default=0)),
                    ('leased_until', models.DateTimeField(null=True)),
                    ('fence', models.PositiveBigIntegerField(default=0)),
                    ('last_words', outcry.lib.sealing.SealedTextField(null=True)),
                    ('accepted_at', models.DateTimeField(null=True)),
                    ('erased_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['lane', 'priority', 'due_at'], name='message_to_claim'), models.Index(condition=models.Q(('leased_until__isnull', False)), fields=['leased_until'], name='message_to_recover'), models.Index(fields=['group', 'mailer', 'destination', 'state'], name='message_to_count'), models.Index(condition=models.Q(('erased_at', None)), fields=['state_changed_at'], name='message_to_erase'), models.Index(condition=models.Q(('state', 'uncertain')), fields=['id'], name='message_uncertain')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'submitting', 'handed_off', 'accepted', 'deferred', 'refused', 'bounced', 'uncertain', 'expired', 'withdrawn'])), name='message_state_is_known')],
                },
            ),
            migrations.CreateModel(
                name='Attempt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tries', to='delivery.outgoingmessage')),
                    ('number', models.PositiveIntegerField()),
                    ('fence', models.PositiveBigIntegerField()),
                    ('started_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField()),
                    ('result', models.CharField(choices=[('queued', 'queued'), ('submitting', 'being handed over'), ('handed_off', 'handed off'), ('accepted', 'accepted'), ('deferred', 'deferred'), ('refused', 'refused'), ('bounced', 'bounced'), ('uncertain', 'uncertain'), ('expired', 'expired'), ('withdrawn', 'withdrawn')], max_length=12)),
                    ('code', models.PositiveSmallIntegerField(null=True)),
                    ('words', outcry.lib.sealing.SealedTextField(null=True)),
                    ('tls', models.CharField(blank=True, max_length=120)),
                ],
                options={
                    'ordering': ['number'],
                    'constraints': [models.UniqueConstraint(fields=('message', 'number'), name='attempt_numbered_once')],
                },
            ),
            migrations.CreateModel(
                name='MessageEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='delivery.outgoingmessage')),
                    ('at', models.DateTimeField()),
                    ('before', models.CharField(blank=True, max_length=12)),
                    ('after', models.CharField(choices=[('queued', 'queued'), ('submitting', 'being handed over'), ('handed_off', 'handed off'), ('accepted', 'accepted'), ('deferred', 'deferred'), ('refused', 'refused'), ('bounced', 'bounced'), ('uncertain', 'uncertain'), ('expired', 'expired'), ('withdrawn', 'withdrawn')], max_length=12)),
                    ('reason', models.CharField(blank=True, max_length=200)),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('after__in', ['queued', 'submitting', 'handed_off', 'accepted', 'deferred', 'refused', 'bounced', 'uncertain', 'expired', 'withdrawn'])), name='event_state_is_known')],
                },
            ),
            migrations.CreateModel(
                name='BlockedLetter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('server', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocked', to='delivery.receivingserver')),
                    ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='blocked', to='delivery.outgoingmessage')),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['server', 'at'], name='blocked_of_server')],
                },
            ),
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
            migrations.CreateModel(
                name='RelayedMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('log', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relayed', to='delivery.relaylog')),
                    ('queue_id', models.CharField(max_length=40)),
                    ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='delivery.outgoingmessage')),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('log', 'queue_id'), name='relayed_once_by_a_name')],
                },
            ),
            migrations.CreateModel(
                name='IncomingMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=outcry.lib.identifiers.random_public_id, max_length=16, unique=True)),
                    ('digest', models.BinaryField(max_length=32, unique=True)),
                    ('received_at', models.DateTimeField()),
                    ('envelope_sender', outcry.lib.sealing.SealedTextField(null=True)),
                    ('raw', outcry.lib.sealing.SealedBytesField(null=True)),
                    ('size', models.PositiveIntegerField(help_text='bytes')),
                    ('answers', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replies', to='delivery.outgoingmessage')),
                    ('mailbox', models.CharField(blank=True, choices=[('postmaster', 'postmaster@'), ('abuse', 'abuse@'), ('other', 'another address')], max_length=12)),
                    ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('kind', models.CharField(blank=True, choices=[('person', 'written by a person, as far as we can tell'), ('automatic', 'sent by a machine'), ('bounce', 'a report of failed delivery'), ('complaint', 'a report that somebody called it spam'), ('unknown', 'neither can be told: for a person to read'), ('unreadable', 'could not be read: kept as it came, for a person to look at')], max_length=12)),
                    ('erased_at', models.DateTimeField(null=True)),
                ],
                options={
                    'ordering': [models.OrderBy(models.F('received_at'), descending=True), '-id'],
                    'indexes': [models.Index(condition=models.Q(('kind', '')), fields=['id'], name='incoming_to_look_at'), models.Index(condition=models.Q(('erased_at', None)), fields=['received_at'], name='incoming_to_erase'), models.Index(condition=models.Q(('mailbox', ''), _negated=True), fields=['organisation', 'received_at'], name='incoming_to_the_house')],
                },
            ),
            migrations.CreateModel(
                name='Suppression',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('address_hash', models.BinaryField(max_length=32, unique=True)),
                    ('address_rule', models.PositiveSmallIntegerField()),
                    ('since', models.DateTimeField()),
                    ('reason', models.CharField(max_length=60)),
                ],
            ),
        ]),
        migrations.RunPython(guard, unguard),
    ]
