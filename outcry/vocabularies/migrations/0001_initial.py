import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from outcry.lib.migrating import CreateTogether


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='Vocabulary',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.SlugField(max_length=40, unique=True)),
                    ('huridocs_list', models.PositiveSmallIntegerField(null=True, unique=True, verbose_name='number of the HURIDOCS list')),
                    ('version', models.PositiveIntegerField(default=0, editable=False)),
                    ('last_number', models.PositiveIntegerField(default=0, editable=False)),
                    ('shipped_fingerprint', models.CharField(blank=True, editable=False, max_length=64)),
                    ('position', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'verbose_name': 'list of terms',
                    'verbose_name_plural': 'lists of terms',
                    'ordering': ['position', 'key'],
                },
            ),
            migrations.CreateModel(
                name='VocabularyText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=12, verbose_name='language')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('made_from_version', models.PositiveIntegerField(default=0)),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                    ('vocabulary', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='vocabularies.vocabulary')),
                    ('label', models.CharField(max_length=400, verbose_name='name')),
                    ('definition', models.TextField(blank=True, verbose_name='what it is for')),
                    ('origin', models.CharField(choices=[('shipped', 'comes with Outcry'), ('imported', 'imported'), ('desk', 'added here')], default='desk', editable=False, max_length=10)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('vocabulary', 'language'), name='vocabulary_text_once_per_language')],
                },
            ),
            migrations.CreateModel(
                name='Term',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('vocabulary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='vocabularies.vocabulary')),
                    ('code', models.CharField(max_length=240, unique=True)),
                    ('number', models.PositiveIntegerField()),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='vocabularies.term')),
                    ('path', models.CharField(max_length=1206, unique=True)),
                    ('position', models.PositiveIntegerField(default=0)),
                    ('huridocs_code', models.CharField(blank=True, max_length=12, verbose_name='HURIDOCS code')),
                    ('origin', models.CharField(choices=[('shipped', 'comes with Outcry'), ('imported', 'imported'), ('desk', 'added here')], default='desk', max_length=10)),
                    ('retired_at', models.DateTimeField(blank=True, null=True)),
                    ('replaced_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='vocabularies.term')),
                    ('version', models.PositiveIntegerField(default=1)),
                ],
                options={
                    'verbose_name': 'term',
                    'verbose_name_plural': 'terms',
                    'constraints': [models.UniqueConstraint(fields=('vocabulary', 'number'), name='term_number_once_per_list'), models.UniqueConstraint(condition=models.Q(('huridocs_code', ''), _negated=True), fields=('vocabulary', 'huridocs_code'), name='huridocs_code_once_per_list'), models.CheckConstraint(condition=models.Q(('parent', None), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='term_is_not_its_own_parent'), models.CheckConstraint(condition=models.Q(('replaced_by', None), ('retired_at__isnull', False), _connector='OR'), name='only_a_retired_term_is_replaced')],
                },
            ),
            migrations.CreateModel(
                name='TermLabel',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=12, verbose_name='language')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('made_from_version', models.PositiveIntegerField(default=0)),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                    ('term', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='labels', to='vocabularies.term')),
                    ('label', models.CharField(max_length=400, verbose_name='label')),
                    ('definition', models.TextField(blank=True, verbose_name='definition')),
                    ('origin', models.CharField(choices=[('shipped', 'comes with Outcry'), ('imported', 'imported'), ('desk', 'added here')], default='desk', editable=False, max_length=10)),
                    ('folded', models.TextField(editable=False)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('term', 'language'), name='term_label_once_per_language')],
                },
            ),
            migrations.CreateModel(
                name='VocabularyVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('vocabulary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='vocabularies.vocabulary')),
                    ('number', models.PositiveIntegerField()),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('note', models.CharField(blank=True, max_length=300)),
                ],
                options={
                    'ordering': ['-number'],
                    'constraints': [models.UniqueConstraint(fields=('vocabulary', 'number'), name='version_number_once_per_list')],
                },
            ),
            migrations.CreateModel(
                name='TermChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='vocabularies.vocabularyversion')),
                    ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='vocabularies.term')),
                    ('kind', models.CharField(choices=[('added', 'added'), ('worded', 'reworded'), ('moved', 'moved'), ('coded', 'given another HURIDOCS code'), ('retired', 'retired'), ('restored', 'taken into use again')], max_length=10)),
                    ('language', models.CharField(blank=True, max_length=12)),
                    ('before', models.JSONField(default=dict)),
                    ('after', models.JSONField(default=dict)),
                ],
                options={
                    'ordering': ['-id'],
                },
            ),
        ]),
    ]
