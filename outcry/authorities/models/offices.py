"""Offices that can be addressed. A private person can't be one."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.authorities.models.people import Body, Post
from outcry.lib.identifiers import PUBLIC_ID_LENGTH, random_public_id
from outcry.lib.translations import LANGUAGE_LENGTH, TextRow


class Office(models.Model):
    """An office of an authority, with a mail address from a public source. Two members of staff vouch for it before it can be addressed."""

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offices")
    country = models.CharField(_("country"), max_length=2)
    # Of an embassy or a consulate: the country in which it is. Blank where the office is in its own.
    sits_in = models.CharField(_("country it sits in"), max_length=2, blank=True, default="", db_default="")
    address = models.EmailField(_("mail address"))
    language = models.CharField(_("language of letters"), max_length=LANGUAGE_LENGTH)
    source_url = models.CharField(_("public source of the address"), max_length=500)
    source_note = models.CharField(_("what the source says"), max_length=300, blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="offices")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="offices")
    names_holder = models.BooleanField(default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        # In any case of letters: mail servers make no difference between them.
        constraints = [models.UniqueConstraint("organisation", Lower("address"), condition=models.Q(retired_at=None), name="one_office_in_use_per_mailbox")]

    def __str__(self) -> str:
        return self.address

    @property
    def destination(self) -> str:
        """The name under which the post office paces letters to this office."""
        return f"office:{self.public_id}"

    @property
    def fingerprint(self) -> str:
        """What an approval vouches for; another address, language, source or place makes another fingerprint."""
        # Left out where it is blank: what was vouched for before there were embassies stays so.
        abroad = [self.sits_in] if self.sits_in else []
        return hashlib.sha256("\n".join([self.address, self.language, self.country, self.source_url, *abroad]).encode()).hexdigest()


class OfficeText(TextRow):
    """An office in the words of one language: its name, and how it is greeted in a letter."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(_("name"), max_length=200)
    salutation = models.CharField(_("salutation"), max_length=200)
    # With {holder} where the name goes; used where the office names its holder and exactly one is certain.
    salutation_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "language"], name="office_text_once_per_language")]

    def __str__(self) -> str:
        return self.name


class OfficeApproval(models.Model):
    """One member of staff checked the entry against its source. Counts only while the fingerprint is still the office's own."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="approvals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)
    # Nobody else worked here at that moment: her word alone counts after an hour.
    was_alone = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "by", "fingerprint"], name="one_approval_per_person")]

    def __str__(self) -> str:
        return f"{self.office} by {self.by}"
