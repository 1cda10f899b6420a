"""An appeal, its demands, its letter by version and language, its addressees."""

import secrets
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.authorities.models import Office
from outcry.lib.dates import EdtfField
from outcry.lib.folded_words import FoldedWordsField
from outcry.lib.identifiers import PUBLIC_ID_LENGTH, random_public_id
from outcry.lib.sealing import SealedBytesField
from outcry.lib.search_words import folded_words
from outcry.lib.translations import LANGUAGE_LENGTH, TextRow


class AppealState(models.TextChoices):
    """Where an appeal stands."""

    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("waiting for a second person")
    OPEN = "open", _("open")
    ENDED = "ended", _("ended")


def random_lookup_key() -> bytes:
    return secrets.token_bytes(32)


class Appeal(models.Model):
    """Asks authorities for something until a date."""

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="appeals")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="appeals", null=True, blank=True)
    # The approved version of the case from which it was written; None where it was begun before versions were kept.
    case_version = models.PositiveIntegerField(null=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    country = models.CharField(_("country"), max_length=2)
    state = models.CharField(max_length=12, choices=AppealState.choices, default=AppealState.DRAFT)
    is_urgent = models.BooleanField(_("urgent"), default=True)
    # As readers are told; the moment by our clock is launched_at.
    opened = EdtfField(_("opened"))
    opened_earliest = models.DateField(null=True, editable=False)
    opened_latest = models.DateField(null=True, editable=False)
    deadline_on = models.DateField(_("last day"))
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    launched_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    launched_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # Random; keys the look-up of addresses within this appeal. Destroyed, it makes their hashes meaningless.
    lookup_key = SealedBytesField(null=True, default=random_lookup_key)
    is_demo = models.BooleanField(default=False, editable=False)
    # Rather lost than twice: a letter of which nobody can know whether it arrived does not go once more by itself.
    never_twice = models.BooleanField(_("never send a letter twice"), default=False)
    about_invented_person = models.BooleanField(_("about an invented person"), default=False)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")

    def __str__(self) -> str:
        return self.slug

    @property
    def subject(self) -> str:
        """The opaque name under which consents, letters and log entries speak of this appeal."""
        return f"appeal:{self.pk}"

    @property
    def is_draft(self) -> bool:
        """Whether nobody outside has seen it yet."""
        return self.state in (AppealState.DRAFT, AppealState.PROPOSED)

    def is_open(self, *, on: date) -> bool:
        """Whether protests are taken on this day of the content clock."""
        return self.state == AppealState.OPEN and on <= self.deadline_on

    def days_left(self, *, on: date) -> int | None:
        """Days on which it still takes protests, this one included; None once it takes none."""
        return (self.deadline_on - on).days + 1 if self.is_open(on=on) else None


class AppealText(TextRow):
    """An appeal in the words of one language."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(_("title"), max_length=200)
    standfirst = models.TextField(_("in two sentences"))
    what_happened = models.TextField(_("what happened"))
    source_note = models.CharField(_("as reported by"), max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appeal", "language"], name="appeal_text_once_per_language")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's, with the words by which it is found."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            AppealWords.objects.update_or_create(text=self, defaults={"folded": folded_words(self.title, self.standfirst, self.what_happened)})


class AppealWords(models.Model):
    """The folded words of an appeal in one language. Written with its text, never read by people."""

    text = models.OneToOneField(AppealText, on_delete=models.CASCADE, primary_key=True, related_name="words")
    folded = FoldedWordsField(editable=False)

    def __str__(self) -> str:
        return f"words of {self.text_id}"


class Demand(models.Model):
    """One thing asked for."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="demands")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.appeal} {self.position}"


class DemandText(TextRow):
    """A demand in the words of one language."""

    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, related_name="texts")
    text = models.CharField(_("demand"), max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["demand", "language"], name="demand_text_once_per_language")]

    def __str__(self) -> str:
        return self.text


