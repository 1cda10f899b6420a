import django.db.models.deletion
import outcry.lib.identifiers
import outcry.lib.sealing
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
                name='Supporter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=outcry.lib.identifiers.random_public_id, max_length=16, unique=True)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supporters', to='accounts.organisation')),
                    ('address', outcry.lib.sealing.SealedTextField(null=True)),
                    ('address_hash', models.BinaryField(max_length=32, null=True)),
                    ('address_rule', models.PositiveSmallIntegerField()),
                    ('language', models.CharField(max_length=12)),
                    ('since', models.DateTimeField()),
                    ('erased_at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('erased_at', None)), fields=('organisation', 'address_hash'), name='supporter_once_per_organisation')],
                },
            ),
            migrations.CreateModel(
                name='Consent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('supporter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='supporters.supporter')),
                    ('purpose', models.CharField(choices=[('outcome', 'hear what became of it'), ('newsletter', 'get the newsletter'), ('ask', 'be asked once for money')], max_length=20)),
                    ('subject', models.CharField(max_length=60)),
                    ('wording', models.CharField(max_length=300)),
                    ('given_at', models.DateTimeField()),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['subject', 'purpose'], name='consent_by_subject')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('supporter', 'purpose', 'subject'), name='consent_once_in_force')],
                },
            ),
        ]),
    ]
