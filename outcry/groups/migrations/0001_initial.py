import django.db.models.deletion
import outcry.lib.folded_words
from django.conf import settings
from django.db import migrations, models

from outcry.lib.migrating import CreateTogether, KeepWords
from outcry.lib.word_index import WordIndex


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('appeals', '0001_initial'),
        ('cases', '0001_initial'),
        ('gatherings', '0001_initial'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='Group',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='accounts.organisation')),
                    ('slug', models.SlugField(max_length=80, unique=True)),
                    ('kind', models.CharField(choices=[('movement', 'movement'), ('party', 'party'), ('union', 'trade union'), ('newspaper', 'newspaper, station or site of news'), ('association', 'association or committee'), ('other', 'other organisation')], max_length=12)),
                    ('website', models.URLField(blank=True, max_length=300)),
                    ('reason', models.TextField(blank=True)),
                    ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('added_at', models.DateTimeField()),
                    ('is_demo', models.BooleanField(default=False, editable=False)),
                    ('cases', models.ManyToManyField(blank=True, related_name='+', to='cases.case')),
                    ('appeals', models.ManyToManyField(blank=True, related_name='+', to='appeals.appeal')),
                    ('gatherings', models.ManyToManyField(blank=True, related_name='+', to='gatherings.gathering')),
                ],
                options={
                    'verbose_name': 'organisation',
                    'verbose_name_plural': 'organisations',
                },
            ),
            migrations.CreateModel(
                name='GroupText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=12, verbose_name='language')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('made_from_version', models.PositiveIntegerField(default=0)),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='groups.group')),
                    ('name', models.CharField(max_length=200)),
                    ('about', models.TextField(blank=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('group', 'language'), name='group_text_once_per_language')],
                },
            ),
            migrations.CreateModel(
                name='PublicGroup',
                fields=[
                    ('group', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='public', serialize=False, to='groups.group')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('slug', models.SlugField(max_length=80, unique=True)),
                    ('kind', models.CharField(choices=[('movement', 'movement'), ('party', 'party'), ('union', 'trade union'), ('newspaper', 'newspaper, station or site of news'), ('association', 'association or committee'), ('other', 'other organisation')], max_length=12)),
                    ('website', models.URLField(blank=True, max_length=300)),
                    ('shown_at', models.DateTimeField()),
                    ('cases', models.ManyToManyField(blank=True, related_name='+', to='cases.case')),
                    ('appeals', models.ManyToManyField(blank=True, related_name='+', to='appeals.appeal')),
                    ('gatherings', models.ManyToManyField(blank=True, related_name='+', to='gatherings.gathering')),
                ],
            ),
            migrations.CreateModel(
                name='PublicGroupText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='groups.publicgroup')),
                    ('language', models.CharField(max_length=12)),
                    ('name', models.CharField(max_length=200)),
                    ('about', models.TextField(blank=True)),
                    ('folded', outcry.lib.folded_words.FoldedWordsField(editable=False)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('public', 'language'), name='public_group_once_per_language')],
                },
            ),
        ]),
        KeepWords(WordIndex('groups_publicgrouptext', 'id')),
    ]