class TimelineKind(models.TextChoices):
    """What kind of moment it was; drawn as a shape beside the date."""

    DETENTION = "detention", _("detention")
    MILESTONE = "milestone", _("milestone")
    VIGIL = "vigil", _("gathering")
    RELEASE = "release", _("release")
    OTHER = "other", _("other")


class TimelineMoment(models.Model):
    """One entry of what happened, in order."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="timeline")
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kind"), max_length=20, choices=TimelineKind.choices)
    when = EdtfField(_("when"))
    when_earliest = models.DateField(null=True, editable=False)
    when_latest = models.DateField(null=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.appeal} {self.when}"


class TimelineText(TextRow):
    """A moment in the words of one language."""

    moment = models.ForeignKey(TimelineMoment, on_delete=models.CASCADE, related_name="texts")
    headline = models.CharField(_("headline"), max_length=200)
    body = models.TextField(_("text"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["moment", "language"], name="timeline_text_once_per_language")]

    def __str__(self) -> str:
        return self.headline


class LetterVersion(models.Model):
    """One version of the letter in all its languages. Once a protest was made with it, it never changes: a new version instead."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="letter_versions")
    number = models.PositiveIntegerField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    # None while it is being written; the newest approved version is the one on the form.
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appeal", "number"], name="letter_version_once")]

    def __str__(self) -> str:
        return f"{self.appeal} letter {self.number}"


class LetterText(TextRow):
    """The letter in one language, without salutation and signature: these belong to the office and the supporter."""

    letter = models.ForeignKey(LetterVersion, on_delete=models.CASCADE, related_name="texts")
    subject = models.CharField(_("subject"), max_length=150)
    body = models.TextField(_("letter"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "language"], name="letter_text_once_per_language")]

    def __str__(self) -> str:
        return self.subject


class Addressee(models.Model):
    """An office to which this appeal's letters go; with `for_country` an embassy, to which a copy goes for those who sign in that country alone."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="addressees")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)
    for_country = models.CharField(max_length=2, blank=True, default="", db_default="")
    # Of an embassy: no copy goes to it any more. What went stays its own.
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["appeal", "office"], name="office_addressed_once"),
            models.UniqueConstraint(
                fields=["appeal", "for_country"], condition=~models.Q(for_country="") & models.Q(stopped_at=None), name="one_embassy_per_country"
            ),
            models.CheckConstraint(condition=models.Q(stopped_at=None) | ~models.Q(for_country=""), name="only_embassies_are_stopped"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal} to {self.office}"


class UpdateState(models.TextChoices):
    """What became of a change of the case in one language of an appeal."""

    WAITING = "waiting", _("waits for a second person")
    PUBLISHED = "published", _("on the timeline")
    DISMISSED = "dismissed", _("left as it was")


class CaseUpdate(models.Model):
    """One language's answer to a newer version of the case: words for the timeline, or the reason why nothing is said."""

    # What the words are, for a mark of what a second person has read.
    FACTS = ("state", "headline", "body", "when", "letter_number")

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="case_updates")
    language = models.CharField(_("language"), max_length=LANGUAGE_LENGTH)
    # Between which versions the facts were compared.
    from_version = models.PositiveIntegerField()
    to_version = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=UpdateState.choices)
    headline = models.CharField(_("headline"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=TimelineKind.choices, default=TimelineKind.OTHER)
    when = EdtfField(_("when"))
    when_earliest = models.DateField(null=True, editable=False)
    when_latest = models.DateField(null=True, editable=False)
    # The version of the letter into which the new facts were written; None where the letter stays.
    letter_number = models.PositiveIntegerField(null=True)
    reason = models.CharField(_("why nothing is said"), max_length=200, blank=True)
    moment = models.ForeignKey(TimelineMoment, on_delete=models.SET_NULL, null=True, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "language", "to_version"], name="case_update_once_per_language"),
            models.CheckConstraint(condition=~models.Q(state="dismissed") | ~models.Q(reason=""), name="case_update_left_with_reason"),
            models.CheckConstraint(condition=models.Q(state="dismissed") | ~models.Q(headline=""), name="case_update_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal} {self.language} v{self.to_version}"
