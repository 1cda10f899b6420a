"""Appeals in one step, for the reason that cases gives for its own."""

import django.db.models.deletion
import outcry.appeals.models
import outcry.lib.dates
import outcry.lib.identifiers
import outcry.lib.sealing
from django.conf import settings
from django.db import migrations, models

from outcry.lib.migrating import CreateTogether


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('appeals', '0001_initial'),
        ('appeals', '0002_an_appeal_remembers_its_case'),
    ]

    dependencies = [
        ('accounts', '0001_initial'),
        ('authorities', '0001_initial'),
        ('cases', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTogether([
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=outcry.lib.identifiers.random_public_id, editable=False, max_length=16, unique=True)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('country', models.CharField(max_length=2, verbose_name='country')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('proposed', 'waiting for a second person'), ('open', 'open'), ('ended', 'ended')], default='draft', max_length=12)),
                ('is_urgent', models.BooleanField(default=True, verbose_name='urgent')),
                ('opened', outcry.lib.dates.EdtfField(blank=True, default='', max_length=60, verbose_name='opened')),
                ('opened_earliest', models.DateField(editable=False, null=True)),
                ('opened_latest', models.DateField(editable=False, null=True)),
                ('deadline_on', models.DateField(verbose_name='last day')),
                ('drafted_at', models.DateTimeField()),
                ('proposed_at', models.DateTimeField(null=True)),
                ('launched_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('lookup_key', outcry.lib.sealing.SealedBytesField(default=outcry.appeals.models.random_lookup_key, null=True)),
                ('is_demo', models.BooleanField(default=False, editable=False)),
                ('about_invented_person', models.BooleanField(default=False, verbose_name='about an invented person')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='cases.case')),
                ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('launched_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='accounts.organisation')),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case_version', models.PositiveIntegerField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'appeal',
                'verbose_name_plural': 'appeals',
            },
        ),
        migrations.CreateModel(
            name='Demand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=1)),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='demands', to='appeals.appeal')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='LetterVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('written_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letter_versions', to='appeals.appeal')),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('appeal', 'number'), name='letter_version_once')],
            },
        ),
        migrations.CreateModel(
            name='LetterText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('version', models.PositiveIntegerField(default=1)),
                ('made_from_version', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('subject', models.CharField(max_length=150, verbose_name='subject')),
                ('body', models.TextField(verbose_name='letter')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='appeals.letterversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('letter', 'language'), name='letter_text_once_per_language')],
            },
        ),
        migrations.CreateModel(
            name='TimelineMoment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=1)),
                ('kind', models.CharField(choices=[('detention', 'detention'), ('milestone', 'milestone'), ('vigil', 'gathering'), ('release', 'release'), ('other', 'other')], max_length=20, verbose_name='kind')),
                ('when', outcry.lib.dates.EdtfField(blank=True, default='', max_length=60, verbose_name='when')),
                ('when_earliest', models.DateField(editable=False, null=True)),
                ('when_latest', models.DateField(editable=False, null=True)),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='timeline', to='appeals.appeal')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TimelineText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('version', models.PositiveIntegerField(default=1)),
                ('made_from_version', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('headline', models.CharField(max_length=200, verbose_name='headline')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('moment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='appeals.timelinemoment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('moment', 'language'), name='timeline_text_once_per_language')],
            },
        ),
        migrations.CreateModel(
            name='Addressee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=1)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='authorities.office')),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addressees', to='appeals.appeal')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('appeal', 'office'), name='office_addressed_once')],
            },
        ),
        migrations.CreateModel(
            name='AppealText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('version', models.PositiveIntegerField(default=1)),
                ('made_from_version', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('standfirst', models.TextField(verbose_name='in two sentences')),
                ('what_happened', models.TextField(verbose_name='what happened')),
                ('source_note', models.CharField(blank=True, max_length=300, verbose_name='as reported by')),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='appeals.appeal')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('appeal', 'language'), name='appeal_text_once_per_language')],
            },
        ),
        migrations.CreateModel(
            name='DemandText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('version', models.PositiveIntegerField(default=1)),
                ('made_from_version', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('text', models.CharField(max_length=300, verbose_name='demand')),
                ('demand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='appeals.demand')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('demand', 'language'), name='demand_text_once_per_language')],
            },
        ),
        migrations.CreateModel(
            name='CaseUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('from_version', models.PositiveIntegerField()),
                ('to_version', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('waiting', 'waits for a second person'), ('published', 'on the timeline'), ('dismissed', 'left as it was')], max_length=12)),
                ('headline', models.CharField(blank=True, max_length=200, verbose_name='headline')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('kind', models.CharField(choices=[('detention', 'detention'), ('milestone', 'milestone'), ('vigil', 'gathering'), ('release', 'release'), ('other', 'other')], default='other', max_length=20, verbose_name='kind')),
                ('when', outcry.lib.dates.EdtfField(blank=True, default='', max_length=60, verbose_name='when')),
                ('when_earliest', models.DateField(editable=False, null=True)),
                ('when_latest', models.DateField(editable=False, null=True)),
                ('letter_number', models.PositiveIntegerField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='why nothing is said')),
                ('written_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='case_updates', to='appeals.appeal')),
                ('moment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='appeals.timelinemoment')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('appeal', 'language', 'to_version'), name='case_update_once_per_language'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'dismissed'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='case_update_left_with_reason'), models.CheckConstraint(condition=models.Q(('state', 'dismissed'), models.Q(('headline', ''), _negated=True), _connector='OR'), name='case_update_has_words')],
            },
        ),
        ]),
    ]
