"""By what readers find public cases: rows made from the approved projection when it is approved, gone when it is withdrawn.

Each holds what some page of the case says, and nothing else, but for `victim`, which counts people and is shown to nobody.
"""

from datetime import date

from django.db import models

from outcry.accounts.models import Organisation
from outcry.cases.models.case import Case
from outcry.lib.folded_words import FoldedWordsField
from outcry.lib.identifiers import PUBLIC_ID_LENGTH, random_public_id

# So that a day can be compared without asking whether there is one.
ALWAYS = date.min


class Edition(models.Model):
    """What readers may find changed: a case was approved or taken away. Append only; figures name the edition they were counted from."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    # Numbers come again after a restored backup; this does not.
    mark = models.CharField(max_length=PUBLIC_ID_LENGTH, default=random_public_id)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-id"], name="edition_latest")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.pk}"


class FindableCase(models.Model):
    """A case that readers may find from the day `visible_from` on."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="findable")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    visible_from = models.DateField(default=ALWAYS)
    approved_at = models.DateTimeField()
    # The last day of what it tells of; ALWAYS where no day is known.
    happened_on = models.DateField(default=ALWAYS)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-approved_at", "-case"], name="findable_approved"),
            models.Index(fields=["organisation", "-happened_on", "-case"], name="findable_happened"),
        ]

    def __str__(self) -> str:
        return f"findable {self.case_id}"


class FindableAct(models.Model):
    """What the filters are asked of: an act; or an event of which no act is told, or a case of which neither is (`act` is 0 then)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="findable_acts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    # One number for each event of all cases; None where no event is told.
    event = models.BigIntegerField(null=True)
    act = models.PositiveIntegerField()
    visible_from = models.DateField(default=ALWAYS)
    kind = models.ForeignKey("vocabularies.Term", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    country = models.CharField(max_length=2, blank=True)
    place = models.ForeignKey("vocabularies.Term", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    # When it was, as it is told (EDTF): the act, else its event. What is known to the year alone began in no month.
    when = models.CharField(max_length=60, blank=True)
    when_earliest = models.DateField(null=True)
    when_latest = models.DateField(null=True)
    year = models.SmallIntegerField(null=True)
    month = models.SmallIntegerField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    precision = models.CharField(max_length=20, blank=True)
    # A detention, and between which days it lasts; None: not known, not over.
    is_custody = models.BooleanField(default=False)
    held_from = models.DateField(null=True)
    held_until = models.DateField(null=True)
    # The last day on which a release may have been, where its day is vague.
    free_by = models.DateField(null=True)
    # The first day that its beginning can mean, and the last of its term, as they are told.
    began_earliest = models.DateField(null=True)
    due_on = models.DateField(null=True)
    # The person it was done to, by a key that means nothing; named to readers from that day on, else counted in this case alone.
    victim = models.CharField(max_length=40, blank=True)
    # The key by which people are counted: the same for all records that were judged to be of one person. It follows the judgments.
    counted_as = models.CharField(max_length=40, blank=True)
    named_from = models.DateField(null=True)
    # Hers, folded, where a page tells it; only people who are named have one.
    gender = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "kind", "case"], name="findable_kind"),
            models.Index(fields=["organisation", "country", "case"], name="findable_country"),
            models.Index(fields=["organisation", "place", "case"], name="findable_place"),
            models.Index(fields=["organisation", "gender", "case"], name="findable_gender"),
            models.Index(fields=["victim"], name="findable_victim"),
            models.Index(fields=["organisation", "year", "month", "case"], name="findable_year"),
            models.Index(fields=["organisation", "when_earliest", "when_latest"], name="findable_when"),
            models.Index(fields=["organisation", "latitude", "longitude"], name="findable_point", condition=models.Q(latitude__isnull=False)),
            models.Index(fields=["organisation", "held_until", "case"], name="findable_custody", condition=models.Q(is_custody=True)),
            models.Index(fields=["organisation", "free_by", "case"], name="findable_freed", condition=models.Q(is_custody=True)),
        ]

    def __str__(self) -> str:
        return f"findable {self.case_id} act {self.act}"


class FindableAuthority(models.Model):
    """The kind of whoever did an act, where readers are told who it was."""

    row = models.ForeignKey(FindableAct, on_delete=models.CASCADE, related_name="authorities")
    type = models.ForeignKey("vocabularies.Term", on_delete=models.PROTECT, related_name="+")
    visible_from = models.DateField(default=ALWAYS)

    def __str__(self) -> str:
        return f"{self.row} {self.type_id}"


class FindableOutcome(models.Model):
    """What came of a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="findable_outcomes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.ForeignKey("vocabularies.Term", on_delete=models.PROTECT, related_name="+", db_index=False)
    visible_from = models.DateField(default=ALWAYS)

    class Meta:
        indexes = [models.Index(fields=["organisation", "kind", "case"], name="findable_outcome")]

    def __str__(self) -> str:
        return f"findable {self.case_id} outcome"


class FindableWords(models.Model):
    """The folded words of a public case that may be found from that day on, in all languages; names by their sounds, too."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="findable_words")
    visible_from = models.DateField(default=ALWAYS)
    folded = FoldedWordsField(editable=False)

    def __str__(self) -> str:
        return f"public words of {self.case_id}"
