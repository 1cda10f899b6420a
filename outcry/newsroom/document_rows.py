"""Documents of reports: files built anew from what is seen in them, and which report has which."""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.evidence.for_readers import NAME_LENGTH
from outcry.lib.translations import LANGUAGE_LENGTH


class DocumentKind(models.TextChoices):
    """What a document is, by the ending of its file."""

    PDF = "pdf", "PDF"
    ODT = "odt", "ODT"
    DOCX = "docx", "DOCX"
    ODS = "ods", "ODS"
    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"
    TXT = "txt", "TXT"

    @property
    def media_type(self) -> str:
        """As servers call it."""
        return MEDIA_TYPES[self]


_OOXML, _ODF = "application/vnd.openxmlformats-officedocument", "application/vnd.oasis.opendocument"
MEDIA_TYPES = {
    DocumentKind.PDF: "application/pdf",
    DocumentKind.ODT: f"{_ODF}.text",
    DocumentKind.DOCX: f"{_OOXML}.wordprocessingml.document",
    DocumentKind.ODS: f"{_ODF}.spreadsheet",
    DocumentKind.XLSX: f"{_OOXML}.spreadsheetml.sheet",
    DocumentKind.CSV: "text/csv",
    DocumentKind.TXT: "text/plain",
}


class Documents(models.QuerySet["Document"]):
    """Questions about documents."""

    def shown(self, *, on: date) -> Self:
        """Those in reports that readers find on this day of the content clock."""
        uses = DocumentUse.objects.filter(document=models.OuterRef("pk"), in_draft=False, report__live=True, report__published_on__lte=on)
        return self.filter(models.Exists(uses))


class Document(models.Model):
    """One document of the library. `address` is made from its bytes, so what stands there never changes."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120, help_text=_("By which you find it on the desk, and which the file has when a reader keeps it."))
    language = models.CharField(_("language of the document"), max_length=LANGUAGE_LENGTH, choices=settings.LANGUAGES, default="en")
    address = models.CharField(max_length=NAME_LENGTH, db_index=True, editable=False)
    kind = models.CharField(max_length=4, choices=DocumentKind, default=DocumentKind.PDF, editable=False)
    # 0 where nobody but the program that shows it knows.
    pages = models.PositiveIntegerField(editable=False)
    size = models.PositiveIntegerField(editable=False)
    content = models.BinaryField()
    # Words for what did not go over, besides names, days and the history of the file (library/sentences.py).
    left_behind = models.JSONField(default=list, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()
    # Since when no report has it, as the chore found it; null while one does.
    unused_since = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Document"]] = Documents.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class DocumentUse(models.Model):
    """A report has a document: in its text, or in the draft that was saved last. While it has, nobody can delete the document."""

    report = models.ForeignKey("newsroom.ReportPage", on_delete=models.CASCADE, related_name="documents_used")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="uses")
    in_draft = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "document", "in_draft"], name="one_document_use_per_report")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.document_id}"
