"""The newsroom in one step, for the reason that cases gives for its own."""

import django.db.models.deletion
import modelcluster.fields
import outcry.lib.dates
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

from outcry.lib.migrating import CreateTogether


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('newsroom', '0001_initial'),
        ('newsroom', '0002_reports_know_when_it_began'),
        ('newsroom', '0003_reports_told_by_now_know_when_it_began'),
    ]

    dependencies = [
        ('accounts', '0001_initial'),
        ('appeals', '0001_initial'),
        ('cases', '0002_cases_wait_for_a_day_and_a_second_person'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        CreateTogether([
        migrations.CreateModel(
            name='ReportPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('standfirst', models.TextField(blank=True, help_text='In two sentences: who, what, when.', verbose_name='standfirst')),
                ('body', wagtail.fields.StreamField([('paragraph', 2), ('heading', 4), ('quote', 7)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ('bold', 'italic', 'link'), 'label': 'Text'}), 1: ('wagtail.blocks.IntegerBlock', (), {'help_text': 'Where this is said: 1 is the first source below.', 'label': 'Number of its source', 'min_value': 1, 'required': False}), 2: ('wagtail.blocks.StructBlock', [[('text', 0), ('source', 1)]], {}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 200}), 4: ('wagtail.blocks.StructBlock', [[('text', 3)]], {}), 5: ('wagtail.blocks.TextBlock', (), {'label': 'Words', 'max_length': 2000}), 6: ('wagtail.blocks.CharBlock', (), {'label': 'Who said it', 'max_length': 200}), 7: ('wagtail.blocks.StructBlock', [[('text', 5), ('attribution', 6), ('source', 1)]], {})}, verbose_name='text')),
                ('published_on', models.DateField(help_text='Readers find the report from this day on.', verbose_name='day of publication')),
                ('happened', outcry.lib.dates.EdtfField(blank=True, default='', help_text='As the source gives it: 2011-01-03, 2010-12, or 2010-12-31/2011-01-06.', max_length=60, verbose_name='day of the event')),
                ('happened_earliest', models.DateField(editable=False, null=True)),
                ('happened_latest', models.DateField(editable=False, null=True)),
                ('byline', models.CharField(blank=True, help_text='Leave it empty where a name could harm.', max_length=200, verbose_name='by')),
                ('made_from_version', models.PositiveIntegerField(default=0, editable=False)),
                ('appeals', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='+', to='appeals.appeal', verbose_name='appeals')),
                ('cases', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='+', to='cases.case', verbose_name='cases')),
                ('began_on', models.DateField(editable=False, null=True)),
                ('began_precision', models.CharField(default='unknown', editable=False, max_length=8)),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
                'indexes': [models.Index(fields=['published_on'], name='report_by_day_published'), models.Index(fields=['began_on', 'began_precision'], name='report_by_day_it_happened')],
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ReportSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('publisher', models.CharField(max_length=200, verbose_name='publisher')),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('language', models.CharField(choices=[('en', 'English'), ('ru', 'Русский'), ('kk', 'Қазақша'), ('ar', 'العربية')], default='en', max_length=12, verbose_name='language of the title')),
                ('published', outcry.lib.dates.EdtfField(blank=True, default='', max_length=60, verbose_name='published')),
                ('published_earliest', models.DateField(editable=False, null=True)),
                ('published_latest', models.DateField(editable=False, null=True)),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='address on the web')),
                ('note', models.CharField(blank=True, help_text='For example: told here in our own words.', max_length=300, verbose_name='note')),
                ('report', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='newsroom.reportpage')),
            ],
            options={
                'ordering': ['sort_order'],
            },
        ),
        migrations.CreateModel(
            name='ReportsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'verbose_name': 'list of reports',
                'verbose_name_plural': 'lists of reports',
            },
            bases=('wagtailcore.page',),
        ),
        ]),
    ]
