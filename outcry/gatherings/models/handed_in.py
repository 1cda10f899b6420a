"""What was handed in at a gathering: what, how many, to whom, and whether it was taken."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from outcry.authorities.models import Office
from outcry.gatherings.models.gathering import Gathering
from outcry.lib.translations import TextRow


class HandedInKind(models.TextChoices):
    """What it is, and so what its number counts."""

    PETITION = "petition", _("petition")
    LETTERS = "letters", pgettext_lazy("handed in", "letters")
    BOOK = "book", _("book of signatures")
    OTHER = "other", pgettext_lazy("handed in", "something else")


class Reception(models.TextChoices):
    """What became of it at the door."""

    TAKEN = "taken", pgettext_lazy("handed in", "taken")
    LEFT = "left", pgettext_lazy("handed in", "left there, taken by nobody")
    REFUSED = "refused", pgettext_lazy("handed in", "refused")


class HandedIn(models.Model):
    """One thing that was handed in. Its number is what whoever counted it says, and is added to no other."""

    FACTS: ClassVar[tuple[str, ...]] = ("kind", "number", "office_id", "on", "reception")

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="handed_in")
    kind = models.CharField(max_length=10, choices=HandedInKind.choices)
    # None where nobody counted.
    number = models.PositiveIntegerField(null=True)
    # Of the directory; None where it is none of these, and the words say whom.
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", null=True)
    on = models.DateField()
    reception = models.CharField(max_length=10, choices=Reception.choices)

    objects: ClassVar[models.Manager["HandedIn"]] = models.Manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [models.CheckConstraint(name="handed_in_counts_something", condition=models.Q(number=None) | models.Q(number__gt=0))]

    def __str__(self) -> str:
        return f"{self.kind} at gathering {self.gathering_id}"


class HandedInText(TextRow):
    """The words of it in one language: what it asks, to whom, who took it or in which words it was refused, who counted, and who says so."""

    handed_in = models.ForeignKey(HandedIn, on_delete=models.CASCADE, related_name="texts")
    what = models.CharField(max_length=200)
    to = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    counted_by = models.CharField(max_length=200, blank=True)
    source_note = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handed_in", "language"], name="handed_in_text_once_per_language")]

    def __str__(self) -> str:
        return self.what
