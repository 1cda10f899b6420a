"""Supporters whose address is proven theirs, and their consents."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.lib.identifiers import PUBLIC_ID_LENGTH, random_public_id
from outcry.lib.sealing import SealedTextField
from outcry.lib.translations import LANGUAGE_LENGTH


class Purpose(models.TextChoices):
    """What a consent is for. One consent, one purpose."""

    OUTCOME = "outcome", _("hear what became of it")
    NEWSLETTER = "newsletter", _("get the newsletter")
    ASK = "ask", _("be asked once for money")


class Supporter(models.Model):
    """A mailbox that confirmed something and agreed to hear from us. Without any consent there is no row."""

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="supporters")
    address = SealedTextField(null=True)
    address_hash = models.BinaryField(max_length=32, null=True)
    address_rule = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=LANGUAGE_LENGTH)
    since = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "address_hash"], condition=Q(erased_at=None), name="supporter_once_per_organisation")]

    def __str__(self) -> str:
        return self.public_id


class Consent(models.Model):
    """What she agreed to, when, in which words."""

    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    subject = models.CharField(max_length=60)
    wording = models.CharField(max_length=300)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["supporter", "purpose", "subject"], condition=Q(withdrawn_at=None), name="consent_once_in_force")]
        indexes = [models.Index(fields=["subject", "purpose"], name="consent_by_subject")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject}"
