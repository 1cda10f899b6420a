"""What hangs on a report row by row: the sources of its statements, what was put right after it was published, what the archive and the search ask."""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from outcry.lib.dates import EdtfField
from outcry.lib.folded_words import FoldedWordsField
from outcry.lib.translations import LANGUAGE_LENGTH
from outcry.lib.word_index import WordIndex


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


class PublishedQuerySet(models.QuerySet["PublishedReport"]):
    """Questions about what is out."""

    def visible(self, *, on: date) -> Self:
        """What readers find on this day of the content clock."""
        return self.filter(published_on__lte=on)

    def once_each(self, *, on: date, language: str, source_language: str) -> Self:
        """Each report once: in `language`, else in the source language, else in any; of all that are visible on that day."""
        near = nearness(language=language, source_language=source_language)
        same = PublishedReport.objects.visible(on=on).filter(translation_key=OuterRef("translation_key")).annotate(nearness=near)
        nearer = same.filter(Q(nearness__lt=OuterRef("nearness")) | Q(nearness=OuterRef("nearness"), report__lt=OuterRef("report")))
        return self.visible(on=on).annotate(nearness=near).exclude(Exists(nearer))


class PublishedReport(models.Model):
    """A report as readers get it, for the archive and the search: a narrow row beside the wide ones of its page, and found without them.

    Written when it is published, gone when it is taken back.
    """

    report = models.OneToOneField("newsroom.ReportPage", on_delete=models.CASCADE, primary_key=True, related_name="published")
    translation_key = models.UUIDField()
    language = models.CharField(max_length=LANGUAGE_LENGTH)
    published_on = models.DateField()
    began_on = models.DateField(null=True)
    began_precision = models.CharField(max_length=8)
    happened_latest = models.DateField(null=True)

    objects = PublishedQuerySet.as_manager()

    class Meta:
        indexes = [
            # All that the question for the nearest language asks.
            models.Index(fields=["translation_key", "language", "published_on", "report"], name="published_kin"),
            models.Index(fields=["-published_on", "-report"], name="published_newest"),
            models.Index(fields=["began_on", "began_precision"], name="published_began"),
        ]

    def __str__(self) -> str:
        return f"published {self.report_id}"


# Kept by a migration, as the database keeps it.
WORDS = WordIndex("newsroom_reportwords", "report_id")


class ReportWords(models.Model):
    """The folded words of a report as readers get it, in its language. Never read by people."""

    report = models.OneToOneField(PublishedReport, on_delete=models.CASCADE, primary_key=True, related_name="words")
    folded = FoldedWordsField(editable=False)

    objects: ClassVar[models.Manager["ReportWords"]] = models.Manager()

    def __str__(self) -> str:
        return f"words of {self.report_id}"


def nearness(*, language: str, source_language: str) -> Case:
    """How near a language is to a reader: 0 hers, 1 the source language, 2 any other."""
    return Case(When(language=language, then=Value(0)), When(language=source_language, then=Value(1)), default=Value(2))
