"""Exports: who took what of the case file out, when. The file itself is kept nowhere."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.lib.sealing import SealedTextField


class ExportForm(models.TextChoices):
    """In which form."""

    CSV = "csv", "CSV"
    JSON_LINES = "jsonl", "JSON Lines"
    XLSX = "xlsx", "XLSX (Excel, LibreOffice)"
    GEOJSON = "geojson", _("GeoJSON (points for a map)")
    FOLLOW_THE_MONEY = "ftm", "FollowTheMoney"
    PACKAGE = "package", _("Data package (the whole record, every table)")


class CaseExport(models.Model):
    """One file that left. The filter is sealed, since somebody's name may be what was looked for."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=10, choices=ExportForm)
    query = SealedTextField()
    with_sealed = models.BooleanField(default=False)
    # How many cases were meant when it began, and how many rows had left when it ended or was broken off.
    cases = models.PositiveIntegerField()
    rows = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    began_at = models.DateTimeField()
    # Null: it was broken off, or is on its way.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.form} {self.began_at:%Y-%m-%d %H:%M}"

    @property
    def subject(self) -> str:
        """The name under which the log speaks of it."""
        return f"case-export:{self.pk}"
