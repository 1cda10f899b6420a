import django.db.models.deletion
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
        ('supporters', '0001_initial'),
        ('vocabularies', '0001_initial'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='SignUp',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=outcry.lib.identifiers.random_public_id, max_length=16, unique=True)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
                    ('address', outcry.lib.sealing.SealedTextField(null=True)),
                    ('address_hash', models.BinaryField(max_length=32)),
                    ('address_rule', models.PositiveSmallIntegerField()),
                    ('language', models.CharField(max_length=12)),
                    ('languages', models.JSONField(default=list)),
                    ('submitted_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('confirmed_at', models.DateTimeField(null=True)),
                    ('topics', models.ManyToManyField(related_name='+', to='vocabularies.term')),
                ],
                options={
                    'indexes': [models.Index(fields=['address_hash', 'submitted_at'], name='newsletter_sign_up_of_mailbox'), models.Index(fields=['expires_at'], name='newsletter_sign_up_to_forget')],
                },
            ),
            migrations.CreateModel(
                name='Subscription',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('supporter', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='subscription', to='supporters.supporter')),
                    ('public_id', models.CharField(default=outcry.lib.identifiers.random_public_id, max_length=16, unique=True)),
                    ('since', models.DateTimeField()),
                    ('failures', models.PositiveSmallIntegerField(default=0)),
                    ('paused_at', models.DateTimeField(null=True)),
                    ('topics', models.ManyToManyField(related_name='+', to='vocabularies.term')),
                ],
            ),
            migrations.CreateModel(
                name='SubscriptionLanguage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='languages', to='newsletters.subscription')),
                    ('language', models.CharField(max_length=12)),
                ],
                options={
                    'indexes': [models.Index(fields=['language', 'subscription'], name='newsletter_of_language')],
                    'constraints': [models.UniqueConstraint(fields=('subscription', 'language'), name='newsletter_language_once')],
                },
            ),
            migrations.CreateModel(
                name='Digest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='digests', to='accounts.organisation')),
                    ('state', models.CharField(choices=[('draft', 'draft'), ('proposed', 'waiting for a second person'), ('sending', 'being sent'), ('stopped', 'stopped'), ('sent', 'nothing waits any more')], default='draft', max_length=10)),
                    ('number', models.PositiveIntegerField(null=True)),
                    ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('drafted_at', models.DateTimeField()),
                    ('chosen_at', models.DateTimeField(null=True)),
                    ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('proposed_at', models.DateTimeField(null=True)),
                    ('proposed_digest', models.CharField(blank=True, max_length=64)),
                    ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('started_at', models.DateTimeField(null=True)),
                    ('sent_on', models.DateField(null=True)),
                    ('finished_at', models.DateTimeField(null=True)),
                    ('round', models.PositiveSmallIntegerField(default=1)),
                    ('hidden_at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('organisation', 'number'), name='digest_number_once'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'proposed', 'sending', 'stopped', 'sent'])), name='digest_state_is_known'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'proposed']), models.Q(('number__isnull', False), ('started_at__isnull', False)), _connector='OR'), name='sent_digest_is_numbered')],
                },
            ),
            migrations.CreateModel(
                name='DigestText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=12, verbose_name='language')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('made_from_version', models.PositiveIntegerField(default=0)),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                    ('digest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='newsletters.digest')),
                    ('subject', models.CharField(max_length=150, verbose_name='subject of the mail')),
                    ('introduction', models.TextField(blank=True, verbose_name='introduction')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('digest', 'language'), name='digest_text_once_per_language')],
                },
            ),
            migrations.CreateModel(
                name='DigestItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='newsletters.digest')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('report', models.UUIDField(null=True)),
                    ('appeal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='appeals.appeal')),
                ],
                options={
                    'ordering': ['position', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('appeal', None), ('report__isnull', False)), models.Q(('appeal__isnull', False), ('report', None)), _connector='OR'), name='digest_item_is_one_thing'), models.UniqueConstraint(fields=('digest', 'report'), name='digest_has_a_report_once'), models.UniqueConstraint(fields=('digest', 'appeal'), name='digest_has_an_appeal_once')],
                },
            ),
            migrations.CreateModel(
                name='Issue',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='issues', to='newsletters.digest')),
                    ('language', models.CharField(max_length=12)),
                    ('subject', models.CharField(max_length=150)),
                    ('introduction', models.TextField(blank=True)),
                    ('reached', models.PositiveBigIntegerField(default=0)),
                    ('queued_at', models.DateTimeField(null=True)),
                ],
                options={
                    'ordering': ['language'],
                    'constraints': [models.UniqueConstraint(fields=('digest', 'language'), name='issue_once_per_language')],
                },
            ),
            migrations.CreateModel(
                name='IssueItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='newsletters.issue')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('is_appeal', models.BooleanField()),
                    ('title', models.CharField(max_length=255)),
                    ('standfirst', models.TextField(blank=True)),
                    ('path', models.CharField(max_length=500)),
                    ('language', models.CharField(max_length=12)),
                    ('topics', models.ManyToManyField(related_name='+', to='vocabularies.term')),
                ],
                options={
                    'ordering': ['position', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Copy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='newsletters.issue')),
                    ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='newsletters.subscription')),
                    ('key', models.CharField(max_length=120, unique=True)),
                    ('queued_at', models.DateTimeField()),
                    ('failed_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['queued_at'], name='copy_to_forget')],
                    'constraints': [models.UniqueConstraint(fields=('issue', 'subscription'), name='one_copy_for_each')],
                },
            ),
            migrations.CreateModel(
                name='PageRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=outcry.lib.identifiers.random_public_id, max_length=16, unique=True)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
                    ('address', outcry.lib.sealing.SealedTextField()),
                    ('address_hash', models.BinaryField(max_length=32)),
                    ('address_rule', models.PositiveSmallIntegerField()),
                    ('language', models.CharField(max_length=12)),
                    ('asked_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('answered_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['address_hash', 'asked_at'], name='page_request_of_mailbox'), models.Index(fields=['expires_at'], name='page_request_to_forget'), models.Index(condition=models.Q(('answered_at', None)), fields=['id'], name='page_request_to_answer')],
                },
            ),
        ]),
    ]
