"""What the public may read: rows of their own."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from outcry.accounts.models import Organisation
from outcry.lib.translations import LANGUAGE_LENGTH


class PublicCase(models.Model):
    """The approved projection: what the public may read of a case, in one language, copied out and signed off.

    Public code reads these rows and nothing else of this folder. A new approval makes a new version; old ones stay.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="projections")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=LANGUAGE_LENGTH)
    version = models.PositiveIntegerField()
    is_current = models.BooleanField(default=True)
    slug = models.SlugField(max_length=80)
    # Which fields were let through, and the facts that need no language: dates, kinds, numbers.
    fields = models.JSONField()
    # The words, by the same names.
    wording = models.JSONField()
    visible_from = models.DateField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "language", "version"], name="projection_version_once"),
            models.UniqueConstraint(fields=["case", "language"], condition=Q(is_current=True), name="one_current_projection"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.language} v{self.version}"
