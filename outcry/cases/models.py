"""The case file. Nothing here is public: publication.py makes what the public may read."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.cases.vocabulary import ActKind, Connection, ParticipantKind, ReleaseGround, Reliability
from outcry.lib.dates import EdtfField
from outcry.lib.identifiers import PUBLIC_ID_LENGTH, random_public_id
from outcry.lib.sealing import SealedTextField
from outcry.lib.translations import LANGUAGE_LENGTH, TextRow


class Case(models.Model):
    """One documented matter: usually a person or organisation and what was done to them."""

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    number = models.CharField(_("case number"), max_length=20)
    slug = models.SlugField(max_length=80)
    country = models.CharField(_("country"), max_length=2)
    # As long as the content clock has not reached this day, the public sees nothing of it. Parts of a case have the same field.
    visible_from = models.DateField(_("not shown before"), null=True, blank=True)
    confidential_notes = SealedTextField(_("confidential notes"), null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField(auto_now=True)
    # Who offers the file, as it stands, for the public to read. Any change takes the offer back.
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    proposed_at = models.DateTimeField(null=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    about_invented_person = models.BooleanField(_("about an invented person"), default=False)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="case_number_once"),
            models.UniqueConstraint(fields=["organisation", "slug"], name="case_slug_once"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """The name under which the log speaks of this case."""
        return f"case:{self.pk}"


class CaseText(TextRow):
    """A case in the words of one language."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(_("name"), max_length=200)
    standfirst = models.TextField(_("in two sentences"))
    place = models.CharField(_("place"), max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "language"], name="case_text_once_per_language")]

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """Where a statement comes from. A confidential source is never named outside this folder."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sources")
    position = models.PositiveSmallIntegerField(default=1)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=LANGUAGE_LENGTH, default="en")
    url = models.CharField(_("address on the web"), max_length=500, blank=True)
    published = EdtfField(_("published"))
    published_earliest = models.DateField(null=True, editable=False)
    published_latest = models.DateField(null=True, editable=False)
    connection = models.CharField(_("connection"), max_length=20, choices=Connection.choices, default=Connection.THIRD_PARTY)
    reliability = models.CharField(_("reliability"), max_length=20, choices=Reliability.choices, default=Reliability.UNRATED)
    # Who the source is, when nobody else may know.
    identity = SealedTextField(_("who the source is"), null=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.publisher or "confidential"


class Act(models.Model):
    """What was done: one victim or group, one kind (HURIDOCS)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="acts")
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kind of act"), max_length=30, choices=ActKind.choices)
    when = EdtfField(_("when"))
    when_earliest = models.DateField(null=True, editable=False)
    when_latest = models.DateField(null=True, editable=False)
    is_public = models.BooleanField(_("may be published"), default=True)
    visible_from = models.DateField(_("not shown before"), null=True, blank=True)
    sources = models.ManyToManyField(Source, related_name="acts", blank=True)
    confidential_notes = SealedTextField(_("confidential notes"), null=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.position}"


class ActText(TextRow):
    """An act in the words of one language. A blank fact means: not reported."""

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="texts")
    headline = models.CharField(_("headline"), max_length=200)
    when_note = models.CharField(_("note on the date"), max_length=200, blank=True)
    body = models.TextField(_("what happened"), blank=True)
    against = models.CharField(_("against"), max_length=200, blank=True)
    by = models.CharField(_("by"), max_length=200, blank=True)
    reason_given = models.CharField(_("reason given"), max_length=300, blank=True)
    ended = models.CharField(_("how it ended"), max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["act", "language"], name="act_text_once_per_language")]

    def __str__(self) -> str:
        return self.headline


class Detention(models.Model):
    """The custody clock of a case: since when, for how long, until when."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="detention")
    began = EdtfField(_("began"))
    began_earliest = models.DateField(null=True, editable=False)
    began_latest = models.DateField(null=True, editable=False)
    began_is_reckoned = models.BooleanField(_("the beginning is reckoned, not reported"), default=False)
    term_days = models.PositiveIntegerField(_("term in days"), null=True, blank=True)
    due_on = models.DateField(_("due for release"), null=True, blank=True)
    released = EdtfField(_("released"))
    released_earliest = models.DateField(null=True, editable=False)
    released_latest = models.DateField(null=True, editable=False)
    release_ground = models.CharField(_("ground for release"), max_length=20, choices=ReleaseGround.choices, blank=True)

    def __str__(self) -> str:
        return f"{self.case}: {self.began}"


class Participant(models.Model):
    """A person, group or organisation in the case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="participants")
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kind"), max_length=20, choices=ParticipantKind.choices, default=ParticipantKind.PERSON)
    is_named_publicly = models.BooleanField(_("may be named in public"), default=False)
    visible_from = models.DateField(_("not shown before"), null=True, blank=True)
    confidential_notes = SealedTextField(_("confidential notes"), null=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.position}"


class ParticipantText(TextRow):
    """A participant in the words of one language. The name is sealed: not everybody may be named."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="texts")
    name = SealedTextField(_("name"), null=True)
    role = models.CharField(_("part in the case"), max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["participant", "language"], name="participant_text_once_per_language")]

    def __str__(self) -> str:
        return f"{self.participant} ({self.language})"


class InterventionKind(models.TextChoices):
    """What was done about it."""

    APPEAL = "appeal", _("appeal")
    VIGIL = "vigil", _("gathering")
    RELEASE = "release", _("release")
    OTHER = "other", _("other")


class Intervention(models.Model):
    """What someone did about the case, or its turn."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="interventions")
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kind"), max_length=20, choices=InterventionKind.choices)
    when = EdtfField(_("when"))
    when_earliest = models.DateField(null=True, editable=False)
    when_latest = models.DateField(null=True, editable=False)
    visible_from = models.DateField(_("not shown before"), null=True, blank=True)
    sources = models.ManyToManyField(Source, related_name="interventions", blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.position}"


class InterventionText(TextRow):
    """An intervention in the words of one language."""

    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="texts")
    headline = models.CharField(_("headline"), max_length=200)
    body = models.TextField(_("text"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["intervention", "language"], name="intervention_text_once_per_language")]

    def __str__(self) -> str:
        return self.headline


class PublicCase(models.Model):
    """The approved projection: what the public may read of a case, in one language, copied out and signed off.

    Public code reads these rows and nothing else of this folder. A new approval makes a new version; old ones stay.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="projections")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=LANGUAGE_LENGTH)
    version = models.PositiveIntegerField()
    is_current = models.BooleanField(default=True)
    slug = models.SlugField(max_length=80)
    # Which fields were let through, and the facts that need no language: dates, kinds, numbers.
    fields = models.JSONField()
    # The words, by the same names.
    wording = models.JSONField()
    visible_from = models.DateField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "language", "version"], name="projection_version_once"),
            models.UniqueConstraint(fields=["case", "language"], condition=Q(is_current=True), name="one_current_projection"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.language} v{self.version}"
