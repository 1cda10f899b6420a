import django.db.models.deletion
from django.db import migrations, models

from outcry.lib.migrating import CreateTogether


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('appeals', '0001_initial'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='AppealTally',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('appeal', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='tally', to='appeals.appeal')),
                    ('numbers', models.JSONField()),
                    ('counted_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='DatabaseTally',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
                    ('edition', models.BigIntegerField()),
                    ('day', models.DateField()),
                    ('numbers', models.JSONField()),
                    ('counted_at', models.DateTimeField()),
                ],
            ),
        ]),
    ]
