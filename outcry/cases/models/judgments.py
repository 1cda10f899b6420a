"""What people concluded about two records: one and the same, or not. The records stay as they are."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from outcry.accounts.models import Organisation
from outcry.cases.models.workflow import AppendOnly
from outcry.lib.sealing import SealedTextField


class JudgedKind(models.TextChoices):
    """What a judgment is about."""

    PERSON = "person", pgettext_lazy("judgment", "two records of people")
    EVENT = "event", pgettext_lazy("judgment", "two records of events")


class Verdict(models.TextChoices):
    """What somebody concluded."""

    SAME = "same", pgettext_lazy("judgment", "the same")
    DIFFERENT = "different", pgettext_lazy("judgment", "different")
    UNSURE = "unsure", pgettext_lazy("judgment", "not sure")
    # The first judgment of a pair was undone: nothing is concluded.
    OPEN = "open", pgettext_lazy("judgment", "open again")


class JudgmentQuerySet(models.QuerySet["Judgment"]):
    """The words in which judgments are asked for."""

    def in_force(self) -> "JudgmentQuerySet":
        """The last word about each pair."""
        return self.filter(overruled_by=None)

    def joining(self) -> "JudgmentQuerySet":
        """Those in force by which two records are one."""
        return self.in_force().filter(verdict=Verdict.SAME)


class Judgment(AppendOnly):
    """One word about a pair of records (HRDAG: judgment layer). A later one overrules it; neither is changed or deleted.

    The records are named by their keys, as in the history: a judgment outlives a record that is taken out of the file and
    holds again once it is back. The judgments of a pair are a chain: one begins it, each is overruled once at most.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="judgments")
    kind = models.CharField(max_length=10, choices=JudgedKind.choices)
    first = models.PositiveBigIntegerField()
    second = models.PositiveBigIntegerField()
    verdict = models.CharField(_("judgment"), max_length=10, choices=Verdict.choices)
    # Of two that are the same: the one by which both are called.
    leader = models.PositiveBigIntegerField(null=True)
    reason = SealedTextField(_("reason"), null=True)
    # The last change of the history that whoever judged had before her: what changed later may be reason to look again.
    as_of = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    overrules = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="overruled_by")
    is_undoing = models.BooleanField(default=False)

    objects = JudgmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("judgment of two records")
        verbose_name_plural = _("judgments of two records")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "second"], name="judgment_of_second")]
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="judgment_is_of_two_in_order"),
            models.CheckConstraint(condition=Q(leader=None) | Q(leader=F("first")) | Q(leader=F("second")), name="judgment_leader_is_one_of_them"),
            models.UniqueConstraint(fields=["kind", "first", "second"], condition=Q(overrules=None), name="one_first_judgment_per_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first} and {self.second}: {self.verdict}"


class LikelyState(models.TextChoices):
    """How far a search for likely pairs is."""

    WAITING = "waiting", pgettext_lazy("search for likely pairs", "waiting for its turn")
    RUNNING = "running", pgettext_lazy("search for likely pairs", "running")
    DONE = "done", pgettext_lazy("search for likely pairs", "done")
    STOPPED = "stopped", pgettext_lazy("search for likely pairs", "stopped half-way")


class LikelySearch(models.Model):
    """A look through all people and events of an organisation for records that may be one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=LikelyState.choices, default=LikelyState.WAITING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    # How many pairs share enough to be looked at, and how many of them were.
    pairs = models.PositiveIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    events = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    # Likely pairs beyond those that are kept; and sounds and days that too many records share to look at each pair.
    left_off = models.PositiveIntegerField(default=0)
    too_common = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state__in=(LikelyState.WAITING, LikelyState.RUNNING)), name="one_search_for_likely_pairs_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"search for likely pairs {self.pk}: {self.state}"

    @property
    def subject(self) -> str:
        """Its name in the log."""
        return f"likely-search:{self.pk}"


class LikelyPair(models.Model):
    """Two records that may be one, as the last search found them. Nothing rests on it: people judge, and the next search writes it anew."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=JudgedKind.choices)
    first = models.PositiveBigIntegerField()
    second = models.PositiveBigIntegerField()
    score = models.FloatField()
    # Codes with a number each where there is one: outcry/cases/likely.py. No name stands here.
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ["-score", "first", "second"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "first", "second"], name="likely_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="likely_pair_is_of_two_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first} and {self.second}: {self.score}"
