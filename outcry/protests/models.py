"""Protests and what follows from them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from outcry.appeals.models import Addressee, Appeal, LetterVersion
from outcry.delivery.models import IncomingMessage, OutgoingMessage
from outcry.giving.models import DonationAppeal
from outcry.lib.dates import EdtfField
from outcry.lib.identifiers import PUBLIC_ID_LENGTH, random_public_id
from outcry.lib.sealing import SealedTextField
from outcry.lib.translations import LANGUAGE_LENGTH, TextRow
from outcry.supporters.models import Supporter


class ProtestState(models.TextChoices):
    """Where a protest stands."""

    SUBMITTED = "submitted", _("waiting for confirmation")
    CONFIRMED = "confirmed", _("confirmed")
    EXPIRED = "expired", _("not confirmed in time")
    WITHDRAWN = "withdrawn", _("withdrawn")
    HELD = "held", _("held back for a look")
    VOIDED = "voided", _("declared void")
    ERASED = "erased", _("erased at her wish")


class ShownInPublic(models.TextChoices):
    """What the appeal page says of her, most private first."""

    NOTHING = "nothing", _("Nothing: I am only counted")
    COUNTRY = "country", _("Someone in my country")
    FIRST_NAME = "first_name", _("My first name and country")
    FULL_NAME = "full_name", _("My full name and country")


class ShownToAddressee(models.TextChoices):
    """How her letter is signed, most private first."""

    COUNTRY = "country", _("My country only")
    INITIALS = "initials", _("My initials and country")
    FULL_NAME = "full_name", _("My full name and country")


class Protest(models.Model):
    """One supporter's try in one appeal, with its own text. Counts once it is confirmed.

    What is personal is sealed and nulled when its term ends (retention.py); the row stays and goes on counting.
    """

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="protests")
    state = models.CharField(max_length=12, choices=ProtestState.choices, default=ProtestState.SUBMITTED)
    submitted_at = models.DateTimeField()
    # When its confirmation mail may leave: at once, or on a later day when the mailbox had its share.
    mail_due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    state_changed_at = models.DateTimeField()

    language = models.CharField(max_length=LANGUAGE_LENGTH)
    country = models.CharField(max_length=2)
    letter = models.ForeignKey(LetterVersion, on_delete=models.PROTECT, related_name="+")
    name = SealedTextField(null=True)
    address = SealedTextField(null=True)
    # Her own wording of the letter, None when she left it unchanged.
    own_text = SealedTextField(null=True)
    shown_in_public = models.CharField(max_length=12, choices=ShownInPublic.choices, default=ShownInPublic.NOTHING)
    public_words = SealedTextField(null=True)
    shown_to_addressee = models.CharField(max_length=12, choices=ShownToAddressee.choices, default=ShownToAddressee.COUNTRY)
    letter_words = SealedTextField(null=True)
    wants_outcome = models.BooleanField(default=False)
    # To be asked once for money, after the mail about the outcome.
    wants_ask = models.BooleanField(default=False, db_default=False)

    # Two keyed hashes of the canonical address: one per appeal, one over the whole site; and the rule they were made by.
    address_hash = models.BinaryField(max_length=32, null=True)
    site_address_hash = models.BinaryField(max_length=32, null=True)
    address_rule = models.PositiveSmallIntegerField()

    # Taken out of the voices by staff; she is still counted.
    voice_hidden_at = models.DateTimeField(null=True)
    is_generated = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "address_hash"], condition=Q(state="confirmed") & Q(address_hash__isnull=False), name="confirmed_once_per_address"
            ),
            models.CheckConstraint(condition=Q(state__in=ProtestState.values), name="protest_state_is_known"),
            models.CheckConstraint(condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False), name="confirmed_has_its_moment"),
        ]
        indexes = [
            models.Index(fields=["appeal", "state", "country"], name="protest_to_count"),
            models.Index(fields=["site_address_hash", "mail_due_at"], name="protest_of_mailbox", condition=Q(site_address_hash__isnull=False)),
            models.Index(fields=["expires_at"], name="protest_to_expire", condition=Q(state="submitted")),
            models.Index(fields=["appeal", "-confirmed_at"], name="protest_voices", condition=Q(state="confirmed") & ~Q(shown_in_public="nothing")),
        ]

    def __str__(self) -> str:
        return self.public_id


class ProtestLetter(models.Model):
    """One protest's letter to one addressee: joins the protest with the message in the outbox."""

    protest = models.ForeignKey(Protest, on_delete=models.CASCADE, related_name="letters")
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="letters")
    message = models.OneToOneField(OutgoingMessage, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=LANGUAGE_LENGTH)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["protest", "addressee"], name="one_letter_per_addressee")]

    def __str__(self) -> str:
        return f"{self.protest} to {self.addressee_id}"


