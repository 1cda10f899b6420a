from django.db import migrations, models

from outcry.lib.migrating import CreateTogether


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='LogEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(db_index=True)),
                    ('actor_id', models.PositiveBigIntegerField(null=True)),
                    ('actor_name', models.CharField(default='', max_length=150)),
                    ('verb', models.CharField(max_length=60)),
                    ('subject', models.CharField(db_index=True, max_length=120)),
                    ('details', models.JSONField(default=dict)),
                ],
                options={
                    'ordering': ['-at', '-id'],
                },
            ),
        ]),
    ]
