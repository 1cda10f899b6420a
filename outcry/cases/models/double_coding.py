"""Double coding: two people code the same report, neither sees the other's work, and what they agree on is measured (HRDAG)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.cases.models.workflow import AppendOnly
from outcry.lib.sealing import SealedTextField

Answers = dict[str, list[str]]


class DoubleCoding(models.Model):
    """A report that two people code on their own, each into the same columns."""

    CODERS: ClassVar[int] = 2

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="double_codings")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="double_codings")
    # What both of them read, and nothing else.
    report = SealedTextField(_("the report"), null=True)
    # Names of columns: outcry/cases/coded_twice.py.
    columns = models.JSONField(_("what is coded"), default=list)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("double coding")
        verbose_name_plural = _("double codings")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.case} coded twice ({self.pk})"

    @property
    def finished(self) -> "list[Coding]":
        """What was handed in, by place; they may be prefetched."""
        return sorted((one for one in self.codings.all() if one.finished_at), key=lambda one: one.place)

    @property
    def is_open_to_see(self) -> bool:
        """Whether both have finished: before that nobody sees what either answered."""
        return len(self.finished) == self.CODERS


class Coding(models.Model):
    """What one of the two answered. Hers alone until both have finished; then it is never changed again."""

    double = models.ForeignKey(DoubleCoding, on_delete=models.CASCADE, related_name="codings")
    place = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # By column, the codes of terms; none: the report does not say. Codes are never given again, whatever becomes of a list.
    answers = models.JSONField(default=dict)
    began_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["double", "place"], name="one_coder_per_place"),
            models.UniqueConstraint(fields=["double", "by"], name="nobody_codes_a_report_twice"),
            models.CheckConstraint(condition=models.Q(place__in=(1, 2)), name="a_report_has_two_coders"),
        ]

    def __str__(self) -> str:
        return f"{self.double}, place {self.place}"


class CodingConclusion(AppendOnly):
    """What is concluded where two codings were compared. The latest one holds; the codings and earlier conclusions stay."""

    double = models.ForeignKey(DoubleCoding, on_delete=models.CASCADE, related_name="conclusions")
    answers = models.JSONField(default=dict)
    reason = SealedTextField(_("reason"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"conclusion on {self.double}"
