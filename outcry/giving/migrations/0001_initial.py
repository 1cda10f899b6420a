import django.db.models.deletion
import outcry.lib.identifiers
import outcry.lib.money_fields
from django.conf import settings
from django.db import migrations, models

from outcry.lib.migrating import CreateTogether


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='Way',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ways_to_give', to='accounts.organisation')),
                    ('kind', models.CharField(choices=[('bank', 'Bank transfer'), ('paypal', 'PayPal'), ('patreon', 'Patreon'), ('stripe', 'Card, by Stripe'), ('liberapay', 'Liberapay'), ('bitcoin', 'Bitcoin')], max_length=12)),
                    ('address', models.CharField(max_length=300)),
                    ('holder', models.CharField(blank=True, max_length=70)),
                    ('bic', models.CharField(blank=True, max_length=11)),
                    ('currency', outcry.lib.money_fields.CurrencyField(blank=True, default='', max_length=3)),
                    ('position', models.PositiveSmallIntegerField(default=1)),
                    ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('added_at', models.DateTimeField()),
                    ('retired_at', models.DateTimeField(null=True)),
                ],
                options={
                    'ordering': ['position', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='WayText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=12, verbose_name='language')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('made_from_version', models.PositiveIntegerField(default=0)),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                    ('way', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='giving.way')),
                    ('note', models.TextField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('way', 'language'), name='way_text_once_per_language')],
                },
            ),
            migrations.CreateModel(
                name='WayApproval',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('way', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='giving.way')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                    ('fingerprint', models.CharField(max_length=64)),
                    ('was_alone', models.BooleanField(default=False, editable=False)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('way', 'by', 'fingerprint'), name='one_way_approval_per_person')],
                },
            ),
            migrations.CreateModel(
                name='DonationAppeal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=outcry.lib.identifiers.random_public_id, editable=False, max_length=16, unique=True)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='donation_appeals', to='accounts.organisation')),
                    ('slug', models.SlugField(max_length=80, unique=True)),
                    ('state', models.CharField(choices=[('draft', 'draft'), ('open', 'open'), ('ended', 'ended'), ('told', 'told what was done with it')], default='draft', max_length=8)),
                    ('goal_amount', outcry.lib.money_fields.AmountField(decimal_places=3, max_digits=15)),
                    ('goal_currency', outcry.lib.money_fields.CurrencyField(blank=True, default='', max_length=3)),
                    ('from_on', models.DateField()),
                    ('until_on', models.DateField(blank=True, null=True)),
                    ('is_invented', models.BooleanField(default=False)),
                    ('is_asked_for', models.BooleanField(default=False)),
                    ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('added_at', models.DateTimeField()),
                    ('ways', models.ManyToManyField(blank=True, related_name='donation_appeals', to='giving.way')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'open', 'ended', 'told'])), name='donation_state_is_known'), models.UniqueConstraint(condition=models.Q(('is_asked_for', True)), fields=('organisation',), name='one_donation_appeal_is_asked_for'), models.CheckConstraint(condition=models.Q(('goal_amount__gt', 0)), name='donation_goal_is_above_nothing'), models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gte', models.F('from_on')), _connector='OR'), name='donation_ends_after_it_began')],
                },
            ),
            migrations.CreateModel(
                name='DonationText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=12, verbose_name='language')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('made_from_version', models.PositiveIntegerField(default=0)),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                    ('donation_appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='giving.donationappeal')),
                    ('title', models.CharField(max_length=200)),
                    ('standfirst', models.TextField()),
                    ('body', models.TextField(blank=True)),
                    ('told', models.TextField(blank=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('donation_appeal', 'language'), name='donation_text_once_per_language')],
                },
            ),
            migrations.CreateModel(
                name='Expense',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('donation_appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='expenses', to='giving.donationappeal')),
                    ('amount', outcry.lib.money_fields.AmountField(decimal_places=3, max_digits=15)),
                    ('position', models.PositiveSmallIntegerField(default=1)),
                ],
                options={
                    'ordering': ['position', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='expense_is_above_nothing')],
                },
            ),
            migrations.CreateModel(
                name='ExpenseText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=12, verbose_name='language')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('made_from_version', models.PositiveIntegerField(default=0)),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                    ('expense', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='giving.expense')),
                    ('text', models.CharField(max_length=200)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('expense', 'language'), name='expense_text_once_per_language')],
                },
            ),
            migrations.CreateModel(
                name='Amount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ('donation_appeal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amounts', to='giving.donationappeal')),
                    ('kind', models.CharField(choices=[('gift', 'gifts'), ('refund', 'refunds'), ('fee', 'fees')], max_length=8)),
                    ('amount', outcry.lib.money_fields.AmountField(decimal_places=3, max_digits=15)),
                    ('currency', outcry.lib.money_fields.CurrencyField(blank=True, default='', max_length=3)),
                    ('payments', models.PositiveIntegerField(default=1)),
                    ('on', models.DateField()),
                    ('source', models.CharField(max_length=120)),
                    ('origin', models.CharField(choices=[('entered', 'entered by hand'), ('imported', 'imported from a file'), ('notified', 'told by the payment service'), ('generated', 'generated')], max_length=10)),
                    ('worth_amount', outcry.lib.money_fields.AmountField(blank=True, decimal_places=3, max_digits=15, null=True)),
                    ('worth_currency', outcry.lib.money_fields.CurrencyField(blank=True, default='', max_length=3)),
                    ('worth_rate', models.DecimalField(decimal_places=8, max_digits=15, null=True)),
                    ('worth_on', models.DateField(null=True)),
                    ('worth_source', models.CharField(blank=True, max_length=120)),
                    ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('entered_at', models.DateTimeField(null=True)),
                    ('event_hash', models.BinaryField(max_length=32, null=True)),
                    ('file_hash', models.BinaryField(max_length=32, null=True)),
                    ('file_row', models.PositiveIntegerField(null=True)),
                    ('taken_back_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('taken_back_at', models.DateTimeField(null=True)),
                    ('taken_back_reason', models.CharField(blank=True, max_length=200)),
                ],
                options={
                    'ordering': ['-on', '-pk'],
                    'indexes': [models.Index(fields=['donation_appeal', 'kind', 'currency'], name='amount_to_sum')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='amount_is_above_nothing'), models.CheckConstraint(condition=models.Q(('kind__in', ['gift', 'refund', 'fee'])), name='amount_kind_is_known'), models.CheckConstraint(condition=models.Q(('worth_amount', None), models.Q(('worth_rate__gt', 0), ('worth_on__isnull', False), models.Q(('worth_source', ''), _negated=True), models.Q(('worth_currency', ''), _negated=True)), _connector='OR'), name='worth_has_its_rate_day_and_source'), models.UniqueConstraint(condition=models.Q(('event_hash__isnull', False)), fields=('event_hash', 'kind'), name='an_event_counts_once'), models.UniqueConstraint(condition=models.Q(('file_hash__isnull', False), ('taken_back_at', None)), fields=('donation_appeal', 'file_hash', 'file_row'), name='a_row_of_a_file_counts_once')],
                },
            ),
        ]),
    ]
