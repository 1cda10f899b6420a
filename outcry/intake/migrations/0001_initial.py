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
                name='Conversation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conversations', to='accounts.organisation')),
                    ('state', models.CharField(choices=[('new', 'not opened yet'), ('open', 'open'), ('closed', 'closed'), ('spam', 'spam'), ('erased', 'erased')], default='new', max_length=10)),
                    ('language', models.CharField(blank=True, max_length=12)),
                    ('code_hash', models.BinaryField(max_length=32, null=True, unique=True)),
                    ('key_for_sender', models.BinaryField(null=True)),
                    ('key_for_desk', models.BinaryField(null=True)),
                    ('desk_key', models.PositiveSmallIntegerField(null=True)),
                    ('details', models.BinaryField(null=True)),
                    ('assigned_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('awaits_us', models.BooleanField(default=True)),
                    ('started_at', models.DateTimeField()),
                    ('last_at', models.DateTimeField()),
                    ('closed_at', models.DateTimeField(null=True)),
                    ('erased_at', models.DateTimeField(null=True)),
                ],
                options={
                    'verbose_name': 'conversation',
                    'verbose_name_plural': 'conversations',
                    'permissions': [('handle_intake', 'Can read and answer what people write to us in confidence')],
                    'indexes': [models.Index(fields=['organisation', 'state', 'last_at'], name='conversation_by_state')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'erased'), _negated=True), models.Q(('assigned_to', None), ('code_hash', None), ('details', None), ('erased_at__isnull', False), ('key_for_desk', None), ('key_for_sender', None)), _connector='OR'), name='erased_conversation_is_bare')],
                },
            ),
            migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='intake.conversation')),
                    ('author', models.CharField(choices=[('sender', 'the sender'), ('staff', 'us'), ('note', 'a note among staff')], max_length=10)),
                    ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                    ('content', models.BinaryField()),
                    ('form_digest', models.BinaryField(max_length=32, null=True, unique=True)),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='File',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='intake.message')),
                    ('stored_name', models.CharField(max_length=32, unique=True)),
                    ('size', models.PositiveBigIntegerField()),
                    ('sealed', models.BinaryField()),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Tally',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=20)),
                    ('since', models.DateTimeField()),
                    ('count', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('kind', 'since'), name='one_tally_per_kind_and_time')],
                },
            ),
        ]),
    ]
