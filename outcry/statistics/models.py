"""The last count of each appeal, and of the public database."""

from django.db import models

from outcry.accounts.models import Organisation
from outcry.appeals.models import Appeal


class AppealTally(models.Model):
    """What was counted when, from the rows themselves. Replaced whole by every recount."""

    appeal = models.OneToOneField(Appeal, on_delete=models.CASCADE, related_name="tally")
    numbers = models.JSONField()
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.appeal} at {self.counted_at}"


class DatabaseTally(models.Model):
    """How the public database divides, as it was counted from one edition for one day. Replaced whole."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    edition = models.BigIntegerField()
    day = models.DateField()
    numbers = models.JSONField()
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"database of {self.organisation} at {self.edition}"
