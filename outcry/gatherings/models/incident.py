"""Where the case file has what was done to people at a gathering: keys, and no word of it."""

from typing import ClassVar

from django.db import models

from outcry.gatherings.models.gathering import Gathering
from outcry.lib.identifiers import PUBLIC_ID_LENGTH


class Incident(models.Model):
    """An act in a case. What readers learn of it is what the case's publication says of the act with this key, and nothing before that."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="incidents")
    # Of the form by which it was recorded: sent twice, it is recorded once.
    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    # Of the act's row. No foreign key: taken out of the file and brought back, it is the same act.
    act_key = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Incident"]] = models.Manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"incident {self.pk}"
