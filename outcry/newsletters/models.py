"""Who gets the newsletter, and who has asked for it.

That somebody agreed is a consent in `supporters`; here stands what she chose. Without her consent in force no row of hers is written to.
"""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from outcry.accounts.models import Organisation
from outcry.lib.identifiers import PUBLIC_ID_LENGTH, random_public_id
from outcry.lib.sealing import SealedTextField
from outcry.lib.translations import LANGUAGE_LENGTH
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
