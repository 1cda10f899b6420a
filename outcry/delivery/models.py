"""What the post office keeps: messages out, tries, events, destinations with their pace, messages in."""

import secrets
from datetime import timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.delivery.kinds import Kind
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


def server_connections_at_first() -> int:
    """One where slow start is on; otherwise all that a server gets."""
    return 1 if settings.SERVER_AN_HOUR_AT_FIRST else int(settings.SERVER_CONNECTIONS)


def server_an_hour_at_first() -> int | None:
    return int(settings.SERVER_AN_HOUR_AT_FIRST) or None


def warm_up_plan() -> str:
    return " ".join(map(str, settings.WARM_UP))


def is_known(field: str) -> Q:
    """That a state stands there. Those of most letters are asked about first: SQLite makes a table of the list for each row that it looks for there."""
    frequent = (MessageState.SUBMITTING, MessageState.ACCEPTED, MessageState.HANDED_OFF, MessageState.QUEUED)
    return reduce(or_, (Q((field, state.value)) for state in frequent)) | Q((f"{field}__in", MessageState.values))


class Destination(models.Model):
    """Where messages go, as far as pace is concerned. The key is the caller's; delivery does not know what it means."""

    key = models.CharField(max_length=80, unique=True)
    # None means that no pace is kept: mail to supporters.
    hourly_pace = models.PositiveIntegerField(null=True, default=letters_an_hour)
    daily_cap = models.PositiveIntegerField(null=True, default=letters_a_day)
    # Whose clock and calendar count; the days of the cap are days there. Empty: UTC.
    zone = models.CharField(max_length=60, blank=True)
    # Messages leave between these hours alone, on these days of the week ("12345": Monday to Friday). Both None: at any time.
    opens_at = models.TimeField(null=True)
    closes_at = models.TimeField(null=True)
    weekdays = models.CharField(max_length=7, default="1234567")
    paused_at = models.DateTimeField(null=True)
    paused_reason = models.CharField(max_length=200, blank=True)
    # The pace as kept: when the next message may leave, and how many left on which day.
    next_slot_at = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    day_count = models.PositiveIntegerField(default=0)
    # Found closed, or with its cap reached: nobody looks before.
    closed_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class ReceivingServer(models.Model):
    """The mail server of one domain of recipients. Who is slow, dead or refuses us must not delay the others."""

    # The domain where it tells nobody who somebody is, else a keyed hash of it: servers.py.
    key = models.CharField(max_length=255, unique=True)
    last_claimed_at = models.DateTimeField(null=True)
    # What a person allows at most; None leaves it to the settings and to slow start.
    most_connections = models.PositiveSmallIntegerField(null=True)
    most_an_hour = models.PositiveIntegerField(null=True)
    # Where slow start stands. None an hour: it has proved that it takes whatever we have.
    connections = models.PositiveSmallIntegerField(default=server_connections_at_first)
    an_hour = models.PositiveIntegerField(null=True, default=server_an_hour_at_first)
    hour_began_at = models.DateTimeField(null=True)
    hour_count = models.PositiveIntegerField(default=0)
    hour_was_bad = models.BooleanField(default=False)
    closed_until = models.DateTimeField(null=True)
    # Left alone after it could not be reached or closed its doors, and how often in a row.
    rests_until = models.DateTimeField(null=True)
    rests = models.PositiveSmallIntegerField(default=0)
    paused_at = models.DateTimeField(null=True)
    paused_reason = models.CharField(max_length=200, blank=True)
    # It blocks us, by its own words; what it said before `forgiven_at` does not count any more.
    refuses_since = models.DateTimeField(null=True)
    refusal_words = SealedTextField(null=True)
    forgiven_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class SendingDomain(models.Model):
    """What one mailer sends from one of our domains: a new domain has to be warmed up, and a relay that is down rests all of it."""

    # "newsletter@outcry.example"
    key = models.CharField(max_length=300, unique=True)
    # So many letters on the first day, the second ... ("50 100 200"); after the last no limit. None: it does not warm up.
    warms_up_from = models.DateField(null=True)
    warm_up = models.CharField(max_length=300, blank=True, default=warm_up_plan)
    # Days of UTC.
    day = models.DateField(null=True)
    day_count = models.PositiveIntegerField(default=0)
    closed_until = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(null=True)
    rests = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.key


class Lane(models.Model):
    """Messages that pass the same three gates: those for one destination, at one server, by one mailer from one domain."""

    # Made of the three, so that one look finds it.
    key = models.CharField(max_length=600, unique=True)
    destination = models.ForeignKey(Destination, on_delete=models.PROTECT, related_name="lanes")
    server = models.ForeignKey(ReceivingServer, on_delete=models.PROTECT, related_name="lanes")
    sending = models.ForeignKey(SendingDomain, on_delete=models.PROTECT, related_name="lanes")
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


