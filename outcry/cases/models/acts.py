"""Acts: what was done, to whom, by whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.cases.models.events import Event
from outcry.cases.models.part import CodedField, ManyCodedField, Part, PartOfAct
from outcry.cases.models.people import Participant
from outcry.cases.models.sources import Source
from outcry.cases.vocabulary import Certainty
from outcry.lib.dates import EdtfField
from outcry.lib.sealing import SealedTextField
from outcry.lib.translations import TextRow


class Act(Part):
    """What was done: one victim or group, one kind (HURIDOCS act record).

    It stands in an event of its case. The case is kept beside the event, as for every part of a file.
    """

    FACTS = (
        "event",
        "kind",
        "victim",
        "when",
        "place",
        "place_kind",
        "methods",
        "victim_characteristics",
        "victim_age",
        "status_at_end",
        "consequences",
        "attribution",
        "national_law",
        "instruments",
        "is_public",
        "visible_from",
        "sources",
        "confidential_notes",
    )

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="acts")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="acts", verbose_name=_("event"))
    position = models.PositiveSmallIntegerField(default=1)
    kind = CodedField(in_list="acts", verbose_name=_("kind of act"), null=False, blank=False)
    victim = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="suffered", verbose_name=_("to whom"))
    when = EdtfField(_("when"))
    when_earliest = models.DateField(null=True, editable=False)
    when_latest = models.DateField(null=True, editable=False)
    place = CodedField(in_list="places", verbose_name=_("exact place"))
    place_kind = CodedField(in_list="place-types", verbose_name=_("kind of place"))
    methods = ManyCodedField(in_list="methods", verbose_name=_("how it was done"))
    victim_characteristics = ManyCodedField(in_list="characteristics", verbose_name=_("why she may have been chosen"))
    victim_age = models.PositiveSmallIntegerField(_("age then"), null=True, blank=True)
    status_at_end = CodedField(in_list="victim-status", verbose_name=_("what became of her at the end of it"))
    consequences = SealedTextField(_("what it led to for her"), null=True)
    attribution = CodedField(in_list="attribution", verbose_name=_("what those responsible say"))
    national_law = models.CharField(_("law it was done under"), max_length=300, blank=True)
    instruments = models.CharField(_("treaties it breaks"), max_length=300, blank=True)
    is_public = models.BooleanField(_("may be published"), default=True)
    visible_from = models.DateField(_("not shown before"), null=True, blank=True)
    sources = models.ManyToManyField(Source, related_name="acts", blank=True, verbose_name=_("sources"))
    confidential_notes = SealedTextField(_("confidential notes"), null=True)

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        ordering = ["position", "pk"]
        # A filter is answered from the index alone, without reading the acts.
        indexes = [models.Index(fields=["kind", "when_earliest", "event"], name="act_to_find")]

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


class Involvement(PartOfAct):
    """One perpetrator's share in one act (HURIDOCS involvement record)."""

    FACTS = ("perpetrator", "degree", "type", "status", "certainty", "confidential_notes")

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="involvements")
    perpetrator = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="involvements", verbose_name=_("who"))
    degree = CodedField(in_list="involvement", verbose_name=_("degree of involvement"))
    type = CodedField(in_list="perpetrators", verbose_name=_("kind of perpetrator"))
    status = CodedField(in_list="perpetrator-status", verbose_name=_("what became of them"))
    certainty = models.CharField(_("how certain"), max_length=20, choices=Certainty.choices, default=Certainty.ALLEGED)
    confidential_notes = SealedTextField(_("confidential notes"), null=True)

    class Meta:
        verbose_name = _("involvement")
        verbose_name_plural = _("involvements")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["act", "perpetrator"], name="one_involvement_per_perpetrator")]

    def __str__(self) -> str:
        return f"{self.act}: {self.perpetrator}"
