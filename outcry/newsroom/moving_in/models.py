"""What moved in: runs of the import, what became of each thing of an old site, and the old addresses that lead on.

Ids and contents of the old site stand here as keyed hashes alone: of comments they would tell who wrote them.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models

from outcry.accounts.models import Organisation
from outcry.authorities.models import ImportState
from outcry.lib.sealing import SealedBytesField, SealedTextField
from outcry.newsroom.comment_rows import Comment
from outcry.newsroom.models import ReportPage
from outcry.newsroom.moving_in.entries import KIND_NAMES
from outcry.newsroom.moving_in.old_links import LONGEST
from outcry.newsroom.picture_rows import Picture
from outcry.vocabularies.models import Term

KEY_BYTES = 16
SET_LENGTH = 100


class FileRole(models.TextChoices):
    """What an uploaded file is."""

    EXPORT = "export"
    PICTURES = "pictures"


class OldKind(models.TextChoices):
    """What a thing of the old site became."""

    REPORT = "report"
    COMMENT = "comment"
    PICTURE = "picture"


class LeadsTo(models.TextChoices):
    """Where an old address leads."""

    REPORT = "report"
    MONTH = "month"
    YEAR = "year"
    TOPIC = "topic"
    FEED = "feed"


class KeptChoices(models.Model):
    """What was chosen for an old site, for the next time something of it comes: choices.py."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    set_name = models.CharField(max_length=SET_LENGTH)
    content = models.JSONField()
    changed_at = models.DateTimeField()

    objects: ClassVar[models.Manager["KeptChoices"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "set_name"], name="one_choice_per_old_site")]

    def __str__(self) -> str:
        return self.set_name


class MovingRun(models.Model):
    """One import of an old site's files."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    set_name = models.CharField(max_length=SET_LENGTH, blank=True)
    # As they were used, whatever becomes of those that were kept.
    choices = models.JSONField(default=dict)
    # What the desk asks about: authors, labels, languages of the files.
    found = models.JSONField(default=dict)
    # It waits for the look at it, or is being looked at: nothing is imported yet.
    is_look = models.BooleanField(default=False)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.LOOKED_AT)
    # kind -> {read, created, changed, unchanged, refused}
    counts = models.JSONField(default=dict)
    # Entries that the files hold, and how many were read by now.
    entries = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    # Why the files were refused, or where the run stopped.
    sentence = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # What it did thing by thing is forgotten after its term: then it can't be undone any more.
    forgotten_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["MovingRun"]] = models.Manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def subject(self) -> str:
        """The name under which the log speaks of it."""
        return f"site-import:{self.pk}"


class MovingFile(models.Model):
    """An uploaded file between the look at it and the import: compressed and sealed, deleted once the import is done or given up."""

    run = models.ForeignKey(MovingRun, on_delete=models.CASCADE, related_name="files")
    role = models.CharField(max_length=10, choices=FileRole)
    name = models.CharField(max_length=200)
    content = SealedBytesField()

    objects: ClassVar[models.Manager["MovingFile"]] = models.Manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class MovingReport(models.Model):
    """What became of each thing, or would: a table as CSV, compressed and sealed. Forgotten with the steps of the import."""

    run = models.OneToOneField(MovingRun, on_delete=models.CASCADE, related_name="report")
    content = SealedBytesField()

    objects: ClassVar[models.Manager["MovingReport"]] = models.Manager()

    def __str__(self) -> str:
        return str(self.run)


class MovingTrouble(models.Model):
    """Something that was refused, or about which a person should know. Sealed, since it may repeat what a draft says."""

    run = models.ForeignKey(MovingRun, on_delete=models.CASCADE, related_name="troubles")
    number = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=list(KIND_NAMES.items()))
    name = SealedTextField(null=True)
    reason = SealedTextField()
    is_refusal = models.BooleanField(default=True)

    objects: ClassVar[models.Manager["MovingTrouble"]] = models.Manager()

    class Meta:
        ordering = ["-is_refusal", "pk"]

    def __str__(self) -> str:
        return f"{self.run} {self.number}"


class MovedThing(models.Model):
    """A thing of an old site and what it became here; nothing, where people deleted that since: it does not come back."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    set_name = models.CharField(max_length=SET_LENGTH)
    kind = models.CharField(max_length=10, choices=OldKind)
    id_key = models.BinaryField(max_length=KEY_BYTES)
    # Of the guid, by which an entry of an export and the same one of a feed know each other.
    guid_key = models.BinaryField(max_length=KEY_BYTES, null=True)
    # Of all that was read; an equal one needs no further look.
    fingerprint = models.BinaryField(max_length=KEY_BYTES)
    report = models.ForeignKey(ReportPage, on_delete=models.SET_NULL, null=True, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.SET_NULL, null=True, related_name="+")
    picture = models.ForeignKey(Picture, on_delete=models.SET_NULL, null=True, related_name="+")
    # As the import left it: the revision of a report, the state of a comment. Another one says that people worked on it.
    mark = models.CharField(max_length=20, blank=True)

    objects: ClassVar[models.Manager["MovedThing"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "set_name", "kind", "id_key"], name="old_thing_once")]
        indexes = [models.Index(fields=["organisation", "set_name", "kind", "guid_key"], name="old_thing_by_guid")]

    def __str__(self) -> str:
        return f"{self.set_name} {self.kind} {self.pk}"


class MovingStep(models.Model):
    """What a run did to one thing: made it, or changed it, then with what stood there before."""

    run = models.ForeignKey(MovingRun, on_delete=models.CASCADE, related_name="steps")
    thing = models.ForeignKey(MovedThing, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    made = models.BooleanField()
    # Fingerprint and mark before; empty where it was made.
    before = models.JSONField(default=dict)

    objects: ClassVar[models.Manager["MovingStep"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.run} {self.number}"


class OldAddress(models.Model):
    """An address of an old site (path and naming query) and where it leads by now."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    set_name = models.CharField(max_length=SET_LENGTH)
    path = models.CharField(max_length=LONGEST)
    leads_to = models.CharField(max_length=10, choices=LeadsTo)
    report = models.ForeignKey(ReportPage, on_delete=models.CASCADE, null=True, related_name="+")
    topic = models.ForeignKey(Term, on_delete=models.CASCADE, null=True, related_name="+")
    # A year, or a year and a month: 2011, 201101.
    period = models.PositiveIntegerField(null=True)
    language = models.CharField(max_length=10)
    # Which run wrote it, as long as that can be undone.
    run = models.ForeignKey(MovingRun, on_delete=models.SET_NULL, null=True, related_name="addresses")

    objects: ClassVar[models.Manager["OldAddress"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "path"], name="old_address_once")]

    def __str__(self) -> str:
        return self.path
