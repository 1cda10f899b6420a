"""Less to write with each step of a letter: what is to be erased later is told by its end alone, and tries are found by the index of their constraint."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0003_a_mail_too_large_is_noted")]
    operations = [
        migrations.RemoveIndex("outgoingmessage", name="message_to_erase"),
        migrations.AlterField(
            "attempt", "message", models.ForeignKey("delivery.outgoingmessage", on_delete=models.CASCADE, related_name="tries", db_index=False)
        ),
        migrations.AddIndex(
            "outgoingmessage",
            models.Index(fields=["state_changed_at"], name="message_to_erase", condition=models.Q(erased_at=None, due_at=None)),
        ),
    ]
