"""Pictures of reports: the library of an organisation, the sizes that readers are given, and which report uses which picture.

The file that came in is not kept: only what was painted anew from what is seen in it (docs/decisions/0028-where-pictures-are-kept.md).
"""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.evidence.for_readers import NAME_LENGTH


class Picture(models.Model):
    """One picture of the library. What it shows is said where it is used: in the language of the report, and for its sake."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120, help_text=_("By which you find it on the desk. Readers do not see it."))
    credit = models.CharField(_("credit"), max_length=200, help_text=_("Whose picture it is, as readers should see it. Name nobody whom that could harm."))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()
    # Since when no report has it, as the chore found it; null while one does.
    unused_since = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Picture"]] = models.Manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class PictureSizes(models.QuerySet["PictureSize"]):
    """Questions about sizes."""

    def shown(self, *, on: date) -> Self:
        """Those of pictures in reports that readers find on this day of the content clock."""
        uses = PictureUse.objects.filter(picture=models.OuterRef("picture"), in_draft=False, report__live=True, report__published_on__lte=on)
        return self.filter(models.Exists(uses))


class PictureSize(models.Model):
    """A picture in one width: the file that readers get. Its name is made from its bytes, so what stands under an address never changes."""

    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="sizes")
    name = models.CharField(max_length=NAME_LENGTH, db_index=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    content = models.BinaryField()

    objects = PictureSizes.as_manager()

    class Meta:
        ordering = ["picture", "width"]
        constraints = [models.UniqueConstraint(fields=["picture", "width"], name="one_picture_size_per_width")]

    def __str__(self) -> str:
        return f"{self.picture_id} {self.width}"


class PictureUse(models.Model):
    """A report has a picture: in its text, or in the draft that was saved last. While it has, nobody can delete the picture."""

    report = models.ForeignKey("newsroom.ReportPage", on_delete=models.CASCADE, related_name="pictures_used")
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="uses")
    in_draft = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "picture", "in_draft"], name="one_picture_use_per_report")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.picture_id}"
