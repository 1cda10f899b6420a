"""What changed in the file, by whom, from what to what: append only, sealed."""

from typing import Any

from django.conf import settings
from django.db import models

from outcry.lib.sealing import SealedTextField
from outcry.lib.translations import LANGUAGE_LENGTH


class Change(models.Model):
    """One change of one row, with its facts or words before and after, as JSON. Never changed, never deleted while its case stands."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, null=True, related_name="changes")
    person = models.ForeignKey("cases.Person", on_delete=models.CASCADE, null=True, related_name="changes")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # Which row: the name of its model and its key, which may be of a row that is gone.
    kind = models.CharField(max_length=40)
    row = models.PositiveBigIntegerField()
    # The language whose words changed; blank when facts did.
    language = models.CharField(max_length=LANGUAGE_LENGTH, blank=True)
    before = SealedTextField(null=True)
    after = SealedTextField(null=True)
    # What lay in a removed row went with it: its removal hangs on that of the row.
    part_of = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="parts")
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "row"], name="change_of_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row} at {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("the history is append only")
        super().save(*args, **kwargs)
