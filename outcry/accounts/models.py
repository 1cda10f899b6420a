"""Organisations and the people who work for them."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.lib.identifiers import PUBLIC_ID_LENGTH, random_public_id
from outcry.lib.translations import LANGUAGE_LENGTH, TextRow, in_language


class Organisation(models.Model):
    """Whoever runs this desk: owns its cases, appeals and supporters."""

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id, editable=False)
    slug = models.SlugField(unique=True)
    source_language = models.CharField(_("language in which texts are first written"), max_length=LANGUAGE_LENGTH, default="en")
    mail_domain = models.CharField(_("mail domain"), max_length=120, help_text=_("Letters leave from addresses on this domain, and answers come back to it."))
    contact_address = models.EmailField(_("contact address"), help_text=_("Printed in every letter: whoever wants it to stop writes here."))
    content_clock_at = models.DateTimeField(
        _("content clock"), null=True, blank=True, help_text=_("Demonstrations only: the moment as of which custody, deadlines and the archive are shown.")
    )
    # A colleague reads every report before readers do: whoever wrote it can't publish it, unless nobody else works here.
    reviews_reports = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.slug

    def content_now(self, *, now: datetime) -> datetime:
        """The moment for which content is shown: the real one, unless a demonstration set its own."""
        return self.content_clock_at or now

    def name_in(self, language: str) -> str:
        """Its name in this language or the nearest it has; its slug before it has any words."""
        text = in_language(self.texts.all(), language, self.source_language)
        return text.name if text else self.slug


class OrganisationText(TextRow):
    """An organisation in the words of one language."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(_("name"), max_length=200)
    about = models.TextField(_("who we are"), blank=True)
    imprint = models.TextField(_("imprint"), blank=True, help_text=_("Who is responsible, and whom to ask to stop."))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "language"], name="organisation_text_once_per_language")]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A member of staff."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="staff", null=True, blank=True)
    # Of an organisation we work with: reads what partners may read, and writes nothing.
    is_partner = models.BooleanField(_("partner"), default=False, help_text=_("Reads what is open to partners, writes nothing."))

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Wagtail's own screens know nothing of organisations: where there is one, everybody works for it.
        if self._state.adding and self.organisation_id is None:
            self.organisation = Organisation.objects.order_by("pk").first()
        super().save(*args, **kwargs)


class SignInTry(models.Model):
    """One try to sign in: counted as wrong until the password was right. Whose and from where stand here as keyed hashes alone."""

    at = models.DateTimeField()
    account = models.BinaryField(max_length=32)
    # Empty where nothing is known of it.
    network = models.BinaryField(max_length=32)
    # Whether this account had signed in from this network before.
    from_known = models.BooleanField(default=False)
    signed_in = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["account", "at"], name="sign_in_of_account"), models.Index(fields=["network", "at"], name="sign_in_of_network")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
