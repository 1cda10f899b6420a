"""What hangs on a report row by row: the sources of its statements, and what was put right after it was published."""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from outcry.lib.dates import EdtfField
from outcry.lib.translations import LANGUAGE_LENGTH


class ReportSource(Orderable):  # type: ignore[misc]
    """Where a report's statements come from; its number is its place in the order."""

    report = ParentalKey("newsroom.ReportPage", on_delete=models.CASCADE, related_name="sources")
    publisher = models.CharField(_("publisher"), max_length=200)
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(_("language of the title"), max_length=LANGUAGE_LENGTH, default="en", choices=settings.LANGUAGES)
    published = EdtfField(_("published"))
    published_earliest = models.DateField(null=True, editable=False)
    published_latest = models.DateField(null=True, editable=False)
    url = models.URLField(_("address on the web"), max_length=500, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("For example: told here in our own words."))

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}"


class ReportCorrection(models.Model):
    """A mistake that readers may have read, what stands there now, and how it came about. Readers see it below the report, and in the list of all."""

    report = ParentalKey("newsroom.ReportPage", on_delete=models.CASCADE, related_name="corrections")
    corrected_on = models.DateField(_("day of the correction"))
    text = models.TextField(_("what was wrong, and what is right"), max_length=1000)
    reason = models.CharField(_("how the mistake came about"), max_length=300)

    objects: ClassVar[models.Manager["ReportCorrection"]] = models.Manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-corrected_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.corrected_on}: {self.text[:60]}"
