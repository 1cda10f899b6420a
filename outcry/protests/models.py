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
from outcry.lib.sealing import SealedBytesField, SealedTextField
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


class Rung(models.TextChoices):
    """By which way letters reach an addressee: each rung for offices that the one before does not reach."""

    SINGLE = "single", _("single letters")
    DAILY = "daily", _("one letter a day")
    BOOK = "book", _("a printed book of letters")
    OWN = "own", _("from the supporters' own mailboxes")


class RungChange(models.Model):
    """A decision about an addressee: from now on letters to it go this way. Append only; without any they go singly."""

    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="rung_changes")
    rung = models.CharField(_("way"), max_length=8, choices=Rung.choices)
    reason = models.CharField(_("why"), max_length=200)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    # How many letters that had not left went along.
    moved = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(rung__in=Rung.values), name="rung_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="rung_has_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.addressee} by {self.rung}"


class DailyLetter(models.Model):
    """The one letter of a day to an addressee, with the number of those who protested and the names that may be shown."""

    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="daily_letters")
    number = models.PositiveIntegerField()
    day = models.DateField()
    message = models.OneToOneField(OutgoingMessage, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=LANGUAGE_LENGTH)
    # As it was written; a letter that was released since belongs to another one.
    protests = models.PositiveIntegerField()
    named = models.PositiveIntegerField()
    composed_at = models.DateTimeField()
    # It never left, or did not arrive, and its letters went another way.
    released_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["addressee", "number"], name="daily_letter_numbered_once"),
            models.UniqueConstraint(fields=["addressee", "day"], condition=Q(released_at=None), name="one_daily_letter_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.addressee} daily {self.number}"


class BookState(models.TextChoices):
    """Where a book of letters stands."""

    WAITING = "waiting", _("waits to be printed")
    PRINTING = "printing", _("being printed")
    STOPPED = "stopped", _("could not be printed")
    READY = "ready", _("ready, not on its way yet")
    POSTED = "posted", _("posted")
    HANDED_OVER = "handed_over", _("handed over")
    DISCARDED = "discarded", _("discarded")


class LetterBook(models.Model):
    """Letters to one addressee as a PDF to be printed and posted, or handed over: numbered, with cover, contents and count."""

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id)
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="books")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=BookState.choices, default=BookState.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    size = models.PositiveIntegerField(help_text="letters")
    # Rises when a letter is taken out: what was printed before is worth nothing then.
    edition = models.PositiveIntegerField(default=1)
    printed = models.PositiveIntegerField(default=0, help_text="letters")
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True)
    marked_on = models.DateField(_("day"), null=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    marked_at = models.DateTimeField(null=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    photo = SealedBytesField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["addressee", "number"], name="book_numbered_once"),
            models.CheckConstraint(condition=Q(state__in=BookState.values), name="book_state_is_known"),
            models.CheckConstraint(condition=~Q(state__in=["posted", "handed_over"]) | Q(marked_on__isnull=False), name="book_gone_has_its_day"),
        ]

    def __str__(self) -> str:
        return f"{self.addressee} book {self.number}"


class BookPart(models.Model):
    """Some printed letters of a book, kept so that a crash costs no more than one part; number 0 is the whole book."""

    book = models.ForeignKey(LetterBook, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = SealedBytesField(null=True)
    pages = models.PositiveIntegerField()
    # For each letter the page on which it begins, in order.
    begins_on = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "number"], name="book_part_once")]

    def __str__(self) -> str:
        return f"{self.book} part {self.number}"


