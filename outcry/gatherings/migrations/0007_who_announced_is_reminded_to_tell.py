from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gatherings', '0006_incidents_stand_in_cases'),
    ]

    operations = [
        migrations.AddField(
            model_name='gathering',
            name='left_untold_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='gathering',
            name='reminded_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
