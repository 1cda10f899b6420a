import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('authorities', '0007_an_alert_says_that_there_is_a_new_holder'),
        ('gatherings', '0004_gatherings_have_photos'),
    ]

    operations = [
        migrations.CreateModel(
            name='HandedIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('petition', 'petition'), ('letters', 'letters'), ('book', 'book of signatures'), ('other', 'something else')], max_length=10)),
                ('number', models.PositiveIntegerField(null=True)),
                ('on', models.DateField()),
                ('reception', models.CharField(choices=[('taken', 'taken'), ('left', 'left there, taken by nobody'), ('refused', 'refused')], max_length=10)),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handed_in', to='gatherings.gathering')),
                ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='authorities.office')),
            ],
            options={
                'ordering': ['on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('number', None), ('number__gt', 0), _connector='OR'), name='handed_in_counts_something')],
            },
        ),
        migrations.CreateModel(
            name='HandedInText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('version', models.PositiveIntegerField(default=1)),
                ('made_from_version', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('what', models.CharField(max_length=200)),
                ('to', models.CharField(blank=True, max_length=200)),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('counted_by', models.CharField(blank=True, max_length=200)),
                ('source_note', models.CharField(max_length=300)),
                ('handed_in', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='gatherings.handedin')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('handed_in', 'language'), name='handed_in_text_once_per_language')],
            },
        ),
    ]
