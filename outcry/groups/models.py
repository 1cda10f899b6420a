"""An organisation as the desk keeps it, and what of it is public: a copy, there as long as it may be named."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.appeals.models import Appeal
from outcry.gatherings.models import Gathering
from outcry.lib.folded_words import FoldedWordsField
from outcry.lib.search_words import folded_words
from outcry.lib.translations import LANGUAGE_LENGTH, TextRow


class Kind(models.TextChoices):
    """What kind of organisation it is."""

    MOVEMENT = "movement", _("movement")
    PARTY = "party", _("party")
    UNION = "union", _("trade union")
    NEWSPAPER = "newspaper", _("newspaper, station or site of news")
    ASSOCIATION = "association", _("association or committee")
    OTHER = "other", _("other organisation")


class Group(models.Model):
    """An organisation that reports tell of. Nothing of this row is public: the public site's role in PostgreSQL reads its number alone."""

    # What a form of the desk writes and needs no language.
    FACTS: ClassVar[tuple[str, ...]] = ("slug", "kind", "website")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="groups")
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    website = models.URLField(max_length=300, blank=True)
    cases: "models.ManyToManyField[Any, Any]" = models.ManyToManyField("cases.Case", related_name="+", blank=True)
    appeals: "models.ManyToManyField[Appeal, Any]" = models.ManyToManyField(Appeal, related_name="+", blank=True)
    gatherings: "models.ManyToManyField[Gathering, Any]" = models.ManyToManyField(Gathering, related_name="+", blank=True)
    # Why it may be named, in the words of whoever decided it last.
    reason = models.TextField(blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.slug

    @property
    def subject(self) -> str:
        """The name under which the log speaks of it."""
        return f"group:{self.pk}"

    @property
    def is_shown(self) -> bool:
        """Whether it has a page that everybody reads."""
        return hasattr(self, "public")


class GroupText(TextRow):
    """An organisation in the words of one language, for the desk."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(max_length=200)
    about = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "language"], name="group_text_once_per_language")]

    def __str__(self) -> str:
        return self.name


class PublicGroup(models.Model):
    """What everybody may read of an organisation, copied out when a person decided it; taken away, it is gone."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, primary_key=True, related_name="public")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    website = models.URLField(max_length=300, blank=True)
    cases: "models.ManyToManyField[Any, Any]" = models.ManyToManyField("cases.Case", related_name="+", blank=True)
    appeals: "models.ManyToManyField[Appeal, Any]" = models.ManyToManyField(Appeal, related_name="+", blank=True)
    gatherings: "models.ManyToManyField[Gathering, Any]" = models.ManyToManyField(Gathering, related_name="+", blank=True)
    shown_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.slug


class PublicGroupText(models.Model):
    """The same in the words of one language."""

    public = models.ForeignKey(PublicGroup, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=LANGUAGE_LENGTH)
    name = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    # The words by which it is found, never read by people.
    folded = FoldedWordsField(editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["public", "language"], name="public_group_once_per_language")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's, with the words by which it is found."""
        self.folded = folded_words(self.name, self.about)
        super().save(*args, **kwargs)
