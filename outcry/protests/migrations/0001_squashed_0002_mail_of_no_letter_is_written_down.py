"""Protests in one step, for the reason that cases gives for its own."""

import django.db.models.deletion
import outcry.lib.dates
import outcry.lib.identifiers
import outcry.lib.sealing
from django.conf import settings
from django.db import migrations, models

from outcry.lib.migrating import CreateTogether


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('protests', '0001_initial'),
        ('protests', '0002_mail_of_no_letter_is_written_down'),
    ]

    dependencies = [
        ('appeals', '0001_initial'),
        ('delivery', '0001_initial'),
        ('supporters', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTogether([
        migrations.CreateModel(
            name='Outcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('released', 'released'), ('charges_dropped', 'charges dropped'), ('fine_lifted', 'fine lifted'), ('no_change', 'no change'), ('worse', 'worse than before')], max_length=20, verbose_name='outcome')),
                ('ground', models.CharField(blank=True, max_length=20, verbose_name='ground')),
                ('happened', outcry.lib.dates.EdtfField(blank=True, default='', max_length=60, verbose_name='when')),
                ('happened_earliest', models.DateField(editable=False, null=True)),
                ('happened_latest', models.DateField(editable=False, null=True)),
                ('source', models.CharField(max_length=300, verbose_name='source')),
                ('recorded_at', models.DateTimeField()),
                ('thanked_at', models.DateTimeField(null=True)),
                ('appeal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='outcome', to='appeals.appeal')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Protest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=outcry.lib.identifiers.random_public_id, max_length=16, unique=True)),
                ('state', models.CharField(choices=[('submitted', 'waiting for confirmation'), ('confirmed', 'confirmed'), ('expired', 'not confirmed in time'), ('withdrawn', 'withdrawn'), ('held', 'held back for a look'), ('voided', 'declared void'), ('erased', 'erased at her wish')], default='submitted', max_length=12)),
                ('submitted_at', models.DateTimeField()),
                ('mail_due_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('reminded_at', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('state_changed_at', models.DateTimeField()),
                ('language', models.CharField(max_length=12)),
                ('country', models.CharField(max_length=2)),
                ('name', outcry.lib.sealing.SealedTextField(null=True)),
                ('address', outcry.lib.sealing.SealedTextField(null=True)),
                ('own_text', outcry.lib.sealing.SealedTextField(null=True)),
                ('shown_in_public', models.CharField(choices=[('nothing', 'Nothing: I am only counted'), ('country', 'Someone in my country'), ('first_name', 'My first name and country'), ('full_name', 'My full name and country')], default='nothing', max_length=12)),
                ('public_words', outcry.lib.sealing.SealedTextField(null=True)),
                ('shown_to_addressee', models.CharField(choices=[('country', 'My country only'), ('initials', 'My initials and country'), ('full_name', 'My full name and country')], default='country', max_length=12)),
                ('letter_words', outcry.lib.sealing.SealedTextField(null=True)),
                ('wants_outcome', models.BooleanField(default=False)),
                ('address_hash', models.BinaryField(max_length=32, null=True)),
                ('site_address_hash', models.BinaryField(max_length=32, null=True)),
                ('address_rule', models.PositiveSmallIntegerField()),
                ('voice_hidden_at', models.DateTimeField(null=True)),
                ('is_generated', models.BooleanField(default=False)),
                ('erased_at', models.DateTimeField(null=True)),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='protests', to='appeals.appeal')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appeals.letterversion')),
            ],
            options={
                'indexes': [models.Index(fields=['appeal', 'state', 'country'], name='protest_to_count'), models.Index(condition=models.Q(('site_address_hash__isnull', False)), fields=['site_address_hash', 'mail_due_at'], name='protest_of_mailbox'), models.Index(condition=models.Q(('state', 'submitted')), fields=['expires_at'], name='protest_to_expire'), models.Index(condition=models.Q(('state', 'confirmed'), models.Q(('shown_in_public', 'nothing'), _negated=True)), fields=['appeal', '-confirmed_at'], name='protest_voices')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'confirmed'), ('address_hash__isnull', False)), fields=('appeal', 'address_hash'), name='confirmed_once_per_address'), models.CheckConstraint(condition=models.Q(('state__in', ['submitted', 'confirmed', 'expired', 'withdrawn', 'held', 'voided', 'erased'])), name='protest_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='confirmed_has_its_moment')],
            },
        ),
        migrations.CreateModel(
            name='ProtestLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12)),
                ('addressee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='appeals.addressee')),
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='delivery.outgoingmessage')),
                ('protest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='protests.protest')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('protest', 'addressee'), name='one_letter_per_addressee')],
            },
        ),
        migrations.CreateModel(
            name='AuthorityReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=outcry.lib.identifiers.random_public_id, max_length=16, unique=True)),
                ('received_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('new', 'unread'), ('shown', 'shown on the appeal page'), ('kept', 'kept, not shown')], default='new', max_length=8)),
                ('public_text', models.TextField(blank=True, verbose_name='text shown on the appeal page')),
                ('language', models.CharField(blank=True, max_length=12)),
                ('decided_at', models.DateTimeField(null=True)),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='appeals.appeal')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incoming', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='delivery.incomingmessage')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='protests.protestletter')),
            ],
            options={
                'ordering': ['-received_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Thanks',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('queued_at', models.DateTimeField()),
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='delivery.outgoingmessage')),
                ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='thanks', to='protests.outcome')),
                ('supporter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='thanks', to='supporters.supporter')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('outcome', 'supporter'), name='thanked_once')],
            },
        ),
        migrations.CreateModel(
            name='OutcomeText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('version', models.PositiveIntegerField(default=1)),
                ('made_from_version', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('headline', models.CharField(max_length=200, verbose_name='headline')),
                ('body', models.TextField(verbose_name='text on the page')),
                ('mail_subject', models.CharField(max_length=150, verbose_name='subject of the mail')),
                ('mail_body', models.TextField(verbose_name='mail')),
                ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='protests.outcome')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('outcome', 'language'), name='outcome_text_once_per_language')],
            },
        ),
        migrations.CreateModel(
            name='LetterlessMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('noticed_at', models.DateTimeField()),
                ('incoming', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='delivery.incomingmessage')),
            ],
        ),
        ]),
    ]
