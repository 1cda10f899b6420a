"""Events: what happened together, in one place and time; and how one event led to another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from outcry.cases.models.part import CodedField, ManyCodedField, Part
from outcry.cases.models.raised import level_field, readers_field
from outcry.cases.models.sources import Source
from outcry.evidence.models import Level
from outcry.lib.dates import EdtfField
from outcry.lib.sealing import SealedTextField
from outcry.lib.translations import TextRow


class Event(Part):
    """Something that happened, with its beginning and end, made up of acts (HURIDOCS event record)."""

    FACTS = (
        "when",
        "country",
        "place",
        "latitude",
        "longitude",
        "precision",
        "violation_status",
        "monitoring",
        "rights",
        "topics",
        "project",
        "is_public",
        "visible_from",
        "sources",
        "confidential_notes",
        "level",
        "readers",
    )

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="events")
    position = models.PositiveSmallIntegerField(default=1)
    when = EdtfField(_("when"))
    when_earliest = models.DateField(null=True, editable=False, db_index=True)
    when_latest = models.DateField(null=True, editable=False)
    country = models.CharField(_("country"), max_length=2, blank=True)
    place = CodedField(in_list="places", verbose_name=_("place"))
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    # How exactly the point is known: outcry/lib/places.py.
    precision = models.CharField(_("how exact the point is"), max_length=20, blank=True)
    violation_status = CodedField(in_list="verification", verbose_name=_("is it a violation"))
    monitoring = CodedField(in_list="monitoring", verbose_name=_("monitoring"))
    rights = ManyCodedField(in_list="rights", verbose_name=_("rights affected"))
    topics = ManyCodedField(in_list="topics", verbose_name=_("what it is about"))
    # Within which work of the desk it was documented.
    project = models.CharField(_("project"), max_length=100, blank=True)
    is_public = models.BooleanField(_("may be published"), default=True)
    visible_from = models.DateField(_("not shown before"), null=True, blank=True)
    sources = models.ManyToManyField(Source, related_name="events", blank=True, verbose_name=_("sources"))
    confidential_notes = SealedTextField(_("confidential notes"), null=True)
    level = level_field(Level.PARTNERS)
    readers = readers_field()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)), name="event_point_is_whole"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} event {self.position}"

    @property
    def may_be_told(self) -> bool:
        """Whether an approval may copy it out. What is restricted to named people never is."""
        return bool(self.is_public and self.level != Level.RESTRICTED)


class EventText(TextRow):
    """An event in the words of one language."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("what happened"), blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    impact = models.TextField(_("what it led to"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "language"], name="event_text_once_per_language")]

    def __str__(self) -> str:
        return self.title


class EventLink(Part):
    """How one event stands to another, maybe of another case: it precedes, causes or contains it (HURIDOCS chain of events)."""

    OWNER = "event"
    FACTS = ("type", "related", "note")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="links")
    type = CodedField(in_list="event-links", verbose_name=_("how it stands to the other"), null=False, blank=False)
    related = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="links_to", verbose_name=_("the other event"))
    note = SealedTextField(_("note"), null=True)

    class Meta:
        verbose_name = _("link to another event")
        verbose_name_plural = _("links to other events")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "type", "related"], name="event_link_once"),
            models.CheckConstraint(condition=~Q(event=F("related")), name="event_link_leads_elsewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.type} {self.related}"
