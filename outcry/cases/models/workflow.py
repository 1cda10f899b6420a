"""The way of a case: each step it took, and each time risk and consent were weighed. Append only."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from outcry.cases.stages import Cause, Stage
from outcry.lib.sealing import SealedTextField


class Wish(models.TextChoices):
    """What the person concerned wants, or her family where she can't be asked."""

    PUBLISH = "publish", _("it may become public")
    WITHOUT_NAME = "without_name", _("it may become public without her name")
    NOT_ASKED = "not_asked", _("nobody could be asked")
    REFUSES = "refuses", _("it must not become public")


class RiskDecision(models.TextChoices):
    """What came of weighing it."""

    GO = "go", _("publish it")
    WAIT = "wait", _("not yet")
    NEVER = "never", _("do not publish it")


class AppendOnly(models.Model):
    """A row that is written once. What was true then stays readable."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(f"{self._meta.model_name} is append only")
        super().save(*args, **kwargs)


class StageMove(AppendOnly):
    """One step of a case on its way. Without `by`: a migration or sample material took it."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="moves")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    from_stage = models.CharField(max_length=20, choices=Stage.choices, blank=True)
    to_stage = models.CharField(max_length=20, choices=Stage.choices)
    cause = models.CharField(max_length=20, choices=Cause.choices)
    # The one who verified what she had documented: nobody else works here.
    alone = models.BooleanField(default=False)
    reason = SealedTextField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.case}: {self.from_stage} to {self.to_stage}"


class RiskCheck(AppendOnly):
    """What publishing may do to those concerned, weighed by somebody on a day. The latest one holds."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="risk_checks")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    wish = models.CharField(max_length=20, choices=Wish.choices)
    last_contact_on = models.DateField(null=True, blank=True)
    contact_again_on = models.DateField(null=True, blank=True)
    benefit_and_harm = SealedTextField(null=True)
    decision = models.CharField(max_length=20, choices=RiskDecision.choices)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(wish=Wish.REFUSES, decision=RiskDecision.GO), name="nothing_public_against_her_wish")]

    def __str__(self) -> str:
        return f"{self.case}: {self.decision}"


class CustodyAnswerKind(models.TextChoices):
    """What somebody found out about a person in custody."""

    FREE = "free", pgettext_lazy("answer about custody", "she is free")
    HELD = "held", pgettext_lazy("answer about custody", "she is still held")
    UNKNOWN = "unknown", pgettext_lazy("answer about custody", "not known yet")


class CustodyAnswer(AppendOnly):
    """What was found out on a day: is she out? Until `ask_again_on` nobody is asked again."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="custody_answers")
    # Taken out of the file, a detention leaves its answers to the case.
    detention = models.ForeignKey("cases.Detention", on_delete=models.SET_NULL, null=True, related_name="answers")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=20, choices=CustodyAnswerKind.choices)
    due_on = models.DateField(null=True)
    ask_again_on = models.DateField(null=True)
    source = models.ForeignKey("cases.Source", on_delete=models.SET_NULL, null=True, related_name="+")
    # Who said so, when she is no source of the file.
    told_by = SealedTextField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.case}: {self.answer}"
