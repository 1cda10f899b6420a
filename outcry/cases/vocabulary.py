"""Kinds of acts, ends of detention and connections of sources, in our words, with the HURIDOCS micro-thesaurus code where one exists."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActKind(models.TextChoices):
    """What was done. One victim, one kind."""

    DETENTION = "detention", _("Detention")
    DETENTION_CONDITIONS = "detention_conditions", _("Conditions of detention")
    ATTEMPTED_ARREST = "attempted_arrest", _("Attempted arrest")
    FINE = "fine", _("Fine")
    CLOSED_HEARING = "closed_hearing", _("Hearing behind closed doors")
    BEATING = "beating", _("Beating")
    THREAT = "threat", _("Threat")
    DISMISSAL = "dismissal", _("Dismissal from work")
    OTHER = "other", _("Another act")


# HURIDOCS micro-thesaurus 4 (types of acts); kinds without a code are local additions.
HURIDOCS_CODES: dict[str, str] = {
    ActKind.DETENTION: "030102000000",
    ActKind.DETENTION_CONDITIONS: "360102010000",
    ActKind.CLOSED_HEARING: "350115000000",
    ActKind.BEATING: "020101000000",
    ActKind.THREAT: "020103010100",
}


class ReleaseGround(models.TextChoices):
    """How a detention ended."""

    SENTENCE_SERVED = "sentence_served", _("sentence served")
    CHARGES_DROPPED = "charges_dropped", _("charges dropped")
    ACQUITTED = "acquitted", _("acquitted")
    BAIL = "bail", _("released on bail")
    PARDON = "pardon", _("pardon or amnesty")
    UNKNOWN = "unknown", _("ground not reported")


class Connection(models.TextChoices):
    """How the source came to know (HURIDOCS micro-thesaurus 19)."""

    IN_EVENT = "in_event", _("took part or saw it")
    RELATED = "related", _("close to those concerned")
    THIRD_PARTY = "third_party", _("third party, for example a reporter")
    SERVICE = "service", _("gave a service, for example a lawyer or doctor")


class Reliability(models.TextChoices):
    """How far the source is to be trusted (HURIDOCS micro-thesaurus 42)."""

    HIGH = "high", _("highly reliable")
    LIKELY = "likely", _("likely")
    UNSURE = "unsure", _("unsure")
    UNLIKELY = "unlikely", _("likely unreliable")
    UNRATED = "unrated", _("not rated yet")


class ParticipantKind(models.TextChoices):
    """A person, a group without names, or an organisation."""

    PERSON = "person", _("person")
    GROUP = "group", _("group")
    ORGANISATION = "organisation", _("organisation")
