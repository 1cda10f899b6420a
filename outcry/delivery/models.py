"""What the post office keeps: messages out, tries, events, destinations with their pace, messages in."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from outcry.delivery.states import MessageState
from outcry.lib.identifiers import PUBLIC_ID_LENGTH, encode, random_public_id
from outcry.lib.sealing import SealedBytesField, SealedTextField


def random_return_id() -> str:
    """Thirteen random characters, 64 bits: the row's name in a return address."""
    return encode(secrets.token_bytes(8))


LIFETIME = timedelta(days=5)


def letters_an_hour() -> int:
    return int(settings.LETTERS_AN_HOUR)


def letters_a_day() -> int:
    return int(settings.LETTERS_A_DAY)


class Destination(models.Model):
    """Where messages go, as far as pace is concerned. The key is the caller's; delivery does not know what it means."""

    key = models.CharField(max_length=80, unique=True)
    # None means that no pace is kept: mail to supporters.
    hourly_pace = models.PositiveIntegerField(null=True, default=letters_an_hour)
    daily_cap = models.PositiveIntegerField(null=True, default=letters_a_day)
    paused_at = models.DateTimeField(null=True)
    # The pace as kept: when the next message may leave, and how many left on which day (UTC).
    next_slot_at = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    day_count = models.PositiveIntegerField(default=0)
    last_claimed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class Hold(models.Model):
    """Nothing of this group leaves until the hold is lifted; the empty group means everything (after a restore)."""

    group = models.CharField(max_length=60, unique=True)
    since = models.DateTimeField()
    reason = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.group or "everything"


class OutgoingMessage(models.Model):
    """One finished mail to one address. The row is the queue."""

    key = models.CharField(max_length=120, unique=True)
    group = models.CharField(max_length=60)
    # Which mailer (settings.MAILERS) hands it over.
    mailer = models.CharField(max_length=40)
    destination = models.ForeignKey(Destination, on_delete=models.PROTECT, related_name="messages")
    priority = models.PositiveSmallIntegerField(default=5)
    return_id = models.CharField(max_length=13, unique=True, default=random_return_id)
    message_id = models.CharField(max_length=200, unique=True)
    sender = models.CharField(max_length=254)
    recipient = SealedTextField(null=True)
    content = SealedBytesField(null=True)

    state = models.CharField(max_length=12, choices=MessageState.choices, default=MessageState.QUEUED)
    state_changed_at = models.DateTimeField()
    created_at = models.DateTimeField()
    # None: nothing more is tried unless a person says so.
    due_at = models.DateTimeField(null=True)
    # How long it is tried, reckoned from the first try: waiting for its turn costs a letter nothing.
    lifetime = models.DurationField(default=LIFETIME)
    expires_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    uncertain_resends = models.PositiveSmallIntegerField(default=0)
    # Claims in a row that came to no result, be it for an error of ours or because the worker died.
    troubles = models.PositiveSmallIntegerField(default=0)
    # Held by a worker until then; every write of the worker names the fence it was given.
    leased_until = models.DateTimeField(null=True)
    fence = models.PositiveBigIntegerField(default=0)
    last_words = SealedTextField(null=True)
    accepted_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # What has ended has no due_at and no lease, so these stay as small as the work that is left.
            models.Index(fields=["destination", "priority", "due_at"], name="message_to_claim", condition=Q(due_at__isnull=False)),
            models.Index(fields=["leased_until"], name="message_to_recover", condition=Q(leased_until__isnull=False)),
            models.Index(fields=["group", "mailer", "destination", "state"], name="message_to_count"),
            models.Index(fields=["state_changed_at"], name="message_to_erase", condition=Q(erased_at=None)),
        ]
        constraints = [models.CheckConstraint(condition=Q(state__in=MessageState.values), name="message_state_is_known")]

    def __str__(self) -> str:
        return self.key


class Attempt(models.Model):
    """One try to hand a message over, and the server's own words."""

    message = models.ForeignKey(OutgoingMessage, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveIntegerField()
    fence = models.PositiveBigIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    result = models.CharField(max_length=12, choices=MessageState.choices)
    code = models.PositiveSmallIntegerField(null=True)
    words = SealedTextField(null=True)
    # How the line was protected: version, cipher, and whether the certificate was that of the server's name. Blank where there was none.
    tls = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["message", "number"], name="attempt_numbered_once")]

    def __str__(self) -> str:
        return f"{self.message_id} try {self.number}: {self.result}"


class MessageEvent(models.Model):
    """One step from state to state. Append only."""

    message = models.ForeignKey(OutgoingMessage, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12, choices=MessageState.choices)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(after__in=MessageState.values), name="event_state_is_known")]

    def __str__(self) -> str:
        return f"{self.before} > {self.after}"


class IncomingKind(models.TextChoices):
    """What came back, as far as its headers tell."""

    PERSON = "person", "written by a person, as far as we can tell"
    AUTOMATIC = "automatic", "sent by a machine"
    BOUNCE = "bounce", "a report of failed delivery"
    COMPLAINT = "complaint", "a report that somebody called it spam"
    UNKNOWN = "unknown", "neither can be told: for a person to read"


class IncomingMessage(models.Model):
    """A mail to one of our return addresses, verbatim."""

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id)
    # SHA-256 over recipient and bytes: the same mail handed in twice is kept once.
    digest = models.BinaryField(max_length=32, unique=True)
    received_at = models.DateTimeField()
    envelope_sender = SealedTextField(null=True)
    raw = SealedBytesField(null=True)
    size = models.PositiveIntegerField(help_text="bytes")
    answers = models.ForeignKey(OutgoingMessage, on_delete=models.SET_NULL, null=True, related_name="replies")
    # Empty until it has been looked at.
    kind = models.CharField(max_length=12, choices=IncomingKind.choices, blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = [F("received_at").desc(), "-id"]
        indexes = [
            models.Index(fields=["id"], name="incoming_to_look_at", condition=Q(kind="")),
            models.Index(fields=["received_at"], name="incoming_to_erase", condition=Q(erased_at=None)),
        ]

    def __str__(self) -> str:
        return self.public_id


class Suppression(models.Model):
    """A mailbox whose owner asked never to hear from us. Known by its keyed hash alone."""

    address_hash = models.BinaryField(max_length=32, unique=True)
    address_rule = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    reason = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.reason
