"""One import: what was read, what it changed, and what it takes to undo it. Knows kinds and row numbers, not what a person or a post is."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.authorities.models.records import SourceSet
from outcry.lib.identifiers import PUBLIC_ID_LENGTH, random_public_id


class ImportState(models.TextChoices):
    """How far an import is."""

    LOOKED_AT = "looked_at", _("looked at, nothing imported yet")
    WAITING = "waiting", _("waiting for its turn")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped half-way")
    REFUSED = "refused", _("file refused")
    UNDONE = "undone", _("undone")


class ImportRun(models.Model):
    """An import of one file, or of files that belong together, into one set."""

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    source_set = models.ForeignKey(SourceSet, on_delete=models.SET_NULL, null=True, related_name="runs")
    set_name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, blank=True)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.LOOKED_AT)
    # kind -> {read, created, changed, unchanged, refused}
    counts = models.JSONField(default=dict)
    # Why the file was refused, or where the run stopped.
    sentence = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # What it changed is forgotten after its term: then it can't be undone any more.
    forgotten_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.file_name} → {self.set_name}"


class ImportFile(models.Model):
    """An uploaded file, between the look at it and the import. Compressed; deleted once the import is done or given up."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name


class ImportChange(models.Model):
    """One row that the run created (`before` is null) or changed, with the columns it touched before and after."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=20)
    row = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["run", "kind"])]

    def __str__(self) -> str:
        return f"{self.kind}:{self.row}"


class ImportTrouble(models.Model):
    """A record that was refused, or something about one that a person should know. Names place, field and reason."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="troubles")
    kind = models.CharField(max_length=20)
    # Where in the file: a position counted from 1, or a line.
    place = models.CharField(max_length=220)
    record = models.CharField(max_length=300, blank=True)
    field = models.CharField(max_length=100, blank=True)
    reason = models.TextField()
    is_refusal = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["run", "is_refusal"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.place}: {self.reason}"
