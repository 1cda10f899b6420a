import django.db.models.deletion
import outcry.lib.dates
import outcry.lib.identifiers
import outcry.lib.sealing
from django.conf import settings
from django.db import migrations, models

from outcry.lib.migrating import CreateTogether


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('appeals', '0001_initial'),
        ('cases', '0001_initial'),
        ('delivery', '0001_initial'),
        ('giving', '0001_initial'),
        ('supporters', '0001_initial'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='Protest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=outcry.lib.identifiers.random_public_id, max_length=16, unique=True)),
                    ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='protests', to='appeals.appeal')),
                    ('state', models.CharField(choices=[('submitted', 'waiting for confirmation'), ('confirmed', 'confirmed'), ('expired', 'not confirmed in time'), ('withdrawn', 'withdrawn'), ('held', 'held back for a look'), ('voided', 'declared void'), ('erased', 'erased at her wish')], default='submitted', max_length=12)),
                    ('submitted_at', models.DateTimeField()),
                    ('mail_due_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('reminded_at', models.DateTimeField(null=True)),
                    ('confirmed_at', models.DateTimeField(null=True)),
                    ('state_changed_at', models.DateTimeField()),
                    ('language', models.CharField(max_length=12)),
                    ('country', models.CharField(max_length=2)),
                    ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appeals.letterversion')),
                    ('name', outcry.lib.sealing.SealedTextField(null=True)),
                    ('address', outcry.lib.sealing.SealedTextField(null=True)),
                    ('own_text', outcry.lib.sealing.SealedTextField(null=True)),
                    ('shown_in_public', models.CharField(choices=[('nothing', 'Nothing: I am only counted'), ('country', 'Someone in my country'), ('first_name', 'My first name and country'), ('full_name', 'My full name and country')], default='nothing', max_length=12)),
                    ('public_words', outcry.lib.sealing.SealedTextField(null=True)),
                    ('shown_to_addressee', models.CharField(choices=[('country', 'My country only'), ('initials', 'My initials and country'), ('full_name', 'My full name and country')], default='country', max_length=12)),
                    ('letter_words', outcry.lib.sealing.SealedTextField(null=True)),
                    ('wants_outcome', models.BooleanField(default=False)),
                    ('wants_ask', models.BooleanField(db_default=False, default=False)),
                    ('address_hash', models.BinaryField(max_length=32, null=True)),
                    ('site_address_hash', models.BinaryField(max_length=32, null=True)),
                    ('address_rule', models.PositiveSmallIntegerField()),
                    ('voice_hidden_at', models.DateTimeField(null=True)),
                    ('is_generated', models.BooleanField(default=False)),
                    ('erased_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['appeal', 'state', 'country'], name='protest_to_count'), models.Index(condition=models.Q(('site_address_hash__isnull', False)), fields=['site_address_hash', 'mail_due_at'], name='protest_of_mailbox'), models.Index(condition=models.Q(('state', 'submitted')), fields=['expires_at'], name='protest_to_expire'), models.Index(condition=models.Q(('state', 'confirmed'), models.Q(('shown_in_public', 'nothing'), _negated=True)), fields=['appeal', '-confirmed_at'], name='protest_voices')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'confirmed'), ('address_hash__isnull', False)), fields=('appeal', 'address_hash'), name='confirmed_once_per_address'), models.CheckConstraint(condition=models.Q(('state__in', ['submitted', 'confirmed', 'expired', 'withdrawn', 'held', 'voided', 'erased'])), name='protest_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='confirmed_has_its_moment')],
                },
            ),
            migrations.CreateModel(
                name='RungChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('addressee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rung_changes', to='appeals.addressee')),
                    ('rung', models.CharField(choices=[('single', 'single letters'), ('daily', 'one letter a day'), ('book', 'a printed book of letters'), ('own', "from the supporters' own mailboxes")], max_length=8, verbose_name='way')),
                    ('reason', models.CharField(max_length=200, verbose_name='why')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_at', models.DateTimeField()),
                    ('moved', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('rung__in', ['single', 'daily', 'book', 'own'])), name='rung_is_known'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='rung_has_its_reason')],
                },
            ),
            migrations.CreateModel(
                name='DailyLetter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('addressee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='daily_letters', to='appeals.addressee')),
                    ('number', models.PositiveIntegerField()),
                    ('day', models.DateField()),
                    ('message', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='delivery.outgoingmessage')),
                    ('language', models.CharField(max_length=12)),
                    ('protests', models.PositiveIntegerField()),
                    ('named', models.PositiveIntegerField()),
                    ('composed_at', models.DateTimeField()),
                    ('released_at', models.DateTimeField(null=True)),
                ],
                options={
                    'ordering': ['-number'],
                    'constraints': [models.UniqueConstraint(fields=('addressee', 'number'), name='daily_letter_numbered_once'), models.UniqueConstraint(condition=models.Q(('released_at', None)), fields=('addressee', 'day'), name='one_daily_letter_a_day')],
                },
            ),
            migrations.CreateModel(
                name='LetterBook',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=outcry.lib.identifiers.random_public_id, max_length=16, unique=True)),
                    ('addressee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='books', to='appeals.addressee')),
                    ('number', models.PositiveIntegerField()),
                    ('state', models.CharField(choices=[('waiting', 'waits to be printed'), ('printing', 'being printed'), ('stopped', 'could not be printed'), ('ready', 'ready, not on its way yet'), ('posted', 'posted'), ('handed_over', 'handed over'), ('discarded', 'discarded')], default='waiting', max_length=12)),
                    ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_at', models.DateTimeField()),
                    ('size', models.PositiveIntegerField(help_text='letters')),
                    ('edition', models.PositiveIntegerField(default=1)),
                    ('printed', models.PositiveIntegerField(default=0, help_text='letters')),
                    ('tries', models.PositiveSmallIntegerField(default=0)),
                    ('trouble', models.CharField(blank=True, max_length=300)),
                    ('finished_at', models.DateTimeField(null=True)),
                    ('marked_on', models.DateField(null=True, verbose_name='day')),
                    ('marked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('marked_at', models.DateTimeField(null=True)),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                    ('photo', outcry.lib.sealing.SealedBytesField(null=True)),
                ],
                options={
                    'ordering': ['-number'],
                    'constraints': [models.UniqueConstraint(fields=('addressee', 'number'), name='book_numbered_once'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'printing', 'stopped', 'ready', 'posted', 'handed_over', 'discarded'])), name='book_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['posted', 'handed_over']), _negated=True), ('marked_on__isnull', False), _connector='OR'), name='book_gone_has_its_day')],
                },
            ),
            migrations.CreateModel(
                name='BookPart',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('book', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='protests.letterbook')),
                    ('number', models.PositiveIntegerField()),
                    ('content', outcry.lib.sealing.SealedBytesField(null=True)),
                    ('pages', models.PositiveIntegerField()),
                    ('begins_on', models.JSONField(default=list)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('book', 'number'), name='book_part_once')],
                },
            ),
            migrations.CreateModel(
                name='ProtestLetter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('protest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='protests.protest')),
                    ('addressee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='appeals.addressee')),
                    ('language', models.CharField(max_length=12)),
                    ('way', models.CharField(choices=[('single', 'single letters'), ('daily', 'one letter a day'), ('book', 'a printed book of letters'), ('own', "from the supporters' own mailboxes")], db_default='single', default='single', max_length=8)),
                    ('message', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='delivery.outgoingmessage')),
                    ('daily', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='protests.dailyletter')),
                    ('book', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='protests.letterbook')),
                    ('place', models.PositiveIntegerField(help_text='in the book', null=True)),
                    ('copy', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='delivery.outgoingmessage')),
                    ('seen_at', models.DateTimeField(null=True)),
                    ('taken_back_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('message', None)), fields=['addressee', 'way'], name='letter_by_another_way')],
                    'constraints': [models.UniqueConstraint(fields=('protest', 'addressee'), name='one_letter_per_addressee'), models.CheckConstraint(condition=models.Q(('way__in', ['single', 'daily', 'book', 'own'])), name='way_is_known'), models.CheckConstraint(condition=models.Q(('message', None), ('way', 'single'), _connector='OR'), name='only_single_letters_are_messages'), models.CheckConstraint(condition=models.Q(('daily', None), ('way', 'daily'), _connector='OR'), name='only_daily_letters_hold_it'), models.CheckConstraint(condition=models.Q(('book', None), ('way', 'book'), _connector='OR'), name='only_books_hold_it'), models.CheckConstraint(condition=models.Q(('seen_at', None), ('way', 'own'), _connector='OR'), name='only_her_own_is_seen'), models.UniqueConstraint(condition=models.Q(('book__isnull', False)), fields=('book', 'place'), name='one_letter_in_each_place')],
                },
            ),
            migrations.CreateModel(
                name='OwnCopy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incoming', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='delivery.incomingmessage')),
                    ('letter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='copies', to='protests.protestletter')),
                    ('went_to_office', models.BooleanField()),
                    ('noticed_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='FormerMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('letter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_messages', to='protests.protestletter')),
                    ('message', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='delivery.outgoingmessage')),
                    ('at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='AuthorityReply',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=outcry.lib.identifiers.random_public_id, max_length=16, unique=True)),
                    ('incoming', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='delivery.incomingmessage')),
                    ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='protests.protestletter')),
                    ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='appeals.appeal')),
                    ('received_at', models.DateTimeField()),
                    ('state', models.CharField(choices=[('new', 'unread'), ('shown', 'shown on the appeal page'), ('kept', 'kept, not shown')], default='new', max_length=8)),
                    ('public_text', models.TextField(blank=True, verbose_name='text shown on the appeal page')),
                    ('language', models.CharField(blank=True, max_length=12)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_at', models.DateTimeField(null=True)),
                ],
                options={
                    'ordering': ['-received_at', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='ReplyWords',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reply', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='protests.authorityreply')),
                    ('text', outcry.lib.sealing.SealedTextField()),
                    ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('saved_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='ReplyAct',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reply', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acts', to='protests.authorityreply')),
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
                name='PostDone',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incoming', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='done', to='delivery.incomingmessage')),
                    ('confirmation', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='done', to='delivery.outgoingmessage')),
                    ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('done_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('incoming', None), ('confirmation', None), _connector='XOR'), name='done_is_one_thing')],
                },
            ),
            migrations.CreateModel(
                name='PostAnswer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incoming', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answered_by', to='delivery.incomingmessage')),
                    ('message', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='post_answer', to='delivery.outgoingmessage')),
                    ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('written_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='LetterlessMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incoming', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='delivery.incomingmessage')),
                    ('noticed_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='Outcome',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('appeal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='outcome', to='appeals.appeal')),
                    ('kind', models.CharField(choices=[('released', 'released'), ('charges_dropped', 'charges dropped'), ('fine_lifted', 'fine lifted'), ('no_change', 'no change'), ('worse', 'worse than before')], max_length=20, verbose_name='outcome')),
                    ('ground', models.CharField(blank=True, max_length=20, verbose_name='ground')),
                    ('happened', outcry.lib.dates.EdtfField(blank=True, default='', max_length=60, verbose_name='when')),
                    ('happened_earliest', models.DateField(editable=False, null=True)),
                    ('happened_latest', models.DateField(editable=False, null=True)),
                    ('source', models.CharField(max_length=300, verbose_name='source')),
                    ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_at', models.DateTimeField()),
                    ('thanked_at', models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='OutcomeText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=12, verbose_name='language')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('made_from_version', models.PositiveIntegerField(default=0)),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                    ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='protests.outcome')),
                    ('headline', models.CharField(max_length=200, verbose_name='headline')),
                    ('body', models.TextField(verbose_name='text on the page')),
                    ('mail_subject', models.CharField(max_length=150, verbose_name='subject of the mail')),
                    ('mail_body', models.TextField(verbose_name='mail')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('outcome', 'language'), name='outcome_text_once_per_language')],
                },
            ),
            migrations.CreateModel(
                name='Thanks',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='thanks', to='protests.outcome')),
                    ('supporter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='thanks', to='supporters.supporter')),
                    ('message', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='delivery.outgoingmessage')),
                    ('queued_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('outcome', 'supporter'), name='thanked_once')],
                },
            ),
            migrations.CreateModel(
                name='DonationAsk',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('supporter', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='donation_ask', to='supporters.supporter')),
                    ('thanks', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='donation_ask', to='protests.thanks')),
                    ('donation_appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='giving.donationappeal')),
                    ('message', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='delivery.outgoingmessage')),
                    ('queued_at', models.DateTimeField()),
                ],
            ),
        ]),
    ]
