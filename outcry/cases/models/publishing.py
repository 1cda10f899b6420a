"""What of a file may become public, as its editor decided: how exactly, which facts, under which name."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from outcry.cases.models.events import Event
from outcry.cases.models.part import Part
from outcry.cases.models.people import Participant
from outcry.cases.vocabulary import ShownAs, ShownDates, ShownPlaces


class PublicationRule(Part):
    """How much of a case, or of one of its events, is copied out for the public. A case without a rule goes by the defaults.

    Words for readers are published as they are written; rules are for coded facts, days and places.
    """

    FACTS = (
        "event",
        "dates",
        "places",
        "shows_responsible",
        "shows_penalty",
        "shows_court",
        "shows_charges",
        "shows_custody",
        "shows_status",
        "shows_outcomes",
        "shows_gender",
    )

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="publication_rules")
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="publication_rules", verbose_name=_("for one event; blank for the whole case")
    )
    dates = models.CharField(_("days are told"), max_length=10, choices=ShownDates.choices, default=ShownDates.DAY)
    places = models.CharField(_("places are told"), max_length=10, choices=ShownPlaces.choices, default=ShownPlaces.DISTRICT)
    shows_responsible = models.BooleanField(_("show who did it"), default=True)
    shows_penalty = models.BooleanField(_("show fines and other penalties"), default=True)
    shows_court = models.BooleanField(_("show the kind of court, and whether it sat behind closed doors"), default=True)
    # In one language, as the file has it: an editor has to have read it first.
    shows_charges = models.BooleanField(_("show what she is charged with, as the file has it"), default=False)
    shows_custody = models.BooleanField(_("show the kind of custody"), default=True)
    shows_status = models.BooleanField(_("show what became of those concerned"), default=True)
    shows_outcomes = models.BooleanField(_("show what came of it, and the campaign's share"), default=True)
    # Of people who are named alone: of others it would make a small circle smaller.
    shows_gender = models.BooleanField(_("show the gender of people who are named (for the whole case)"), default=False)

    class Meta:
        verbose_name = _("rule for the public")
        verbose_name_plural = _("rules for the public")
        ordering = ["event_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(event=None), name="one_rule_for_the_whole_case"),
            models.UniqueConstraint(fields=["event"], name="one_rule_per_event"),
        ]

    def __str__(self) -> str:
        return f"{self.case} rule {self.event_id or ''}"


class Naming(Part):
    """Under which name the public reads of a participant. It can only take away: whoever may not be named is not named by it."""

    OWNER = "participant"
    FACTS = ("shown_as",)

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="naming")
    shown_as = models.CharField(_("shown under"), max_length=10, choices=ShownAs.choices, default=ShownAs.PSEUDONYM)

    class Meta:
        verbose_name = _("name for the public")
        verbose_name_plural = _("names for the public")

    def __str__(self) -> str:
        return f"{self.participant} {self.shown_as}"
