"""Evidence: an original that nobody changes, what was done with it, its time stamps and its working copies."""

import json
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.evidence import custody
from outcry.lib.identifiers import PUBLIC_ID_LENGTH, random_public_id
from outcry.lib.sealing import SealedBytesField, SealedTextField

SUBJECT_LENGTH = 120
ADDRESS_LENGTH = HASH_LENGTH = 64


class Level(models.TextChoices):
    """Who may know, from everybody to a sealed envelope."""

    PUBLIC = "public", _("public")
    PARTNERS = "partners", _("partners")
    INTERNAL = "internal", _("internal")
    RESTRICTED = "restricted", _("restricted to named people")
    SEALED = "sealed", _("sealed")


class EvidenceItem(models.Model):
    """One original, as it came in. The file lies in the store; hashes are over its plain bytes."""

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="evidence")
    subject = models.CharField(max_length=SUBJECT_LENGTH, blank=True, db_index=True)
    # A name, a note or a hash can point to a person or to a file that somebody looks for: they are sealed as the file is.
    name = SealedTextField()
    note = SealedTextField()
    level = models.CharField(max_length=12, choices=Level, default=Level.INTERNAL)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = SealedTextField()
    sha512 = SealedTextField()
    address = models.CharField(max_length=ADDRESS_LENGTH, db_index=True, editable=False)
    taken_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    taken_in_at = models.DateTimeField()
    captured_from = SealedTextField()
    captured_at = models.DateTimeField(null=True)
    captured_with = models.CharField(max_length=100, blank=True)
    captured_by = SealedTextField()
    # Sealed, so that whoever can only write to the database can't cut the end off the log and say that it ended there.
    custody_head = SealedTextField()

    class Meta:
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("evidence")
        ordering = ["-taken_in_at", "-pk"]

    def __str__(self) -> str:
        return self.public_id


class Verb(models.TextChoices):
    """What can be done with an item."""

    TAKEN_IN = "taken_in", _("taken in")
    VIEWED = "viewed", _("viewed")
    DOWNLOADED = "downloaded", _("downloaded")
    VERIFIED = "verified", _("verified")
    STAMPED = "stamped", _("time-stamped")
    COPIED = "copied", _("working copy made")
    REDACTED = "redacted", _("redacted copy made")
    BUNDLED = "bundled", _("put into a bundle")
    HANDED_OVER = "handed_over", _("handed over")


class AppendOnly(models.QuerySet["CustodyEntry"]):
    """Rows that can be added and read."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("the custody log is append only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("the custody log is append only")


class CustodyEntry(models.Model):
    """One thing that was done with an item. Never changed, never deleted: by this class, by triggers, and by a chain that shows it."""

    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="custody")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor_id = models.PositiveBigIntegerField(null=True)
    actor_name = models.CharField(max_length=150)
    verb = models.CharField(max_length=12, choices=Verb)
    details = SealedTextField()
    previous = models.CharField(max_length=HASH_LENGTH)
    hash = models.CharField(max_length=HASH_LENGTH)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["item", "number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="one_custody_entry_per_number")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.number} {self.verb}"

    @property
    def facts(self) -> custody.Entry:
        """The entry as the chain reads it. Its item stands at hand."""
        return custody.Entry(
            item=self.item.public_id,
            number=self.number,
            at=custody.moment(self.at.astimezone(UTC)),
            actor=self.actor_name,
            verb=self.verb,
            details=json.loads(self.details or "{}"),
            previous=self.previous,
            hash=self.hash,
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("the custody log is append only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("the custody log is append only")


class StampState(models.TextChoices):
    """How far a time stamp is."""

    WAITING = "waiting", _("not yet time-stamped")
    STAMPED = "stamped", _("time-stamped")


class TimeStamp(models.Model):
    """A time-stamping authority's word that the original existed at a moment (RFC 3161). Asked for by the chores."""

    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="stamps")
    state = models.CharField(max_length=8, choices=StampState, default=StampState.WAITING)
    asked_at = models.DateTimeField()
    next_try_at = models.DateTimeField(db_index=True)
    tries = models.PositiveIntegerField(default=0)
    # Why there is no stamp yet, as the last try ended; a word of `stamping.Failure`.
    failure = models.CharField(max_length=40, blank=True)
    server = models.CharField(max_length=500, blank=True)
    stamped_at = models.DateTimeField(null=True)
    # The whole answer of the server (TimeStampResp): it holds the file's hash, so it is sealed.
    response = SealedBytesField(null=True)

    class Meta:
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.state}"


class CopyKind(models.TextChoices):
    """What was taken out of a copy."""

    CLEANED = "cleaned", _("hidden data removed")
    REDACTED = "redacted", _("hidden data and chosen areas removed")


class WorkingCopy(models.Model):
    """A file made from an original, to work with and to hand on. Made anew, never changed."""

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id, editable=False)
    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="copies")
    kind = models.CharField(max_length=8, choices=CopyKind)
    media_type = models.CharField(max_length=100)
    pages = models.PositiveIntegerField(default=1)
    size = models.PositiveBigIntegerField()
    sha256 = SealedTextField()
    address = models.CharField(max_length=ADDRESS_LENGTH, db_index=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("working copy")
        verbose_name_plural = _("working copies")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.public_id
