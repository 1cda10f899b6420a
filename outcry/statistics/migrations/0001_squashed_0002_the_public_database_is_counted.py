"""Figures in one step, for the reason that cases gives for its own."""

import django.db.models.deletion
from django.db import migrations, models

from outcry.lib.migrating import CreateTogether


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('statistics', '0001_initial'),
        ('statistics', '0002_the_public_database_is_counted'),
    ]

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
                ('numbers', models.JSONField()),
                ('counted_at', models.DateTimeField()),
                ('appeal', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='tally', to='appeals.appeal')),
            ],
        ),
        migrations.CreateModel(
            name='DatabaseTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.BigIntegerField()),
                ('day', models.DateField()),
                ('numbers', models.JSONField()),
                ('counted_at', models.DateTimeField()),
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
            ],
        ),
        ]),
    ]
