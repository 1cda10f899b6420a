import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import outcry.lib.sealing


class Migration(migrations.Migration):

    dependencies = [
        ('gatherings', '0003_gatherings_are_told'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PhotoDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', outcry.lib.sealing.SealedBytesField()),
                ('proposed', models.JSONField(default=list)),
                ('covered_areas', models.PositiveIntegerField(default=0)),
                ('added_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photo_drafts', to='gatherings.gathering')),
            ],
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('credit', models.CharField(max_length=200)),
                ('covered_areas', models.PositiveIntegerField()),
                ('shown_at', models.DateTimeField()),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='gatherings.gathering')),
                ('shown_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PhotoText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('version', models.PositiveIntegerField(default=1)),
                ('made_from_version', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('alt', models.CharField(max_length=300)),
                ('caption', models.CharField(blank=True, max_length=300)),
                ('photo', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='gatherings.photo')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('photo', 'language'), name='photo_text_once_per_language')],
            },
        ),
        migrations.CreateModel(
            name='PhotoSize',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(db_index=True, max_length=32)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
                ('photo', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sizes', to='gatherings.photo')),
            ],
            options={
                'ordering': ['photo', 'width'],
                'constraints': [models.UniqueConstraint(fields=('photo', 'width'), name='one_photo_size_per_width')],
            },
        ),
    ]