class ReplyState(models.TextChoices):
    """Whether a person has read a reply, and what she decided."""

    NEW = "new", _("unread")
    SHOWN = "shown", _("shown on the appeal page")
    KEPT = "kept", _("kept, not shown")


class AuthorityReply(models.Model):
    """An answer to a letter. Verbatim in delivery; here is what a person made of it."""

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id)
    incoming = models.OneToOneField(IncomingMessage, on_delete=models.PROTECT, related_name="+")
    letter = models.ForeignKey(ProtestLetter, on_delete=models.PROTECT, related_name="replies")
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="replies")
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ReplyState.choices, default=ReplyState.NEW)
    # The words shown, checked by a person: no supporter's name or address in them.
    public_text = models.TextField(_("text shown on the appeal page"), blank=True)
    language = models.CharField(max_length=LANGUAGE_LENGTH, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return self.public_id


class LetterlessMail(models.Model):
    """A person's mail to the return address of a letter that belongs to no protest: passed over, written down, and shown on the desk."""

    incoming = models.OneToOneField(IncomingMessage, on_delete=models.PROTECT, related_name="+")
    noticed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"mail {self.incoming_id}"


class OutcomeKind(models.TextChoices):
    """What became of it."""

    RELEASED = "released", pgettext_lazy("state of a person", "released")
    CHARGES_DROPPED = "charges_dropped", _("charges dropped")
    FINE_LIFTED = "fine_lifted", _("fine lifted")
    NO_CHANGE = "no_change", _("no change")
    WORSE = "worse", _("worse than before")


class Outcome(models.Model):
    """How an appeal ended, with date and source."""

    appeal = models.OneToOneField(Appeal, on_delete=models.PROTECT, related_name="outcome")
    kind = models.CharField(_("outcome"), max_length=20, choices=OutcomeKind.choices)
    ground = models.CharField(_("ground"), max_length=20, blank=True)
    happened = EdtfField(_("when"))
    happened_earliest = models.DateField(null=True, editable=False)
    happened_latest = models.DateField(null=True, editable=False)
    source = models.CharField(_("source"), max_length=300)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    # When the last thanks of this appeal had been queued; terms are reckoned from it.
    thanked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.appeal}: {self.kind}"


class OutcomeText(TextRow):
    """The outcome in the words of one language: on the page, and in the mail to those who asked to hear."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="texts")
    headline = models.CharField(_("headline"), max_length=200)
    body = models.TextField(_("text on the page"))
    mail_subject = models.CharField(_("subject of the mail"), max_length=150)
    mail_body = models.TextField(_("mail"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outcome", "language"], name="outcome_text_once_per_language")]

    def __str__(self) -> str:
        return self.headline


class Thanks(models.Model):
    """The outcome mail to one person, queued exactly once."""

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="thanks")
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="thanks")
    message = models.OneToOneField(OutgoingMessage, on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outcome", "supporter"], name="thanked_once")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.supporter_id}"


class DonationAsk(models.Model):
    """The one mail that asks a person for money, some days after the mail about an outcome. She is asked once, as long as we know her."""

    supporter = models.OneToOneField(Supporter, on_delete=models.CASCADE, related_name="donation_ask")
    thanks = models.OneToOneField(Thanks, on_delete=models.PROTECT, related_name="donation_ask")
    donation_appeal = models.ForeignKey(DonationAppeal, on_delete=models.PROTECT, related_name="+")
    message = models.OneToOneField(OutgoingMessage, on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.donation_appeal_id} {self.supporter_id}"
