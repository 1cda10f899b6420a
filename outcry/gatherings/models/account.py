"""What is told of a gathering once it is over."""

from django.db import models

from outcry.gatherings.models.gathering import Gathering
from outcry.lib.translations import TextRow


class Account(TextRow):
    """What happened, in the words of one language. Each figure and each claim names who reports it."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="accounts")
    happened = models.TextField()
    came = models.CharField(max_length=300, blank=True)
    handed_in = models.TextField(blank=True)
    incidents = models.TextField(blank=True)
    source_note = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "language"], name="gathering_account_once_per_language")]

    def __str__(self) -> str:
        return f"account of gathering {self.gathering_id} in {self.language}"