class Pulse(models.Model):
    """The last sign of life of something that works by itself: standing_still.py."""

    key = models.CharField(max_length=20, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class Standstill(models.Model):
    """Something of the post office that stands still, from when it was noticed until it moves again."""

    # Its kind, with a server's number where it is one: "chores", "server:7".
    key = models.CharField(max_length=40, unique=True)
    noticed_at = models.DateTimeField()
    # When people were written to about it last.
    told_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class MailHost(models.Model):
    """A machine that has sent from this database, by the name in its data folder: outgoing/remembered.py."""

    key = models.CharField(max_length=32, unique=True)
    met_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class OutgoingMessage(models.Model):
    """One finished mail to one address. The row is the queue."""

    key = models.CharField(max_length=120, unique=True)
    group = models.CharField(max_length=60)
    # Which mailer (settings.MAILERS) hands it over.
    mailer = models.CharField(max_length=40)
    destination = models.ForeignKey(Destination, on_delete=models.PROTECT, related_name="messages")
    # None only for what had ended before there were lanes.
    lane = models.ForeignKey(Lane, on_delete=models.PROTECT, null=True, related_name="messages", db_index=False)
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
    # Rather lost than twice: where nobody can know whether it arrived, it does not go once more by itself.
    never_twice = models.BooleanField(default=False)
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
            models.Index(fields=["lane", "priority", "due_at"], name="message_to_claim", condition=Q(due_at__isnull=False)),
            models.Index(fields=["leased_until"], name="message_to_recover", condition=Q(leased_until__isnull=False)),
            models.Index(fields=["group", "mailer", "destination", "state"], name="message_to_count"),
            models.Index(fields=["state_changed_at"], name="message_to_erase", condition=Q(erased_at=None, due_at=None)),
            models.Index(fields=["id"], name="message_uncertain", condition=Q(state=MessageState.UNCERTAIN)),
        ]
        constraints = [models.CheckConstraint(condition=is_known("state"), name="message_state_is_known")]

    def __str__(self) -> str:
        return self.key


class Attempt(models.Model):
    """One try to hand a message over, and the server's own words."""

    # Found by the index of its constraint.
    message = models.ForeignKey(OutgoingMessage, on_delete=models.CASCADE, related_name="tries", db_index=False)
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
        constraints = [models.CheckConstraint(condition=is_known("after"), name="event_state_is_known")]

    def __str__(self) -> str:
        return f"{self.before} > {self.after}"


class BlockedLetter(models.Model):
    """A message of which its server said that it blocks us (status 5.7.x), at once or in a report of failure. Counted once for each message."""

    server = models.ForeignKey(ReceivingServer, on_delete=models.CASCADE, related_name="blocked")
    message = models.OneToOneField(OutgoingMessage, on_delete=models.CASCADE, related_name="blocked")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["server", "at"], name="blocked_of_server")]

    def __str__(self) -> str:
        return f"{self.message_id} at {self.server_id}"


class RelayLog(models.Model):
    """A log of our relay, and how far it has been read."""

    path = models.CharField(max_length=500, unique=True)
    inode = models.PositiveBigIntegerField(null=True)
    offset = models.PositiveBigIntegerField(default=0)
    # SHA-256 of the last bytes before that place: another one says that the file is not the one we read.
    mark = models.BinaryField(max_length=32, default=bytes)
    # Since when no line is missing; when the last line was written, and when we last came to the end.
    covered_since = models.DateTimeField(null=True)
    last_line_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.path


class RelayedMessage(models.Model):
    """The name under which our relay speaks of a message in its log, until it has done with it."""

    log = models.ForeignKey(RelayLog, on_delete=models.CASCADE, related_name="relayed")
    queue_id = models.CharField(max_length=40)
    message = models.ForeignKey(OutgoingMessage, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "queue_id"], name="relayed_once_by_a_name")]

    def __str__(self) -> str:
        return self.queue_id


class IncomingKind(models.TextChoices):
    """What came back, as far as its headers tell."""

    PERSON = Kind.PERSON, "written by a person, as far as we can tell"
    AUTOMATIC = Kind.AUTOMATIC, "sent by a machine"
    BOUNCE = Kind.BOUNCE, "a report of failed delivery"
    COMPLAINT = Kind.COMPLAINT, "a report that somebody called it spam"
    UNKNOWN = Kind.UNKNOWN, "neither can be told: for a person to read"
    UNREADABLE = Kind.UNREADABLE, "could not be read: kept as it came, for a person to look at"


class Mailbox(models.TextChoices):
    """To whom at this house a mail was written that answers no message of ours."""

    # Every domain that takes mail has these two (RFC 5321, 4.5.1; RFC 2142).
    POSTMASTER = "postmaster", "postmaster@"
    ABUSE = "abuse", "abuse@"
    # In a mailbox that we look into, and to none of our addresses.
    OTHER = "other", _("another address")
    # Not the mail, but a note of it: it was larger than any that we take.
    TOO_LARGE = "too_large", _("left in the mailbox, too large")


class IncomingMessage(models.Model):
    """A mail to one of our return addresses, or to the house itself, verbatim."""

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id)
    # SHA-256 over recipient and bytes: the same mail handed in twice is kept once.
    digest = models.BinaryField(max_length=32, unique=True)
    received_at = models.DateTimeField()
    envelope_sender = SealedTextField(null=True)
    raw = SealedBytesField(null=True)
    size = models.PositiveIntegerField(help_text="bytes")
    answers = models.ForeignKey(OutgoingMessage, on_delete=models.SET_NULL, null=True, related_name="replies")
    # Blank for a mail to a return address; else whose desk it is for.
    mailbox = models.CharField(max_length=12, choices=Mailbox, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    # Empty until it has been looked at.
    kind = models.CharField(max_length=12, choices=IncomingKind.choices, blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = [F("received_at").desc(), "-id"]
        indexes = [
            models.Index(fields=["id"], name="incoming_to_look_at", condition=Q(kind="")),
            models.Index(fields=["received_at"], name="incoming_to_erase", condition=Q(erased_at=None)),
            models.Index(fields=["organisation", "received_at"], name="incoming_to_the_house", condition=~Q(mailbox="")),
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
