import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0035_only_words_that_change_are_indexed_anew'),
        ('gatherings', '0005_what_was_handed_in'),
    ]

    operations = [
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=16, unique=True)),
                ('act_key', models.BigIntegerField()),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='incidents', to='gatherings.gathering')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
    ]
