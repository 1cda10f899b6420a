"""What somebody did about it, what was answered, what came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.cases.models.acts import Act
from outcry.cases.models.part import CodedField, Part
from outcry.cases.models.people import Participant
from outcry.cases.models.sources import Source
from outcry.cases.vocabulary import CampaignLink, InterventionKind
from outcry.lib.dates import EdtfField
from outcry.lib.sealing import SealedTextField
from outcry.lib.translations import TextRow


class Intervention(Part):
    """What someone did about the case, or its turn (HURIDOCS intervention record). An appeal is one."""

    FACTS = ("kind", "when", "coded_as", "by", "asked", "for_whom", "status", "priority", "impact", "visible_from", "sources")

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="interventions")
    position = models.PositiveSmallIntegerField(default=1)
    # How a page draws it; `coded_as` says it in the words of the field.
    kind = models.CharField(_("kind"), max_length=20, choices=InterventionKind.choices)
    coded_as = CodedField(in_list="interventions", verbose_name=_("kind of intervention"))
    when = EdtfField(_("when"))
    when_earliest = models.DateField(null=True, editable=False)
    when_latest = models.DateField(null=True, editable=False)
    by = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="interventions", verbose_name=_("by whom"))
    asked = models.ManyToManyField(Participant, related_name="asked_by", blank=True, verbose_name=_("who was asked"))
    for_whom = models.ManyToManyField(Participant, related_name="stood_up_for", blank=True, verbose_name=_("for whom"))
    status = CodedField(in_list="intervention-status", verbose_name=_("where it stands"))
    priority = CodedField(in_list="priority", verbose_name=_("priority"))
    impact = CodedField(in_list="impact", verbose_name=_("impact"))
    visible_from = models.DateField(_("not shown before"), null=True, blank=True)
    sources = models.ManyToManyField(Source, related_name="interventions", blank=True, verbose_name=_("sources"))

    class Meta:
        verbose_name = _("intervention")
        verbose_name_plural = _("interventions")
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


class Response(Part):
    """What those who were asked did or said (HURIDOCS response)."""

    OWNER = "intervention"
    FACTS = ("type", "when", "by", "words")

    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="responses")
    type = CodedField(in_list="responses", verbose_name=_("kind of response"), null=False, blank=False)
    when = EdtfField(_("when"))
    when_earliest = models.DateField(null=True, editable=False)
    when_latest = models.DateField(null=True, editable=False)
    by = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="responses", verbose_name=_("by whom"))
    words = SealedTextField(_("in which words"), null=True)

    class Meta:
        verbose_name = _("answer to an intervention")
        verbose_name_plural = _("answers to interventions")
        ordering = ["when_earliest", "pk"]

    def __str__(self) -> str:
        return f"{self.intervention}: {self.type}"


class CaseOutcome(Part):
    """What came of it, and how far the campaign may claim a share. An appeal that ends has an outcome of its own."""

    FACTS = ("kind", "when", "act", "campaign_link", "interventions", "sources", "visible_from")

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="outcomes")
    position = models.PositiveSmallIntegerField(default=1)
    kind = CodedField(in_list="outcomes", verbose_name=_("what came of it"), null=False, blank=False)
    when = EdtfField(_("when"))
    when_earliest = models.DateField(null=True, editable=False)
    when_latest = models.DateField(null=True, editable=False)
    act = models.ForeignKey(Act, on_delete=models.PROTECT, null=True, blank=True, related_name="outcomes", verbose_name=_("of which act"))
    campaign_link = models.CharField(_("share of the campaign"), max_length=20, choices=CampaignLink.choices, default=CampaignLink.NONE)
    interventions = models.ManyToManyField(Intervention, related_name="outcomes", blank=True, verbose_name=_("after which interventions"))
    sources = models.ManyToManyField(Source, related_name="outcomes", blank=True, verbose_name=_("sources"))
    visible_from = models.DateField(_("not shown before"), null=True, blank=True)

    class Meta:
        verbose_name = _("outcome of a case")
        verbose_name_plural = _("outcomes of cases")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.case}: {self.kind}"


class CaseOutcomeText(TextRow):
    """An outcome in the words of one language."""

    outcome = models.ForeignKey(CaseOutcome, on_delete=models.CASCADE, related_name="texts")
    headline = models.CharField(_("headline"), max_length=200)
    body = models.TextField(_("text"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outcome", "language"], name="case_outcome_text_once_per_language")]

    def __str__(self) -> str:
        return self.headline
