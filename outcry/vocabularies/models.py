"""Lists of terms. A term is retired, never deleted, and each change of a list makes a version of it that stays readable."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.lib.translations import LANGUAGE_LENGTH, TextRow
from outcry.vocabularies.entries import CODE_LENGTH, HURIDOCS_LENGTH, LABEL_LENGTH
from outcry.vocabularies.paths import PATH_LENGTH, end_of_subtree

KEY_LENGTH = 40


class Origin(models.TextChoices):
    """Who brought a term or a wording here. What the desk wrote is never overwritten by a release or an import."""

    SHIPPED = "shipped", _("comes with Outcry")
    IMPORTED = "imported", _("imported")
    DESK = "desk", _("added here")


class Vocabulary(models.Model):
    """One list, such as the types of acts. Its row is locked while the list is changed."""

    key = models.SlugField(max_length=KEY_LENGTH, unique=True)
    huridocs_list = models.PositiveSmallIntegerField(_("number of the HURIDOCS list"), null=True, unique=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    # Numbers are handed out once: they stand in the paths of terms.
    last_number = models.PositiveIntegerField(default=0, editable=False)
    # What of the shipped list was loaded last, so that a start with nothing new asks one question.
    shipped_fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "key"]
        verbose_name = _("list of terms")
        verbose_name_plural = _("lists of terms")

    def __str__(self) -> str:
        return self.key


class VocabularyText(TextRow):
    """The name of a list in one language, and what it is for."""

    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.CASCADE, related_name="texts")
    label = models.CharField(_("name"), max_length=LABEL_LENGTH)
    definition = models.TextField(_("what it is for"), blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.DESK, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vocabulary", "language"], name="vocabulary_text_once_per_language")]

    def __str__(self) -> str:
        return self.label


class TermQuerySet(models.QuerySet["Term"]):
    """The words in which other rooms ask for terms."""

    def in_list(self, key: str) -> Self:
        """The terms of one list."""
        return self.filter(vocabulary__key=key)

    def usable(self) -> Self:
        """Those that a new record may be coded with."""
        return self.filter(retired_at=None)

    def below(self, term: "Term") -> Self:
        """The term itself and all beneath it, at any depth: one range of an index."""
        return self.filter(path__gte=term.path, path__lt=end_of_subtree(term.path))

    def in_order(self) -> Self:
        """Siblings in the order in which people are offered them."""
        return self.order_by("position", "number")


class Term(models.Model):
    """One word of a list. Its code is for machines, stays the same wherever the term is moved, and is never given again."""

    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.PROTECT, related_name="terms")
    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    number = models.PositiveIntegerField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=PATH_LENGTH, unique=True)
    position = models.PositiveIntegerField(default=0)
    huridocs_code = models.CharField(_("HURIDOCS code"), max_length=HURIDOCS_LENGTH, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.DESK)
    retired_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")
    # Counts changes of the term itself, not of its words: whoever moves or retires it says which one she saw.
    version = models.PositiveIntegerField(default=1)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [
            models.UniqueConstraint(fields=["vocabulary", "number"], name="term_number_once_per_list"),
            models.UniqueConstraint(fields=["vocabulary", "huridocs_code"], condition=~models.Q(huridocs_code=""), name="huridocs_code_once_per_list"),
            models.CheckConstraint(condition=models.Q(parent=None) | ~models.Q(parent=models.F("id")), name="term_is_not_its_own_parent"),
            models.CheckConstraint(condition=models.Q(replaced_by=None) | models.Q(retired_at__isnull=False), name="only_a_retired_term_is_replaced"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_local(self) -> bool:
        """Whether the official lists do not have it."""
        return not self.huridocs_code

    @property
    def is_usable(self) -> bool:
        """Whether a new record may be coded with it."""
        return self.retired_at is None

    @property
    def subject(self) -> str:
        """Its name in the log."""
        return f"term:{self.pk}"


class TermLabel(TextRow):
    """A term in the words of one language. Two terms may have the same label; their places tell them apart."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="labels")
    label = models.CharField(_("label"), max_length=LABEL_LENGTH)
    definition = models.TextField(_("definition"), blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.DESK, editable=False)
    # Folded as search folds what is typed.
    folded = models.TextField(editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "language"], name="term_label_once_per_language")]

    def __str__(self) -> str:
        return self.label


class _AppendOnly(models.Model):
    """What is written down once and stays."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("the history of a list is append only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("the history of a list is append only")


# The note of a version that a release of Outcry made; of one that a file made it is the name of the file.
RELEASE = "release"


class VersionQuerySet(models.QuerySet["VocabularyVersion"]):
    """Where a version comes from."""

    def from_files(self) -> Self:
        """Those that a file made which somebody brought."""
        return self.exclude(note="").exclude(note=RELEASE, by=None)


class VocabularyVersion(_AppendOnly):
    """One change of a list: who, when, why. The rows below it say what."""

    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["vocabulary", "number"], name="version_number_once_per_list")]

    def __str__(self) -> str:
        return f"{self.vocabulary} {self.number}"

    @property
    def is_from_a_file(self) -> bool:
        """Whether it can be taken back with all that the file brought."""
        return bool(self.note) and (self.note != RELEASE or self.by_id is not None)


class ChangeKind(models.TextChoices):
    """What was done to a term."""

    ADDED = "added", _("added")
    WORDED = "worded", _("reworded")
    MOVED = "moved", _("moved")
    CODED = "coded", _("given another HURIDOCS code")
    RETIRED = "retired", _("retired")
    RESTORED = "restored", _("taken into use again")


class TermChange(_AppendOnly):
    """One term as it was before and after a version, as far as that version changed it."""

    version = models.ForeignKey(VocabularyVersion, on_delete=models.PROTECT, related_name="changes")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind)
    language = models.CharField(max_length=LANGUAGE_LENGTH, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.term} {self.kind}"
