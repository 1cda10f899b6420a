import django.db.models.deletion
import outcry.lib.sealing
from django.conf import settings
from django.db import migrations, models

from outcry.lib.migrating import CreateTogether


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('newsroom', '0001_initial'),
        ('vocabularies', '0001_initial'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='KeptChoices',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('set_name', models.CharField(max_length=100)),
                    ('content', models.JSONField()),
                    ('changed_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('organisation', 'set_name'), name='one_choice_per_old_site')],
                },
            ),
            migrations.CreateModel(
                name='MovingRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('set_name', models.CharField(blank=True, max_length=100)),
                    ('choices', models.JSONField(default=dict)),
                    ('found', models.JSONField(default=dict)),
                    ('is_look', models.BooleanField(default=False)),
                    ('file_name', models.CharField(max_length=200)),
                    ('sha256', models.CharField(max_length=64)),
                    ('state', models.CharField(choices=[('looked_at', 'looked at, nothing imported yet'), ('waiting', 'waiting for its turn'), ('running', 'running'), ('done', 'done'), ('stopped', 'stopped half-way'), ('refused', 'file refused'), ('undone', 'undone')], default='looked_at', max_length=10)),
                    ('counts', models.JSONField(default=dict)),
                    ('entries', models.PositiveIntegerField(default=0)),
                    ('read', models.PositiveIntegerField(default=0)),
                    ('sentence', models.TextField(blank=True)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('added_at', models.DateTimeField()),
                    ('started_at', models.DateTimeField(null=True)),
                    ('seen_at', models.DateTimeField(null=True)),
                    ('finished_at', models.DateTimeField(null=True)),
                    ('undone_at', models.DateTimeField(null=True)),
                    ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('forgotten_at', models.DateTimeField(null=True)),
                ],
                options={
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='MovingFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='moving_in.movingrun')),
                    ('role', models.CharField(choices=[('export', 'Export'), ('pictures', 'Pictures')], max_length=10)),
                    ('name', models.CharField(max_length=200)),
                    ('content', outcry.lib.sealing.SealedBytesField()),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='MovingReport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('run', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='report', to='moving_in.movingrun')),
                    ('content', outcry.lib.sealing.SealedBytesField()),
                ],
            ),
            migrations.CreateModel(
                name='MovingTrouble',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='troubles', to='moving_in.movingrun')),
                    ('number', models.PositiveIntegerField(default=0)),
                    ('kind', models.CharField(choices=[('reports', 'Reports'), ('comments', 'Comments'), ('pictures', 'Pictures'), ('topics', 'Categories and tags'), ('redirects', 'Old addresses'), ('others', 'Other entries')], max_length=10)),
                    ('name', outcry.lib.sealing.SealedTextField(null=True)),
                    ('reason', outcry.lib.sealing.SealedTextField()),
                    ('is_refusal', models.BooleanField(default=True)),
                ],
                options={
                    'ordering': ['-is_refusal', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='MovedThing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('set_name', models.CharField(max_length=100)),
                    ('kind', models.CharField(choices=[('report', 'Report'), ('comment', 'Comment'), ('picture', 'Picture')], max_length=10)),
                    ('id_key', models.BinaryField(max_length=16)),
                    ('guid_key', models.BinaryField(max_length=16, null=True)),
                    ('fingerprint', models.BinaryField(max_length=16)),
                    ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='newsroom.reportpage')),
                    ('comment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='newsroom.comment')),
                    ('picture', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='newsroom.picture')),
                    ('mark', models.CharField(blank=True, max_length=20)),
                ],
                options={
                    'indexes': [models.Index(fields=['organisation', 'set_name', 'kind', 'guid_key'], name='old_thing_by_guid')],
                    'constraints': [models.UniqueConstraint(fields=('organisation', 'set_name', 'kind', 'id_key'), name='old_thing_once')],
                },
            ),
            migrations.CreateModel(
                name='MovingStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='moving_in.movingrun')),
                    ('thing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='moving_in.movedthing')),
                    ('number', models.PositiveIntegerField()),
                    ('made', models.BooleanField()),
                    ('before', models.JSONField(default=dict)),
                ],
            ),
            migrations.CreateModel(
                name='OldAddress',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('set_name', models.CharField(max_length=100)),
                    ('path', models.CharField(max_length=500)),
                    ('leads_to', models.CharField(choices=[('report', 'Report'), ('month', 'Month'), ('year', 'Year'), ('topic', 'Topic'), ('feed', 'Feed')], max_length=10)),
                    ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='newsroom.reportpage')),
                    ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='vocabularies.term')),
                    ('period', models.PositiveIntegerField(null=True)),
                    ('language', models.CharField(max_length=10)),
                    ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='addresses', to='moving_in.movingrun')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('organisation', 'path'), name='old_address_once')],
                },
            ),
        ]),
    ]
