"""The last count of each appeal."""

from django.db import models

from outcry.appeals.models import Appeal


class AppealTally(models.Model):
    """What was counted when, from the rows themselves. Replaced whole by every recount."""

    appeal = models.OneToOneField(Appeal, on_delete=models.CASCADE, related_name="tally")
    numbers = models.JSONField()
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.appeal} at {self.counted_at}"
