import django.db.models.deletion
import modelcluster.fields
import outcry.lib.dates
import outcry.lib.folded_words
import outcry.lib.identifiers
import outcry.lib.sealing
import outcry.newsroom.choosing
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

from outcry.lib.migrating import CreateTogether, KeepWords
from outcry.lib.word_index import WordIndex


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('appeals', '0001_initial'),
        ('cases', '0001_initial'),
        ('groups', '0001_initial'),
        ('vocabularies', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='Comment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reader_comments', to='newsroom.reportpage')),
                    ('answers', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='answered_by', to='newsroom.comment')),
                    ('public_id', models.CharField(default=outcry.lib.identifiers.random_public_id, max_length=16, unique=True)),
                    ('state', models.CharField(choices=[('held', 'waits for us'), ('published', 'published'), ('refused', 'not published'), ('removed', 'removed'), ('taken_back', 'taken back')], default='held', max_length=10)),
                    ('state_before', models.CharField(blank=True, choices=[('held', 'waits for us'), ('published', 'published'), ('refused', 'not published'), ('removed', 'removed'), ('taken_back', 'taken back')], max_length=10)),
                    ('objection', models.CharField(blank=True, choices=[('spam', 'It advertises, or has nothing to do with the report'), ('abuse', 'It insults, threatens or stirs up hatred'), ('danger', 'It could put somebody in danger'), ('private', 'It tells private things of somebody'), ('untrue', 'It accuses somebody without saying where that is known from'), ('other', 'Another reason')], max_length=10)),
                    ('name', outcry.lib.sealing.SealedTextField(null=True)),
                    ('text', outcry.lib.sealing.SealedTextField(null=True)),
                    ('website', outcry.lib.sealing.SealedTextField(null=True)),
                    ('address', outcry.lib.sealing.SealedTextField(null=True)),
                    ('address_hash', models.BinaryField(max_length=32, null=True)),
                    ('address_rule', models.PositiveSmallIntegerField(default=0)),
                    ('asked_at', models.DateTimeField(null=True)),
                    ('address_confirmed_at', models.DateTimeField(null=True)),
                    ('submitted_at', models.DateTimeField()),
                    ('state_changed_at', models.DateTimeField()),
                    ('erased_at', models.DateTimeField(null=True)),
                    ('signs', outcry.lib.sealing.SealedTextField(null=True)),
                    ('likeness', models.PositiveSmallIntegerField(default=0)),
                    ('teaches', models.CharField(blank=True, max_length=8)),
                    ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('form_digest', models.BinaryField(max_length=32, null=True, unique=True)),
                ],
                options={
                    'verbose_name': 'comment',
                    'verbose_name_plural': 'comments',
                    'indexes': [models.Index(fields=['report', 'state', 'submitted_at'], name='comment_of_report'), models.Index(fields=['organisation', 'state', 'submitted_at'], name='comment_by_state'), models.Index(condition=models.Q(('address_hash__isnull', False)), fields=['address_hash'], name='comment_of_mailbox')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('erased_at', None), models.Q(('address__isnull', True), ('address_hash__isnull', True), ('name__isnull', True), ('signs__isnull', True), ('text__isnull', True), ('website__isnull', True)), _connector='OR'), name='erased_comment_is_bare'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('text__isnull', False), _connector='OR'), name='shown_comment_has_words')],
                },
            ),
            migrations.CreateModel(
                name='Complaint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('comment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='complaints', to='newsroom.comment')),
                    ('objection', models.CharField(choices=[('spam', 'It advertises, or has nothing to do with the report'), ('abuse', 'It insults, threatens or stirs up hatred'), ('danger', 'It could put somebody in danger'), ('private', 'It tells private things of somebody'), ('untrue', 'It accuses somebody without saying where that is known from'), ('other', 'Another reason')], max_length=10)),
                    ('words', outcry.lib.sealing.SealedTextField(null=True)),
                    ('at', models.DateTimeField()),
                    ('settled_at', models.DateTimeField(null=True)),
                    ('form_digest', models.BinaryField(max_length=32, null=True, unique=True)),
                ],
                options={
                    'verbose_name': 'objection',
                    'verbose_name_plural': 'objections',
                    'indexes': [models.Index(fields=['comment', 'settled_at'], name='complaint_of_comment')],
                },
            ),
            migrations.CreateModel(
                name='CommentTally',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=10)),
                    ('since', models.DateTimeField()),
                    ('network', models.BinaryField(max_length=32)),
                    ('count', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('kind', 'since', 'network'), name='one_comment_tally_per_hour')],
                },
            ),
            migrations.CreateModel(
                name='CommentWord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
                    ('key', models.BinaryField(max_length=32)),
                    ('wanted', models.PositiveIntegerField(default=0)),
                    ('unwanted', models.PositiveIntegerField(default=0)),
                    ('seen_on', models.DateField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('organisation', 'key'), name='one_row_per_word_of_comments')],
                },
            ),
            migrations.CreateModel(
                name='Document',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('name', models.CharField(help_text='By which you find it on the desk, and which the file has when a reader keeps it.', max_length=120, verbose_name='name')),
                    ('language', models.CharField(choices=[('en', 'English'), ('ru', 'Русский'), ('kk', 'Қазақша'), ('ar', 'العربية')], default='en', max_length=12, verbose_name='language of the document')),
                    ('address', models.CharField(db_index=True, editable=False, max_length=32)),
                    ('kind', models.CharField(choices=[('pdf', 'PDF'), ('odt', 'ODT'), ('docx', 'DOCX'), ('ods', 'ODS'), ('xlsx', 'XLSX'), ('csv', 'CSV'), ('txt', 'TXT')], default='pdf', editable=False, max_length=4)),
                    ('pages', models.PositiveIntegerField(editable=False)),
                    ('size', models.PositiveIntegerField(editable=False)),
                    ('content', models.BinaryField()),
                    ('left_behind', models.JSONField(default=list, editable=False)),
                    ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('added_at', models.DateTimeField()),
                    ('unused_since', models.DateTimeField(null=True)),
                ],
                options={
                    'verbose_name': 'document',
                    'verbose_name_plural': 'documents',
                    'ordering': ['-added_at', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='DocumentUse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents_used', to='newsroom.reportpage')),
                    ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='newsroom.document')),
                    ('in_draft', models.BooleanField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('report', 'document', 'in_draft'), name='one_document_use_per_report')],
                },
            ),
            migrations.CreateModel(
                name='Picture',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('name', models.CharField(help_text='By which you find it on the desk. Readers do not see it.', max_length=120, verbose_name='name')),
                    ('credit', models.CharField(help_text='Whose picture it is, as readers should see it. Name nobody whom that could harm.', max_length=200, verbose_name='credit')),
                    ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('added_at', models.DateTimeField()),
                    ('unused_since', models.DateTimeField(null=True)),
                ],
                options={
                    'verbose_name': 'picture',
                    'verbose_name_plural': 'pictures',
                    'ordering': ['-added_at', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='PictureSize',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('picture', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sizes', to='newsroom.picture')),
                    ('name', models.CharField(db_index=True, max_length=32)),
                    ('width', models.PositiveIntegerField()),
                    ('height', models.PositiveIntegerField()),
                    ('content', models.BinaryField()),
                ],
                options={
                    'ordering': ['picture', 'width'],
                    'constraints': [models.UniqueConstraint(fields=('picture', 'width'), name='one_picture_size_per_width')],
                },
            ),
            migrations.CreateModel(
                name='PictureUse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures_used', to='newsroom.reportpage')),
                    ('picture', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='newsroom.picture')),
                    ('in_draft', models.BooleanField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('report', 'picture', 'in_draft'), name='one_picture_use_per_report')],
                },
            ),
            migrations.CreateModel(
                name='Review',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='newsroom.reportpage')),
                    ('revision_id', models.PositiveBigIntegerField()),
                    ('saved_at', models.DateTimeField()),
                    ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_at', models.DateTimeField()),
                    ('state', models.CharField(choices=[('waiting', 'waits for a colleague'), ('published', 'read and published'), ('sent_back', 'sent back'), ('overtaken', 'overtaken by a later text')], default='waiting', max_length=10)),
                    ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('words', models.TextField(blank=True, max_length=2000)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('report',), name='review_waits_once')],
                },
            ),
            migrations.CreateModel(
                name='UrgentTranslation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('translation_key', models.UUIDField()),
                    ('language', models.CharField(max_length=12)),
                    ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('translation_key', 'language'), name='urgent_translation_once')],
                },
            ),
            migrations.CreateModel(
                name='ReportSource',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                    ('report', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='newsroom.reportpage')),
                    ('publisher', models.CharField(max_length=200, verbose_name='publisher')),
                    ('title', models.CharField(max_length=300, verbose_name='title')),
                    ('language', models.CharField(choices=[('en', 'English'), ('ru', 'Русский'), ('kk', 'Қазақша'), ('ar', 'العربية')], default='en', max_length=12, verbose_name='language of the title')),
                    ('published', outcry.lib.dates.EdtfField(blank=True, default='', max_length=60, verbose_name='published')),
                    ('published_earliest', models.DateField(editable=False, null=True)),
                    ('published_latest', models.DateField(editable=False, null=True)),
                    ('url', models.URLField(blank=True, max_length=500, verbose_name='address on the web')),
                    ('note', models.CharField(blank=True, help_text='For example: told here in our own words.', max_length=300, verbose_name='note')),
                ],
                options={
                    'ordering': ['sort_order'],
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='ReportCorrection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('report', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='newsroom.reportpage')),
                    ('corrected_on', models.DateField(verbose_name='day of the correction')),
                    ('text', models.TextField(max_length=1000, verbose_name='what was wrong, and what is right')),
                    ('reason', models.CharField(max_length=300, verbose_name='how the mistake came about')),
                ],
                options={
                    'verbose_name': 'correction',
                    'verbose_name_plural': 'corrections',
                    'ordering': ['-corrected_on', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='PublishedReport',
                fields=[
                    ('report', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='published', serialize=False, to='newsroom.reportpage')),
                    ('translation_key', models.UUIDField()),
                    ('language', models.CharField(max_length=12)),
                    ('published_on', models.DateField()),
                    ('began_on', models.DateField(null=True)),
                    ('began_precision', models.CharField(max_length=8)),
                    ('happened_latest', models.DateField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['translation_key', 'language', 'published_on', 'report'], name='published_kin'), models.Index(fields=['-published_on', '-report'], name='published_newest'), models.Index(fields=['began_on', 'began_precision'], name='published_began')],
                },
            ),
            migrations.CreateModel(
                name='ReportWords',
                fields=[
                    ('report', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='newsroom.publishedreport')),
                    ('folded', outcry.lib.folded_words.FoldedWordsField(editable=False)),
                ],
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
            migrations.CreateModel(
                name='ReportPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('standfirst', models.TextField(blank=True, help_text='In two sentences: who, what, when.', verbose_name='standfirst')),
                    ('lead_picture', models.ForeignKey(blank=True, help_text='It stands above the text, and small beside the headline in lists. You add pictures under “Pictures” in the side menu.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='newsroom.picture', verbose_name='picture')),
                    ('lead_alt', models.CharField(blank=True, help_text='For those who do not see it, in a sentence. Name nobody whom the text does not name.', max_length=400, verbose_name='what it shows')),
                    ('lead_is_decorative', models.BooleanField(default=False, verbose_name='it tells nothing that the text does not')),
                    ('lead_caption', models.CharField(blank=True, max_length=400, verbose_name='caption')),
                    ('body', wagtail.fields.StreamField([('paragraph', 2), ('heading', 4), ('quote', 7), ('picture', 13), ('gallery', 17), ('document', 21), ('number', 24), ('chart', 34), ('map', 36), ('case', 38), ('appeal', 40), ('appeal_form', 40), ('donation', 42)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ('bold', 'italic', 'link', 'ul', 'ol'), 'label': 'Text'}), 1: ('wagtail.blocks.IntegerBlock', (), {'help_text': 'Where this is said: 1 is the first source below.', 'label': 'Number of its source', 'min_value': 1, 'required': False}), 2: ('wagtail.blocks.StructBlock', [[('text', 0), ('source', 1)]], {}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 200}), 4: ('wagtail.blocks.StructBlock', [[('text', 3)]], {}), 5: ('wagtail.blocks.TextBlock', (), {'label': 'Words', 'max_length': 2000}), 6: ('wagtail.blocks.CharBlock', (), {'label': 'Who said it', 'max_length': 200}), 7: ('wagtail.blocks.StructBlock', [[('text', 5), ('attribution', 6), ('source', 1)]], {}), 8: ('wagtail.blocks.ChoiceBlock', [], {'choices': outcry.newsroom.choosing.pictures_to_choose, 'help_text': 'By its name. You add pictures under “Pictures” in the side menu; save this report before you go there.', 'label': 'Picture'}), 9: ('wagtail.blocks.CharBlock', (), {'help_text': 'For those who do not see it, in a sentence and in the language of this report. Name nobody whom the text does not name.', 'label': 'What it shows', 'max_length': 400, 'required': False}), 10: ('wagtail.blocks.BooleanBlock', (), {'help_text': 'Then it is passed over when the report is read aloud.', 'label': 'It tells nothing that the text does not', 'required': False}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 400, 'required': False}), 12: ('wagtail.blocks.CharBlock', (), {'help_text': 'Leave it empty for the credit that the library has. Write it here to say it in this language.', 'label': 'Credit', 'max_length': 200, 'required': False}), 13: ('wagtail.blocks.StructBlock', [[('picture', 8), ('alt', 9), ('is_decorative', 10), ('caption', 11), ('credit', 12), ('source', 1)]], {}), 14: ('wagtail.blocks.StructBlock', [[('picture', 8), ('alt', 9), ('is_decorative', 10), ('caption', 11), ('credit', 12)]], {}), 15: ('wagtail.blocks.ListBlock', (14,), {'label': 'Pictures', 'max_num': 24, 'min_num': 2}), 16: ('wagtail.blocks.CharBlock', (), {'label': 'What they show together', 'max_length': 400, 'required': False}), 17: ('wagtail.blocks.StructBlock', [[('pictures', 15), ('caption', 16)]], {}), 18: ('wagtail.blocks.ChoiceBlock', [], {'choices': outcry.newsroom.choosing.documents_to_choose, 'help_text': 'By its name. You add documents under “Documents” in the side menu; save this report before you go there.', 'label': 'Document'}), 19: ('wagtail.blocks.CharBlock', (), {'help_text': 'In the language of this report. Leave it empty for its name.', 'label': 'Title', 'max_length': 200, 'required': False}), 20: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: the ruling of the court, names covered by us.', 'label': 'What it is', 'max_length': 400, 'required': False}), 21: ('wagtail.blocks.StructBlock', [[('document', 18), ('title', 19), ('about', 20)]], {}), 22: ('wagtail.blocks.CharBlock', (), {'help_text': 'Open the database of cases as readers do, set the conditions, choose “Figures” and what to count, and copy the address of that page.', 'label': 'Address of the figure', 'max_length': 1000}), 23: ('wagtail.blocks.CharBlock', (), {'help_text': 'It follows the number, for example: acts against liberty since 2011, in public cases.', 'label': 'What is counted', 'max_length': 200}), 24: ('wagtail.blocks.StructBlock', [[('address', 22), ('words', 23)]], {}), 25: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120}), 26: ('wagtail.blocks.CharBlock', (), {'help_text': 'It stands above the numbers, for example: arrests.', 'label': 'What is counted', 'max_length': 80}), 27: ('wagtail.blocks.CharBlock', (), {'help_text': 'It stands above their names, for example: year.', 'label': 'What they are counted by', 'max_length': 80}), 28: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('columns', 'upright, in the order of time'), ('bars', 'lying, one below the other')], 'label': 'How it is drawn'}), 29: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: 2011, or the name of a town.', 'label': 'What it is', 'max_length': 60}), 30: ('wagtail.blocks.IntegerBlock', (), {'label': 'Number', 'max_value': 1000000000, 'min_value': 0}), 31: ('wagtail.blocks.StructBlock', [[('label', 29), ('number', 30)]], {}), 32: ('wagtail.blocks.ListBlock', (31,), {'default': [], 'label': 'Numbers', 'max_num': 24, 'min_num': 0}), 33: ('wagtail.blocks.CharBlock', (), {'help_text': 'Over time, by what was done or by country: it is counted again whenever somebody reads. Leave the numbers empty then.', 'label': 'Or the address of a figure of our database', 'max_length': 1000, 'required': False}), 34: ('wagtail.blocks.StructBlock', [[('title', 25), ('unit', 26), ('head', 27), ('kind', 28), ('rows', 32), ('address', 33), ('source', 1)]], {}), 35: ('wagtail.blocks.CharBlock', (), {'help_text': 'Open the database of cases as readers do, set the conditions, choose “On the map”, and copy the address of that page.', 'label': 'Address of the map', 'max_length': 1000}), 36: ('wagtail.blocks.StructBlock', [[('title', 25), ('address', 35)]], {}), 37: ('wagtail.blocks.ChoiceBlock', [], {'choices': outcry.newsroom.choosing.cases_to_choose, 'label': 'Case'}), 38: ('wagtail.blocks.StructBlock', [[('case', 37)]], {}), 39: ('wagtail.blocks.ChoiceBlock', [], {'choices': outcry.newsroom.choosing.appeals_to_choose, 'label': 'Appeal'}), 40: ('wagtail.blocks.StructBlock', [[('appeal', 39)]], {}), 41: ('wagtail.blocks.ChoiceBlock', [], {'choices': outcry.newsroom.choosing.donations_to_choose, 'label': 'Donation appeal'}), 42: ('wagtail.blocks.StructBlock', [[('donation', 41)]], {})}, verbose_name='text')),
                    ('published_on', models.DateField(help_text='Readers find the report from this day on.', verbose_name='day of publication')),
                    ('happened', outcry.lib.dates.EdtfField(blank=True, default='', help_text='As the source gives it: 2011-01-03, 2010-12, or 2010-12-31/2011-01-06.', max_length=60, verbose_name='day of the event')),
                    ('happened_earliest', models.DateField(editable=False, null=True)),
                    ('happened_latest', models.DateField(editable=False, null=True)),
                    ('began_on', models.DateField(editable=False, null=True)),
                    ('began_precision', models.CharField(default='unknown', editable=False, max_length=8)),
                    ('place', models.CharField(blank=True, help_text='As readers should see it, for example: Atbasar. Leave it empty where it could harm.', max_length=120, verbose_name='place')),
                    ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                    ('byline', models.CharField(blank=True, help_text='Leave it empty where a name could harm.', max_length=200, verbose_name='by')),
                    ('texts_published', models.PositiveIntegerField(default=0, editable=False)),
                    ('made_from_version', models.PositiveIntegerField(default=0, editable=False)),
                    ('made_from_words', models.JSONField(default=dict, editable=False)),
                    ('commenting', models.CharField(blank=True, choices=[('moderated', 'each comment is read by us before it appears'), ('open', 'comments appear at once, unless something about them calls for a look'), ('closed', 'nobody can comment; what was published stays')], help_text='Leave it empty to have it as on the whole site.', max_length=10, verbose_name='comments of readers')),
                    ('topics', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='+', to='vocabularies.term', verbose_name='topics')),
                    ('cases', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='+', to='cases.case', verbose_name='cases')),
                    ('appeals', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='+', to='appeals.appeal', verbose_name='appeals')),
                    ('groups', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='+', to='groups.group', verbose_name='organisations')),
                ],
                options={
                    'verbose_name': 'report',
                    'verbose_name_plural': 'reports',
                    'indexes': [models.Index(fields=['published_on'], name='report_by_day_published'), models.Index(fields=['began_on', 'began_precision'], name='report_by_day_it_happened')],
                },
                bases=('wagtailcore.page',),
            ),
        ]),
        KeepWords(WordIndex('newsroom_reportwords', 'report_id')),
    ]
