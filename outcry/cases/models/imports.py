"""Imports of tables: what was read, what it wrote, and what it takes to take the whole of it back."""

from django.conf import settings
from django.db import models

from outcry.accounts.models import Organisation
from outcry.authorities.models import ImportState
from outcry.lib.identifiers import PUBLIC_ID_LENGTH, random_public_id
from outcry.lib.sealing import SealedBytesField, SealedTextField

KEY_BYTES = 16


class SavedMapping(models.Model):
    """Which columns of a set fill which facts, kept for the next file of it: outcry/cases/tables/mapping.py."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    set_name = models.CharField(max_length=100)
    content = models.JSONField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "set_name"], name="one_mapping_per_set")]

    def __str__(self) -> str:
        return self.set_name


class CaseImport(models.Model):
    """An import of one file into one set."""

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    set_name = models.CharField(max_length=100)
    # As it was used, whatever becomes of the saved one. Empty: the file is an export of ours, which needs none.
    mapping = models.JSONField(default=dict)
    encoding = models.CharField(max_length=20, blank=True)
    sheet = models.CharField(max_length=100, blank=True)
    # What was found out about the file when it came: how its letters are written and how sure that is, its sheets.
    found = models.JSONField(default=dict)
    # It waits for the look at it, or is being looked at: nothing is imported yet.
    is_look = models.BooleanField(default=False)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.LOOKED_AT)
    # kind -> {read, created, changed, unchanged, refused}
    counts = models.JSONField(default=dict)
    # How many rows the file has, as the look at it found; 0 where nobody looked.
    rows = models.PositiveIntegerField(default=0)
    # Why the file was refused, or where the run stopped.
    sentence = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # What it did row by row is forgotten after its term: then it can't be undone any more.
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.file_name} → {self.set_name}"

    @property
    def subject(self) -> str:
        """The name under which the log speaks of it."""
        return f"case-import:{self.pk}"


class CaseImportFile(models.Model):
    """The file, between the look at it and the import: compressed and sealed, deleted once the import is done or given up."""

    run = models.OneToOneField(CaseImport, on_delete=models.CASCADE, related_name="file")
    content = SealedBytesField()

    def __str__(self) -> str:
        return self.run.file_name


class CaseImportReport(models.Model):
    """What became of each row, or would: a table as CSV, compressed and sealed. Forgotten with the steps of the import."""

    run = models.OneToOneField(CaseImport, on_delete=models.CASCADE, related_name="report")
    content = SealedBytesField()

    def __str__(self) -> str:
        return str(self.run)


class CaseImportTrouble(models.Model):
    """A row that was refused, or something about one that a person should know. Sealed, since it repeats what the cell says."""

    run = models.ForeignKey(CaseImport, on_delete=models.CASCADE, related_name="troubles")
    row = models.PositiveIntegerField(null=True)
    record = SealedTextField(null=True)
    column = models.CharField(max_length=300, blank=True)
    reason = SealedTextField()
    is_refusal = models.BooleanField(default=True)

    class Meta:
        ordering = ["-is_refusal", "pk"]

    def __str__(self) -> str:
        return f"{self.run} row {self.row}"


class ExternalRecord(models.Model):
    """A row of an outer set and the case it became. Ids may be names: they are found by a keyed hash."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    set_name = models.CharField(max_length=100)
    id_key = models.BinaryField(max_length=KEY_BYTES)
    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="external_record")
    # A keyed hash of the record; equal ones need no further look.
    fingerprint = models.BinaryField(max_length=KEY_BYTES)
    # The record as it was last imported, as JSON, and which rows its parts became.
    record = SealedTextField()
    parts = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "set_name", "id_key"], name="external_record_once")]

    def __str__(self) -> str:
        return f"{self.set_name}: {self.case}"


class CaseImportStep(models.Model):
    """What an import did to one case: opened it, or changed it, then with the changes it wrote and the record before."""

    run = models.ForeignKey(CaseImport, on_delete=models.CASCADE, related_name="steps")
    case = models.ForeignKey("cases.Case", on_delete=models.SET_NULL, null=True, related_name="+")
    row = models.PositiveIntegerField()
    opened = models.BooleanField()
    # Keys of rows of the history, in their order.
    changes = models.JSONField(default=list)
    # The external record before, as JSON; null where there was none.
    before = SealedTextField(null=True)

    def __str__(self) -> str:
        return f"{self.run} row {self.row}"