class ProtestLetter(models.Model):
    """One protest's letter to one addressee, whichever way it goes: as a message of its own, told of in a daily letter, or printed in a book."""

    protest = models.ForeignKey(Protest, on_delete=models.CASCADE, related_name="letters")
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="letters")
    language = models.CharField(max_length=LANGUAGE_LENGTH)
    way = models.CharField(max_length=8, choices=Rung.choices, default=Rung.SINGLE, db_default="single")
    # A single letter without a message came back from another way and is still to be written.
    message = models.OneToOneField(OutgoingMessage, on_delete=models.PROTECT, null=True, related_name="+")
    daily = models.ForeignKey(DailyLetter, on_delete=models.PROTECT, null=True, related_name="letters")
    book = models.ForeignKey(LetterBook, on_delete=models.PROTECT, null=True, related_name="letters")
    place = models.PositiveIntegerField(null=True, help_text="in the book")
    # Of one that she sends herself: the row that its copy address names, and when a copy of what went to the office came there.
    copy = models.OneToOneField(OutgoingMessage, on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)
    # It had not left, and never will: she took her protest back, or the appeal has ended.
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["protest", "addressee"], name="one_letter_per_addressee"),
            models.CheckConstraint(condition=Q(way__in=Rung.values), name="way_is_known"),
            # So no letter can go by two ways.
            models.CheckConstraint(condition=Q(message=None) | Q(way="single"), name="only_single_letters_are_messages"),
            models.CheckConstraint(condition=Q(daily=None) | Q(way="daily"), name="only_daily_letters_hold_it"),
            models.CheckConstraint(condition=Q(book=None) | Q(way="book"), name="only_books_hold_it"),
            models.CheckConstraint(condition=Q(seen_at=None) | Q(way="own"), name="only_her_own_is_seen"),
            models.UniqueConstraint(fields=["book", "place"], condition=Q(book__isnull=False), name="one_letter_in_each_place"),
        ]
        indexes = [models.Index(fields=["addressee", "way"], name="letter_by_another_way", condition=Q(message=None))]

    def __str__(self) -> str:
        return f"{self.protest} to {self.addressee_id}"


class OwnCopy(models.Model):
    """A mail that came to a copy address, looked at once."""

    incoming = models.OneToOneField(IncomingMessage, on_delete=models.CASCADE, related_name="+")
    letter = models.ForeignKey(ProtestLetter, on_delete=models.SET_NULL, null=True, related_name="copies")
    # Whether the office stood among those to whom it went; only then is the letter seen.
    went_to_office = models.BooleanField()
    noticed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"copy {self.incoming_id}"


class FormerMessage(models.Model):
    """A message that was a letter's before the letter went another way: taken back, or refused. Its letter is counted there, and once."""

    letter = models.ForeignKey(ProtestLetter, on_delete=models.CASCADE, related_name="former_messages")
    message = models.OneToOneField(OutgoingMessage, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.letter_id} was {self.message_id}"


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


class ReplyWords(models.Model):
    """The words of a reply that are to be shown, with marks around what is blacked out. Readers get the bars alone, from the reply's own row."""

    reply = models.OneToOneField(AuthorityReply, on_delete=models.CASCADE, related_name="words")
    text = SealedTextField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"words of reply {self.reply_id}"


class ReplyAct(models.Model):
    """Where the case file has what a reply did to somebody: keys, and no word of it."""

    reply = models.ForeignKey(AuthorityReply, on_delete=models.CASCADE, related_name="acts")
    # Of the form by which it was recorded: sent twice, it is recorded once.
    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    # Of the act's row. No foreign key: taken out of the file and brought back, it is the same act.
    act_key = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"act of reply {self.reply_id}"


class PostDone(models.Model):
    """Somebody has dealt with a mail to the house, or with a confirmation mail that came back: it waits for nobody any more."""

    incoming = models.OneToOneField(IncomingMessage, on_delete=models.CASCADE, null=True, related_name="done")
    confirmation = models.OneToOneField(OutgoingMessage, on_delete=models.CASCADE, null=True, related_name="done")
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(incoming=None) ^ Q(confirmation=None), name="done_is_one_thing")]

    def __str__(self) -> str:
        return f"done {self.pk}"


class PostAnswer(models.Model):
    """What a person of this desk answered to a mail to the house. The words are in the outbox, and are forgotten with it."""

    incoming = models.ForeignKey(IncomingMessage, on_delete=models.CASCADE, related_name="answered_by")
    message = models.OneToOneField(OutgoingMessage, on_delete=models.PROTECT, related_name="post_answer")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"answer to mail {self.incoming_id}"


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
