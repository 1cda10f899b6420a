"""Who gets the newsletter, and who has asked for it; digests, what of them was sent, and whose copy was put into the outbox.

That somebody agreed is a consent in `supporters`; here stands what she chose. Without her consent in force no row of hers is written to.
"""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.appeals.models import Appeal
from outcry.lib.identifiers import PUBLIC_ID_LENGTH, random_public_id
from outcry.lib.sealing import SealedTextField
from outcry.lib.translations import LANGUAGE_LENGTH, TextRow
from outcry.supporters.models import Consent, Purpose, Supporter
from outcry.vocabularies.models import Term

# What consents to the newsletter are for.
SUBJECT = "newsletter"


class SignUp(models.Model):
    """Somebody typed an address and chose. Its owner makes a subscription of it by a button, or it is deleted after its term."""

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    # Gone once it is confirmed: from then on the address is the supporter's.
    address = SealedTextField(null=True)
    address_hash = models.BinaryField(max_length=32)
    address_rule = models.PositiveSmallIntegerField()
    # Of the form, and so of the mail that asks.
    language = models.CharField(max_length=LANGUAGE_LENGTH)
    languages = models.JSONField(default=list)
    topics = models.ManyToManyField(Term, related_name="+")
    submitted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["address_hash", "submitted_at"], name="newsletter_sign_up_of_mailbox"),
            models.Index(fields=["expires_at"], name="newsletter_sign_up_to_forget"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def mail_key(self) -> str:
        """The outbox key of the mail that asks."""
        return f"newsletter:sign-up:{self.pk}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Questions about subscriptions."""

    def agreed(self) -> Self:
        """Those whose owner still agrees: elsewhere, too, she may have said that she wants no mail of ours at all."""
        return self.filter(Exists(_consents()))

    def left(self) -> Self:
        """The others: nothing of theirs is to stay."""
        return self.exclude(Exists(_consents()))

    def written_to(self, *, organisation: Organisation, language: str, until: datetime) -> Self:
        """Those who get what is sent in a language, and were there at that moment."""
        spoken = SubscriptionLanguage.objects.filter(subscription=OuterRef("pk"), language=language)
        return self.agreed().filter(Exists(spoken), supporter__organisation=organisation, paused_at=None, since__lte=until)


def _consents() -> models.QuerySet[Consent]:
    in_force = Q(purpose=Purpose.NEWSLETTER, withdrawn_at=None, supporter__erased_at=None)
    return Consent.objects.filter(in_force, supporter=OuterRef("supporter"))


class Subscription(models.Model):
    """What a supporter chose. No topic chosen means all of them."""

    supporter = models.OneToOneField(Supporter, on_delete=models.CASCADE, related_name="subscription")
    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id)
    topics = models.ManyToManyField(Term, related_name="+")
    since = models.DateTimeField()
    # Digests in a row that came back, and since when nothing is sent for it.
    failures = models.PositiveSmallIntegerField(default=0)
    paused_at = models.DateTimeField(null=True)

    objects: ClassVar[SubscriptionQuerySet] = SubscriptionQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.public_id

    def chosen_languages(self) -> list[str]:
        """By code."""
        return sorted(row.language for row in self.languages.all())


