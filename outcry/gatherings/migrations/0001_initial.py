import django.db.models.deletion
import outcry.lib.folded_words
import outcry.lib.identifiers
import outcry.lib.sealing
from django.conf import settings
from django.db import migrations, models

from outcry.lib.migrating import CreateTogether, KeepWords
from outcry.lib.word_index import WordIndex


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('appeals', '0001_initial'),
        ('authorities', '0001_initial'),
        ('cases', '0001_initial'),
        ('vocabularies', '0001_initial'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='Gathering',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=outcry.lib.identifiers.random_public_id, editable=False, max_length=16, unique=True)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gatherings', to='accounts.organisation')),
                    ('slug', models.SlugField(max_length=80, unique=True)),
                    ('kind', models.CharField(choices=[('vigil', 'vigil'), ('picket', 'picket'), ('rally', 'rally'), ('march', 'march'), ('other', 'other gathering')], max_length=10)),
                    ('state', models.CharField(choices=[('draft', 'draft'), ('published', 'announced'), ('called_off', 'called off')], default='draft', max_length=10)),
                    ('country', models.CharField(max_length=2)),
                    ('day', models.DateField()),
                    ('begins', models.TimeField()),
                    ('last_day', models.DateField(null=True)),
                    ('ends', models.TimeField(null=True)),
                    ('zone', models.CharField(max_length=64)),
                    ('starts_at', models.DateTimeField(editable=False)),
                    ('ends_at', models.DateTimeField(db_index=True, editable=False)),
                    ('place_told', models.CharField(choices=[('everybody', 'Everybody: it stands on the page'), ('registered', 'Those who register: by mail, once they have confirmed their address')], default='everybody', max_length=10)),
                    ('contact', models.EmailField(blank=True, max_length=254)),
                    ('takes_registrations', models.BooleanField(default=True)),
                    ('shows_number', models.BooleanField(default=False)),
                    ('number_from', models.PositiveIntegerField(default=10)),
                    ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='gatherings', to='cases.case')),
                    ('appeal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='gatherings', to='appeals.appeal')),
                    ('revision', models.PositiveIntegerField(default=0, editable=False)),
                    ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('drafted_at', models.DateTimeField()),
                    ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('published_at', models.DateTimeField(null=True)),
                    ('changed_at', models.DateTimeField()),
                    ('called_off_at', models.DateTimeField(null=True)),
                    ('reminded_at', models.DateTimeField(editable=False, null=True)),
                    ('left_untold_at', models.DateTimeField(null=True)),
                    ('is_demo', models.BooleanField(default=False, editable=False)),
                    ('about_invented_person', models.BooleanField(default=False)),
                    ('topics', models.ManyToManyField(blank=True, related_name='+', to='vocabularies.term')),
                ],
                options={
                    'verbose_name': 'gathering',
                    'verbose_name_plural': 'gatherings',
                    'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='gathering_ends_after_it_began'), models.CheckConstraint(condition=models.Q(('number_from__gte', 5)), name='gathering_shows_no_small_number'), models.CheckConstraint(condition=models.Q(('place_told', 'everybody'), ('takes_registrations', True), _connector='OR'), name='withheld_place_is_told_to_somebody')],
                },
            ),
            migrations.CreateModel(
                name='GatheringText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=12, verbose_name='language')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('made_from_version', models.PositiveIntegerField(default=0)),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                    ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='gatherings.gathering')),
                    ('title', models.CharField(max_length=200)),
                    ('about', models.TextField()),
                    ('place', models.CharField(blank=True, max_length=300)),
                    ('safety', models.TextField(blank=True)),
                    ('organiser', models.CharField(blank=True, max_length=200)),
                    ('called_off_because', models.TextField(blank=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('gathering', 'language'), name='gathering_text_once_per_language')],
                },
            ),
            migrations.CreateModel(
                name='GatheringWords',
                fields=[
                    ('text', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='gatherings.gatheringtext')),
                    ('folded', outcry.lib.folded_words.FoldedWordsField(editable=False)),
                ],
            ),
            migrations.CreateModel(
                name='MeetingPlace',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=12, verbose_name='language')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('made_from_version', models.PositiveIntegerField(default=0)),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                    ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meeting_places', to='gatherings.gathering')),
                    ('place', outcry.lib.sealing.SealedTextField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('gathering', 'language'), name='meeting_place_once_per_language')],
                },
            ),
            migrations.CreateModel(
                name='Account',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=12, verbose_name='language')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('made_from_version', models.PositiveIntegerField(default=0)),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                    ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accounts', to='gatherings.gathering')),
                    ('happened', models.TextField()),
                    ('came', models.CharField(blank=True, max_length=300)),
                    ('handed_in', models.TextField(blank=True)),
                    ('incidents', models.TextField(blank=True)),
                    ('source_note', models.CharField(max_length=300)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('gathering', 'language'), name='gathering_account_once_per_language')],
                },
            ),
            migrations.CreateModel(
                name='Coming',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coming', to='gatherings.gathering')),
                    ('public_id', models.CharField(default=outcry.lib.identifiers.random_public_id, max_length=16, unique=True)),
                    ('state', models.CharField(choices=[('said', 'said, without an address'), ('submitted', 'waits until its address is confirmed'), ('confirmed', 'confirmed'), ('gone', 'taken back, said twice or never confirmed')], max_length=10)),
                    ('language', models.CharField(max_length=12)),
                    ('address', outcry.lib.sealing.SealedTextField(null=True)),
                    ('address_hash', models.BinaryField(max_length=32, null=True)),
                    ('address_rule', models.PositiveSmallIntegerField(default=0)),
                    ('said_on', models.DateField()),
                    ('expires_at', models.DateTimeField(null=True)),
                    ('told_revision', models.PositiveIntegerField(default=0)),
                    ('erased_at', models.DateTimeField(null=True)),
                    ('form_digest', models.BinaryField(max_length=32, null=True, unique=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['gathering', 'state', 'told_revision'], name='coming_to_tell')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'confirmed'), ('address_hash__isnull', False)), fields=('gathering', 'address_hash'), name='comes_once_per_address'), models.CheckConstraint(condition=models.Q(('erased_at', None), models.Q(('address__isnull', True), ('address_hash__isnull', True)), _connector='OR'), name='erased_coming_is_bare'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'said'), _negated=True), ('address__isnull', True), _connector='OR'), name='coming_said_so_is_bare')],
                },
            ),
            migrations.CreateModel(
                name='ComingTally',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('since', models.DateTimeField()),
                    ('network', models.BinaryField(max_length=32)),
                    ('count', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('since', 'network'), name='one_coming_tally_per_hour')],
                },
            ),
            migrations.CreateModel(
                name='HandedIn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handed_in', to='gatherings.gathering')),
                    ('kind', models.CharField(choices=[('petition', 'petition'), ('letters', 'letters'), ('book', 'book of signatures'), ('other', 'something else')], max_length=10)),
                    ('number', models.PositiveIntegerField(null=True)),
                    ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='authorities.office')),
                    ('on', models.DateField()),
                    ('reception', models.CharField(choices=[('taken', 'taken'), ('left', 'left there, taken by nobody'), ('refused', 'refused')], max_length=10)),
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
                    ('handed_in', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='gatherings.handedin')),
                    ('what', models.CharField(max_length=200)),
                    ('to', models.CharField(blank=True, max_length=200)),
                    ('answer', models.CharField(blank=True, max_length=500)),
                    ('counted_by', models.CharField(blank=True, max_length=200)),
                    ('source_note', models.CharField(max_length=300)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('handed_in', 'language'), name='handed_in_text_once_per_language')],
                },
            ),
            migrations.CreateModel(
                name='Incident',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='incidents', to='gatherings.gathering')),
                    ('public_id', models.CharField(max_length=16, unique=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                    ('act_key', models.BigIntegerField()),
                    ('recorded_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='PhotoDraft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photo_drafts', to='gatherings.gathering')),
                    ('content', outcry.lib.sealing.SealedBytesField()),
                    ('proposed', models.JSONField(default=list)),
                    ('covered_areas', models.PositiveIntegerField(default=0)),
                    ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('added_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField(db_index=True)),
                ],
            ),
            migrations.CreateModel(
                name='Photo',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='gatherings.gathering')),
                    ('credit', models.CharField(max_length=200)),
                    ('covered_areas', models.PositiveIntegerField()),
                    ('shown_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('shown_at', models.DateTimeField()),
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
                    ('photo', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='gatherings.photo')),
                    ('alt', models.CharField(max_length=300)),
                    ('caption', models.CharField(blank=True, max_length=300)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('photo', 'language'), name='photo_text_once_per_language')],
                },
            ),
            migrations.CreateModel(
                name='PhotoSize',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('photo', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sizes', to='gatherings.photo')),
                    ('name', models.CharField(db_index=True, max_length=32)),
                    ('width', models.PositiveIntegerField()),
                    ('height', models.PositiveIntegerField()),
                    ('content', models.BinaryField()),
                ],
                options={
                    'ordering': ['photo', 'width'],
                    'constraints': [models.UniqueConstraint(fields=('photo', 'width'), name='one_photo_size_per_width')],
                },
            ),
        ]),
        KeepWords(WordIndex('gatherings_gatheringwords', 'text_id')),
    ]
