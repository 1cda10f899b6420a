"""Evidence. The custody log refuses changes in the database itself, too: against a slip in code or by hand.

Whoever may drop a trigger can still change a row; the chain of hashes shows it.
"""

from typing import Any

import django.db.models.deletion
import outcry.lib.identifiers
import outcry.lib.sealing
from django.conf import settings
from django.db import migrations, models

from outcry.lib.migrating import CreateTogether

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

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='EvidenceItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=outcry.lib.identifiers.random_public_id, editable=False, max_length=16, unique=True)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='accounts.organisation')),
                    ('subject', models.CharField(blank=True, db_index=True, max_length=120)),
                    ('name', outcry.lib.sealing.SealedTextField()),
                    ('note', outcry.lib.sealing.SealedTextField()),
                    ('level', models.CharField(choices=[('public', 'public'), ('partners', 'partners'), ('internal', 'internal'), ('restricted', 'restricted to named people'), ('sealed', 'sealed')], default='internal', max_length=12)),
                    ('media_type', models.CharField(max_length=100)),
                    ('size', models.PositiveBigIntegerField()),
                    ('sha256', outcry.lib.sealing.SealedTextField()),
                    ('sha512', outcry.lib.sealing.SealedTextField()),
                    ('address', models.CharField(db_index=True, editable=False, max_length=64)),
                    ('taken_in_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('taken_in_at', models.DateTimeField()),
                    ('captured_from', outcry.lib.sealing.SealedTextField()),
                    ('captured_at', models.DateTimeField(null=True)),
                    ('captured_with', models.CharField(blank=True, max_length=100)),
                    ('captured_by', outcry.lib.sealing.SealedTextField()),
                    ('custody_head', outcry.lib.sealing.SealedTextField()),
                ],
                options={
                    'verbose_name': 'piece of evidence',
                    'verbose_name_plural': 'evidence',
                    'ordering': ['-taken_in_at', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='CustodyEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='custody', to='evidence.evidenceitem')),
                    ('number', models.PositiveIntegerField()),
                    ('at', models.DateTimeField()),
                    ('actor_id', models.PositiveBigIntegerField(null=True)),
                    ('actor_name', models.CharField(max_length=150)),
                    ('verb', models.CharField(choices=[('taken_in', 'taken in'), ('viewed', 'viewed'), ('downloaded', 'downloaded'), ('verified', 'verified'), ('stamped', 'time-stamped'), ('copied', 'working copy made'), ('redacted', 'redacted copy made'), ('bundled', 'put into a bundle'), ('handed_over', 'handed over')], max_length=12)),
                    ('details', outcry.lib.sealing.SealedTextField()),
                    ('previous', models.CharField(max_length=64)),
                    ('hash', models.CharField(max_length=64)),
                ],
                options={
                    'ordering': ['item', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('item', 'number'), name='one_custody_entry_per_number')],
                },
            ),
            migrations.CreateModel(
                name='TimeStamp',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stamps', to='evidence.evidenceitem')),
                    ('state', models.CharField(choices=[('waiting', 'not yet time-stamped'), ('stamped', 'time-stamped')], default='waiting', max_length=8)),
                    ('asked_at', models.DateTimeField()),
                    ('next_try_at', models.DateTimeField(db_index=True)),
                    ('tries', models.PositiveIntegerField(default=0)),
                    ('failure', models.CharField(blank=True, max_length=40)),
                    ('server', models.CharField(blank=True, max_length=500)),
                    ('stamped_at', models.DateTimeField(null=True)),
                    ('response', outcry.lib.sealing.SealedBytesField(null=True)),
                ],
                options={
                    'ordering': ['asked_at', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='WorkingCopy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=outcry.lib.identifiers.random_public_id, editable=False, max_length=16, unique=True)),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='evidence.evidenceitem')),
                    ('kind', models.CharField(choices=[('cleaned', 'hidden data removed'), ('redacted', 'hidden data and chosen areas removed')], max_length=8)),
                    ('media_type', models.CharField(max_length=100)),
                    ('pages', models.PositiveIntegerField(default=1)),
                    ('size', models.PositiveBigIntegerField()),
                    ('sha256', outcry.lib.sealing.SealedTextField()),
                    ('address', models.CharField(db_index=True, editable=False, max_length=64)),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField()),
                ],
                options={
                    'verbose_name': 'working copy',
                    'verbose_name_plural': 'working copies',
                    'ordering': ['made_at', 'pk'],
                },
            ),
        ]),
        migrations.RunPython(guard, unguard),
    ]
