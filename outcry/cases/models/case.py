"""A case: one documented matter."""

import secrets
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.cases.models.raised import level_field, readers_field
from outcry.cases.stages import UNCONFIRMED, Stage
from outcry.evidence.models import Level
from outcry.lib.identifiers import PUBLIC_ID_LENGTH, random_public_id
from outcry.lib.sealing import SealedTextField
from outcry.lib.translations import TextRow

if TYPE_CHECKING:
    _BigIntegerField = models.BigIntegerField[int, int]
else:
    _BigIntegerField = models.BigIntegerField
SHELVES = 128
# Those of all cases of a desk are added up, and have to stay within 63 bits.
_MARK_BITS = 40


def new_mark() -> int:
    """A number that never was there before, as good as certainly."""
    return secrets.randbits(_MARK_BITS)


def any_shelf() -> int:
    """One of the shelves on which the cases of a desk stand."""
    return secrets.randbelow(SHELVES)


class MarkField(_BigIntegerField):
    """Another number whenever the row is saved."""

    def pre_save(self, model_instance: models.Model, add: bool) -> int:
        mark = new_mark()
        setattr(model_instance, self.attname, mark)
        return mark

    def deconstruct(self) -> Any:
        """A migration sees a plain column."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BigIntegerField", args, kwargs


class Case(models.Model):
    """One documented matter: usually a person or organisation and what was done to them."""

    FACTS = ("number", "slug", "country", "visible_from", "about_invented_person", "confidential_notes", "level", "readers")

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    number = models.CharField(_("case number"), max_length=20)
    slug = models.SlugField(_("Address on the web"), max_length=80)
    country = models.CharField(_("country"), max_length=2)
    # As long as the content clock has not reached this day, the public sees nothing of it. Parts of a case have the same field.
    visible_from = models.DateField(_("not shown before"), null=True, blank=True)
    confidential_notes = SealedTextField(_("confidential notes"), null=True)
    level = level_field(Level.INTERNAL)
    readers = readers_field()
    # The conversation in confidence it was made from. Erased there, the case keeps what was written down.
    from_conversation = models.ForeignKey("intake.Conversation", on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField(auto_now=True)
    # Who offers the file, as it stands, for the public to read. Any change takes the offer back.
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    proposed_at = models.DateTimeField(null=True, editable=False)
    # Where it stands on its way. Moved by operations/stages.py alone, which writes down each step.
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, default=Stage.RECEIVED, db_index=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    about_invented_person = models.BooleanField(_("about an invented person"), default=False)
    # By these divided.py learns which cases to count anew. Whatever changes how a case is counted gives it a new mark.
    shelf = models.PositiveSmallIntegerField(default=any_shelf, editable=False)
    mark = MarkField(default=new_mark, editable=False)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="case_number_once"),
            models.UniqueConstraint(fields=["organisation", "slug"], name="case_slug_once"),
        ]
        indexes = [
            # The list of the desk is read off it, without reading the cases.
            models.Index(fields=["organisation", "-opened_at", "-id", "level"], name="case_as_listed"),
            models.Index(fields=["organisation", "shelf", "mark"], name="case_written"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """The name under which the log speaks of this case."""
        return f"case:{self.pk}"

    @property
    def file(self) -> "Case":
        """Itself, as for every part of it."""
        return self

    @property
    def is_unconfirmed(self) -> bool:
        """Whether all there is of it is that somebody told of it."""
        return self.stage in UNCONFIRMED

    def filed(self) -> None:
        """Nothing follows from its facts."""


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
