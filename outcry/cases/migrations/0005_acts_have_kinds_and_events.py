"""What every act has by now is asked of every act."""

import django.db.models.deletion
from django.db import migrations, models

from outcry.lib.dates import EdtfField


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_acts_stand_in_events")]

    operations = [
        migrations.RemoveField(model_name="act", name="kind"),
        migrations.RenameField(model_name="act", old_name="kind_term", new_name="kind"),
        migrations.AlterField(
            model_name="act",
            name="kind",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="vocabularies.term", verbose_name="kind of act"),
        ),
        migrations.AlterField(
            model_name="act",
            name="event",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="cases.event", verbose_name="event"),
        ),
        migrations.RemoveField(model_name="detention", name="case"),
        migrations.AlterField(
            model_name="detention",
            name="act",
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="detention", to="cases.act"),
        ),
        migrations.AlterModelOptions(
            name='act',
            options={'ordering': ['position', 'pk'], 'verbose_name': 'act', 'verbose_name_plural': 'acts'},
        ),
        migrations.AlterModelOptions(
            name='caseoutcome',
            options={'ordering': ['position', 'pk'], 'verbose_name': 'outcome of a case', 'verbose_name_plural': 'outcomes of cases'},
        ),
        migrations.AlterModelOptions(
            name='consent',
            options={'ordering': ['given_on', 'pk'], 'verbose_name': 'consent', 'verbose_name_plural': 'consents'},
        ),
        migrations.AlterModelOptions(
            name='death',
            options={'verbose_name': 'death', 'verbose_name_plural': 'deaths'},
        ),
        migrations.AlterModelOptions(
            name='destruction',
            options={'verbose_name': 'loss', 'verbose_name_plural': 'losses'},
        ),
        migrations.AlterModelOptions(
            name='detention',
            options={'verbose_name': 'custody', 'verbose_name_plural': 'periods of custody'},
        ),
        migrations.AlterModelOptions(
            name='event',
            options={'ordering': ['position', 'pk'], 'verbose_name': 'event', 'verbose_name_plural': 'events'},
        ),
        migrations.AlterModelOptions(
            name='eventlink',
            options={'ordering': ['pk'], 'verbose_name': 'link to another event', 'verbose_name_plural': 'links to other events'},
        ),
        migrations.AlterModelOptions(
            name='illtreatment',
            options={'verbose_name': 'ill-treatment', 'verbose_name_plural': 'instances of ill-treatment'},
        ),
        migrations.AlterModelOptions(
            name='intervention',
            options={'ordering': ['position', 'pk'], 'verbose_name': 'intervention', 'verbose_name_plural': 'interventions'},
        ),
        migrations.AlterModelOptions(
            name='involvement',
            options={'ordering': ['pk'], 'verbose_name': 'involvement', 'verbose_name_plural': 'involvements'},
        ),
        migrations.AlterModelOptions(
            name='participant',
            options={'ordering': ['position', 'pk'], 'verbose_name': 'part in a case', 'verbose_name_plural': 'parts in cases'},
        ),
        migrations.AlterModelOptions(
            name='penalty',
            options={'verbose_name': 'penalty', 'verbose_name_plural': 'penalties'},
        ),
        migrations.AlterModelOptions(
            name='personname',
            options={'ordering': ['position', 'pk'], 'verbose_name': 'name of a person', 'verbose_name_plural': 'names of people'},
        ),
        migrations.AlterModelOptions(
            name='proceedings',
            options={'ordering': ['pk'], 'verbose_name': 'proceedings', 'verbose_name_plural': 'proceedings'},
        ),
        migrations.AlterModelOptions(
            name='proceedingsstep',
            options={'ordering': ['when_earliest', 'pk'], 'verbose_name': 'step of proceedings', 'verbose_name_plural': 'steps of proceedings'},
        ),
        migrations.AlterModelOptions(
            name='relation',
            options={'ordering': ['pk'], 'verbose_name': 'relation between people', 'verbose_name_plural': 'relations between people'},
        ),
        migrations.AlterModelOptions(
            name='response',
            options={'ordering': ['when_earliest', 'pk'], 'verbose_name': 'answer to an intervention', 'verbose_name_plural': 'answers to interventions'},
        ),
        migrations.AlterModelOptions(
            name='source',
            options={'ordering': ['position', 'pk'], 'verbose_name': 'source', 'verbose_name_plural': 'sources'},
        ),
        migrations.AlterModelOptions(
            name='threat',
            options={'verbose_name': 'threat', 'verbose_name_plural': 'threats'},
        ),
        migrations.AlterField(
            model_name='detention',
            name='released',
            field=EdtfField(blank=True, default='', max_length=60, verbose_name='Released'),
        ),
    ]
