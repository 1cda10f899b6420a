import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import outcry.lib.identifiers
from django.db import migrations, models

from outcry.lib.migrating import CreateTogether


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='Organisation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=outcry.lib.identifiers.random_public_id, editable=False, max_length=16, unique=True)),
                    ('slug', models.SlugField(unique=True)),
                    ('source_language', models.CharField(default='en', max_length=12, verbose_name='language in which texts are first written')),
                    ('mail_domain', models.CharField(help_text='Letters leave from addresses on this domain, and answers come back to it.', max_length=120, verbose_name='mail domain')),
                    ('contact_address', models.EmailField(help_text='Printed in every letter: whoever wants it to stop writes here.', max_length=254, verbose_name='contact address')),
                    ('content_clock_at', models.DateTimeField(blank=True, help_text='Demonstrations only: the moment as of which custody, deadlines and the archive are shown.', null=True, verbose_name='content clock')),
                    ('reviews_reports', models.BooleanField(default=True)),
                    ('is_demo', models.BooleanField(default=False, editable=False)),
                ],
                options={
                    'verbose_name': 'organisation',
                    'verbose_name_plural': 'organisations',
                },
            ),
            migrations.CreateModel(
                name='OrganisationText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=12, verbose_name='language')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('made_from_version', models.PositiveIntegerField(default=0)),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='accounts.organisation')),
                    ('name', models.CharField(max_length=200, verbose_name='name')),
                    ('about', models.TextField(blank=True, verbose_name='who we are')),
                    ('imprint', models.TextField(blank=True, help_text='Who is responsible, and whom to ask to stop.', verbose_name='imprint')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('organisation', 'language'), name='organisation_text_once_per_language')],
                },
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                    ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                    ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                    ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                    ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                    ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='accounts.organisation')),
                    ('is_partner', models.BooleanField(default=False, help_text='Reads what is open to partners, writes nothing.', verbose_name='partner')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': 'member of staff',
                    'verbose_name_plural': 'staff',
                },
                managers=[
                    ('objects', django.contrib.auth.models.UserManager()),
                ],
            ),
            migrations.CreateModel(
                name='SignInTry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('account', models.BinaryField(max_length=32)),
                    ('network', models.BinaryField(max_length=32)),
                    ('from_known', models.BooleanField(default=False)),
                    ('signed_in', models.BooleanField(default=False)),
                ],
                options={
                    'indexes': [models.Index(fields=['account', 'at'], name='sign_in_of_account'), models.Index(fields=['network', 'at'], name='sign_in_of_network')],
                },
            ),
        ]),
    ]