class SubscriptionLanguage(models.Model):
    """A language in which she wants to read."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(max_length=LANGUAGE_LENGTH)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "language"], name="newsletter_language_once")]
        indexes = [models.Index(fields=["language", "subscription"], name="newsletter_of_language")]

    def __str__(self) -> str:
        return self.language


class DigestState(models.TextChoices):
    """Where a digest stands."""

    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("waiting for a second person")
    SENDING = "sending", _("being sent")
    STOPPED = "stopped", _("stopped")
    SENT = "sent", _("nothing waits any more")


class Digest(models.Model):
    """One newsletter: chosen reports and appeals in their order, with an introduction in each language in which it is sent."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="digests")
    state = models.CharField(max_length=10, choices=DigestState.choices, default=DigestState.DRAFT)
    # Its place among those that were sent; it stands in addresses of the archive.
    number = models.PositiveIntegerField(null=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    chosen_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    # Of everything that was proposed: reports may change before a second person sends them.
    proposed_digest = models.CharField(max_length=64, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    # The day of the content clock on which it was sent: the next one begins there.
    sent_on = models.DateField(null=True)
    finished_at = models.DateTimeField(null=True)
    # Raised whenever it is stopped: what was taken back then goes out under another key.
    round = models.PositiveSmallIntegerField(default=1)
    # Taken out of the public archive.
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="digest_number_once"),
            models.CheckConstraint(condition=Q(state__in=DigestState.values), name="digest_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "proposed"]) | Q(number__isnull=False, started_at__isnull=False), name="sent_digest_is_numbered"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        """Its name in the log."""
        return f"digest:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed."""
        return self.state in (DigestState.DRAFT, DigestState.PROPOSED)


class DigestText(TextRow):
    """What stands above the list in one language. A digest goes out in those languages that have one."""

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="texts")
    subject = models.CharField(_("subject of the mail"), max_length=150)
    introduction = models.TextField(_("introduction"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "language"], name="digest_text_once_per_language")]

    def __str__(self) -> str:
        return self.subject


class DigestItem(models.Model):
    """A report, in whichever languages it can be read, or an appeal."""

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    # What all translations of a report have in common.
    report = models.UUIDField(null=True)
    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(report__isnull=False, appeal=None) | Q(report=None, appeal__isnull=False), name="digest_item_is_one_thing"),
            models.UniqueConstraint(fields=["digest", "report"], name="digest_has_a_report_once"),
            models.UniqueConstraint(fields=["digest", "appeal"], name="digest_has_an_appeal_once"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """By which a form names it."""
        return f"report-{self.report}" if self.report else f"appeal-{self.appeal_id}"


class Issue(models.Model):
    """A digest in one language, as it was sent. Never changed afterwards."""

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="issues")
    language = models.CharField(max_length=LANGUAGE_LENGTH)
    subject = models.CharField(max_length=150)
    introduction = models.TextField(blank=True)
    # The subscription up to which copies are in the outbox; None in `queued_at` as long as some are not.
    reached = models.PositiveBigIntegerField(default=0)
    queued_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["digest", "language"], name="issue_once_per_language")]

    def __str__(self) -> str:
        return self.subject

    @property
    def group(self) -> str:
        """The opaque name of its copies in the outbox."""
        return f"issue:{self.pk}"

    def key(self, subscription_id: int) -> str:
        """Of one copy in the outbox: the same one twice is one mail."""
        return f"issue:{self.pk}:{self.digest.round}:to:{subscription_id}"


class IssueItem(models.Model):
    """One thing told, as it stood when it was sent. `language` is that of its words."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    is_appeal = models.BooleanField()
    title = models.CharField(max_length=255)
    standfirst = models.TextField(blank=True)
    path = models.CharField(max_length=500)
    language = models.CharField(max_length=LANGUAGE_LENGTH)
    topics = models.ManyToManyField(Term, related_name="+")

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Copy(models.Model):
    """That a subscriber's copy was put into the outbox. Deleted four weeks later: until then it may come back."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="copies")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="copies")
    key = models.CharField(max_length=120, unique=True)
    queued_at = models.DateTimeField()
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "subscription"], name="one_copy_for_each")]
        indexes = [models.Index(fields=["queued_at"], name="copy_to_forget")]

    def __str__(self) -> str:
        return self.key


class PageRequest(models.Model):
    """Somebody asked for the page of whoever owns an address. Its owner gets a link, if there is anything to show; deleted after its term."""

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    address = SealedTextField()
    address_hash = models.BinaryField(max_length=32)
    address_rule = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=LANGUAGE_LENGTH)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # When the owner was written to. None: a job will look whether there is anything to show, and deletes this where there is not.
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["address_hash", "asked_at"], name="page_request_of_mailbox"),
            models.Index(fields=["expires_at"], name="page_request_to_forget"),
            models.Index(fields=["id"], name="page_request_to_answer", condition=Q(answered_at=None)),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def mail_key(self) -> str:
        """The outbox key of the mail with the link."""
        return f"newsletter:page:{self.pk}"
