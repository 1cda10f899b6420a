from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_partners_read'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='reviews_reports',
            field=models.BooleanField(default=True),
        ),
    ]
