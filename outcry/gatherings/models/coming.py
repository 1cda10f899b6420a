"""Who said that she comes: as little as can be kept of it, and the figures that limits are reckoned by.

Without an address a row says that somebody comes, and nothing else. An address is sealed, and gone some days after the gathering.
"""

from typing import ClassVar

from django.db import models

from outcry.gatherings.models.gathering import Gathering
from outcry.lib.identifiers import PUBLIC_ID_LENGTH, random_public_id
from outcry.lib.sealing import SealedTextField
from outcry.lib.translations import LANGUAGE_LENGTH


class ComingState(models.TextChoices):
    """Where somebody's word stands."""

    SAID = "said", "said, without an address"
    SUBMITTED = "submitted", "waits until its address is confirmed"
    CONFIRMED = "confirmed", "confirmed"
    GONE = "gone", "taken back, said twice or never confirmed"


# Of these the page may say how many there are.
COUNTED = (ComingState.SAID, ComingState.CONFIRMED)


class Coming(models.Model):
    """One person's word that she comes. What is personal goes with its term; the bare row stays and goes on counting."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="coming")
    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id)
    state = models.CharField(max_length=10, choices=ComingState.choices)
    language = models.CharField(max_length=LANGUAGE_LENGTH)
    # Only when she wants to be written to.
    address = SealedTextField(null=True)
    # Means something within this gathering alone.
    address_hash = models.BinaryField(max_length=32, null=True)
    address_rule = models.PositiveSmallIntegerField(default=0)
    # The day suffices: an hour could be laid beside somebody's connections.
    said_on = models.DateField()
    expires_at = models.DateTimeField(null=True)
    # The revision of the gathering that she was told last; 0: nothing yet.
    told_revision = models.PositiveIntegerField(default=0)
    erased_at = models.DateTimeField(null=True)
    # Of the form it came by: sent again by a reload, it is not taken twice.
    form_digest = models.BinaryField(max_length=32, null=True, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "address_hash"],
                condition=models.Q(state="confirmed") & models.Q(address_hash__isnull=False),
                name="comes_once_per_address",
            ),
            models.CheckConstraint(
                name="erased_coming_is_bare", condition=models.Q(erased_at=None) | models.Q(address__isnull=True, address_hash__isnull=True)
            ),
            models.CheckConstraint(name="coming_said_so_is_bare", condition=~models.Q(state="said") | models.Q(address__isnull=True)),
        ]
        indexes = [models.Index(fields=["gathering", "state", "told_revision"], name="coming_to_tell")]

    objects: ClassVar[models.Manager["Coming"]] = models.Manager()

    def __str__(self) -> str:
        return f"coming {self.pk}"

    @property
    def subject(self) -> str:
        """The opaque name under which mails speak of it."""
        return f"coming:{self.pk}"


# The columns that tell who it was.
BARE = ("address", "address_hash")


class ComingTally(models.Model):
    """How many said so in one hour: everybody, or from one network, which stands here as a keyed hash of that hour alone."""

    since = models.DateTimeField()
    network = models.BinaryField(max_length=32)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["since", "network"], name="one_coming_tally_per_hour")]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d %H:%M}: {self.count}"
