import django.db.models.deletion
import outcry.appeals.models
import outcry.lib.dates
import outcry.lib.folded_words
import outcry.lib.identifiers
import outcry.lib.sealing
from django.conf import settings
from django.db import migrations, models

from outcry.lib.migrating import CreateTogether, KeepWords
from outcry.lib.word_index import WordIndex


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('authorities', '0001_initial'),
        ('cases', '0001_initial'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='Appeal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=outcry.lib.identifiers.random_public_id, editable=False, max_length=16, unique=True)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='accounts.organisation')),
                    ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='cases.case')),
                    ('case_version', models.PositiveIntegerField(editable=False, null=True)),
                    ('slug', models.SlugField(max_length=80, unique=True)),
                    ('country', models.CharField(max_length=2, verbose_name='country')),
                    ('state', models.CharField(choices=[('draft', 'draft'), ('proposed', 'waiting for a second person'), ('open', 'open'), ('ended', 'ended')], default='draft', max_length=12)),
                    ('is_urgent', models.BooleanField(default=True, verbose_name='urgent')),
                    ('opened', outcry.lib.dates.EdtfField(blank=True, default='', max_length=60, verbose_name='opened')),
                    ('opened_earliest', models.DateField(editable=False, null=True)),
                    ('opened_latest', models.DateField(editable=False, null=True)),
                    ('deadline_on', models.DateField(verbose_name='last day')),
                    ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('drafted_at', models.DateTimeField()),
                    ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('proposed_at', models.DateTimeField(null=True)),
                    ('launched_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('launched_at', models.DateTimeField(null=True)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('lookup_key', outcry.lib.sealing.SealedBytesField(default=outcry.appeals.models.random_lookup_key, null=True)),
                    ('is_demo', models.BooleanField(default=False, editable=False)),
                    ('never_twice', models.BooleanField(default=False, verbose_name='never send a letter twice')),
                    ('about_invented_person', models.BooleanField(default=False, verbose_name='about an invented person')),
                ],
                options={
                    'verbose_name': 'appeal',
                    'verbose_name_plural': 'appeals',
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
                    ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='appeals.appeal')),
                    ('title', models.CharField(max_length=200, verbose_name='title')),
                    ('standfirst', models.TextField(verbose_name='in two sentences')),
                    ('what_happened', models.TextField(verbose_name='what happened')),
                    ('source_note', models.CharField(blank=True, max_length=300, verbose_name='as reported by')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('appeal', 'language'), name='appeal_text_once_per_language')],
                },
            ),
            migrations.CreateModel(
                name='AppealWords',
                fields=[
                    ('text', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='appeals.appealtext')),
                    ('folded', outcry.lib.folded_words.FoldedWordsField(editable=False)),
                ],
            ),
            migrations.CreateModel(
                name='Demand',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='demands', to='appeals.appeal')),
                    ('position', models.PositiveSmallIntegerField(default=1)),
                ],
                options={
                    'ordering': ['position', 'pk'],
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
                    ('demand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='appeals.demand')),
                    ('text', models.CharField(max_length=300, verbose_name='demand')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('demand', 'language'), name='demand_text_once_per_language')],
                },
            ),
            migrations.CreateModel(
                name='TimelineMoment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='timeline', to='appeals.appeal')),
                    ('position', models.PositiveSmallIntegerField(default=1)),
                    ('kind', models.CharField(choices=[('detention', 'detention'), ('milestone', 'milestone'), ('vigil', 'gathering'), ('release', 'release'), ('other', 'other')], max_length=20, verbose_name='kind')),
                    ('when', outcry.lib.dates.EdtfField(blank=True, default='', max_length=60, verbose_name='when')),
                    ('when_earliest', models.DateField(editable=False, null=True)),
                    ('when_latest', models.DateField(editable=False, null=True)),
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
                    ('moment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='appeals.timelinemoment')),
                    ('headline', models.CharField(max_length=200, verbose_name='headline')),
                    ('body', models.TextField(blank=True, verbose_name='text')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('moment', 'language'), name='timeline_text_once_per_language')],
                },
            ),
            migrations.CreateModel(
                name='LetterVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letter_versions', to='appeals.appeal')),
                    ('number', models.PositiveIntegerField()),
                    ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('written_at', models.DateTimeField()),
                    ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('approved_at', models.DateTimeField(null=True)),
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
                    ('letter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='appeals.letterversion')),
                    ('subject', models.CharField(max_length=150, verbose_name='subject')),
                    ('body', models.TextField(verbose_name='letter')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('letter', 'language'), name='letter_text_once_per_language')],
                },
            ),
            migrations.CreateModel(
                name='Addressee',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addressees', to='appeals.appeal')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='authorities.office')),
                    ('position', models.PositiveSmallIntegerField(default=1)),
                    ('for_country', models.CharField(blank=True, db_default='', default='', max_length=2)),
                    ('stopped_at', models.DateTimeField(null=True)),
                ],
                options={
                    'ordering': ['position', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('appeal', 'office'), name='office_addressed_once'), models.UniqueConstraint(condition=models.Q(models.Q(('for_country', ''), _negated=True), ('stopped_at', None)), fields=('appeal', 'for_country'), name='one_embassy_per_country'), models.CheckConstraint(condition=models.Q(('stopped_at', None), models.Q(('for_country', ''), _negated=True), _connector='OR'), name='only_embassies_are_stopped')],
                },
            ),
            migrations.CreateModel(
                name='CaseUpdate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='case_updates', to='appeals.appeal')),
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
                    ('moment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='appeals.timelinemoment')),
                    ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('written_at', models.DateTimeField()),
                    ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('published_at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('appeal', 'language', 'to_version'), name='case_update_once_per_language'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'dismissed'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='case_update_left_with_reason'), models.CheckConstraint(condition=models.Q(('state', 'dismissed'), models.Q(('headline', ''), _negated=True), _connector='OR'), name='case_update_has_words')],
                },
            ),
        ]),
        KeepWords(WordIndex('appeals_appealwords', 'text_id')),
    ]
