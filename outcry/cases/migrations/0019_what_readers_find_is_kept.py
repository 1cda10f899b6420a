"""Readers find public cases by rows made from what was approved."""

import datetime
import django.db.models.deletion
import outcry.lib.folded_words
import outcry.lib.identifiers
from django.db import migrations, models

from outcry.cases import word_indexes
from outcry.lib import word_index


def _make(apps, schema_editor):
    word_index.make(schema_editor.connection, word_indexes.PUBLIC)


def _take_down(apps, schema_editor):
    word_index.take_down(schema_editor.connection, word_indexes.PUBLIC)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('cases', '0018_sources_know_their_conversation'),
        ('vocabularies', '0001_vocabularies_and_their_versions'),
    ]

    operations = [
        migrations.CreateModel(
            name='FindableAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.BigIntegerField(null=True)),
                ('act', models.PositiveIntegerField()),
                ('visible_from', models.DateField(default=datetime.date(1, 1, 1))),
                ('country', models.CharField(blank=True, max_length=2)),
                ('when', models.CharField(blank=True, max_length=60)),
                ('when_earliest', models.DateField(null=True)),
                ('when_latest', models.DateField(null=True)),
                ('year', models.SmallIntegerField(null=True)),
                ('month', models.SmallIntegerField(null=True)),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
                ('precision', models.CharField(blank=True, max_length=20)),
                ('is_custody', models.BooleanField(default=False)),
                ('held_from', models.DateField(null=True)),
                ('held_until', models.DateField(null=True)),
                ('victim', models.CharField(blank=True, max_length=40)),
                ('named_from', models.DateField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findable_acts', to='cases.case')),
                ('kind', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vocabularies.term')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('place', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vocabularies.term')),
            ],
        ),
        migrations.CreateModel(
            name='FindableAuthority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visible_from', models.DateField(default=datetime.date(1, 1, 1))),
                ('row', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='authorities', to='cases.findableact')),
                ('type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vocabularies.term')),
            ],
        ),
        migrations.CreateModel(
            name='FindableCase',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='findable', serialize=False, to='cases.case')),
                ('visible_from', models.DateField(default=datetime.date(1, 1, 1))),
                ('approved_at', models.DateTimeField()),
                ('happened_on', models.DateField(default=datetime.date(1, 1, 1))),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='FindableOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visible_from', models.DateField(default=datetime.date(1, 1, 1))),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findable_outcomes', to='cases.case')),
                ('kind', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vocabularies.term')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='FindableWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visible_from', models.DateField(default=datetime.date(1, 1, 1))),
                ('folded', outcry.lib.folded_words.FoldedWordsField(editable=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findable_words', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('mark', models.CharField(default=outcry.lib.identifiers.random_public_id, max_length=16)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', '-id'], name='edition_latest')],
            },
        ),
        migrations.AddIndex(
            model_name='findableact',
            index=models.Index(fields=['organisation', 'kind', 'case'], name='findable_kind'),
        ),
        migrations.AddIndex(
            model_name='findableact',
            index=models.Index(fields=['organisation', 'country', 'case'], name='findable_country'),
        ),
        migrations.AddIndex(
            model_name='findableact',
            index=models.Index(fields=['organisation', 'place', 'case'], name='findable_place'),
        ),
        migrations.AddIndex(
            model_name='findableact',
            index=models.Index(fields=['organisation', 'year', 'month', 'case'], name='findable_year'),
        ),
        migrations.AddIndex(
            model_name='findableact',
            index=models.Index(fields=['organisation', 'when_earliest', 'when_latest'], name='findable_when'),
        ),
        migrations.AddIndex(
            model_name='findableact',
            index=models.Index(condition=models.Q(('latitude__isnull', False)), fields=['organisation', 'latitude', 'longitude'], name='findable_point'),
        ),
        migrations.AddIndex(
            model_name='findableact',
            index=models.Index(condition=models.Q(('is_custody', True)), fields=['organisation', 'held_until', 'case'], name='findable_custody'),
        ),
        migrations.AddIndex(
            model_name='findablecase',
            index=models.Index(fields=['organisation', '-approved_at', '-case'], name='findable_approved'),
        ),
        migrations.AddIndex(
            model_name='findablecase',
            index=models.Index(fields=['organisation', '-happened_on', '-case'], name='findable_happened'),
        ),
        migrations.AddIndex(
            model_name='findableoutcome',
            index=models.Index(fields=['organisation', 'kind', 'case'], name='findable_outcome'),
        ),
        migrations.RunPython(_make, _take_down),
    ]
