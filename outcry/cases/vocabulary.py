"""The short lists that code decides by. What a record is coded with stands in the controlled lists of outcry/vocabularies."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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


class InterventionKind(models.TextChoices):
    """What was done about it, as a page draws it."""

    APPEAL = "appeal", _("appeal")
    VIGIL = "vigil", _("gathering")
    RELEASE = "release", _("release")
    OTHER = "other", _("other")


class ConsentUse(models.TextChoices):
    """What a source may agree to, each on its own."""

    RECORD = "record", _("keep it in the file")
    SHARE = "share", _("share it with partners")
    PUBLISH = "publish", _("publish it")
    NAME = "name", _("name her in public")
    PHOTO = "photo", _("show her picture")
    APPEAL = "appeal", _("raise an appeal about it")


class NameKind(models.TextChoices):
    """What kind of name it is."""

    USUAL = "usual", _("usual name")
    LEGAL = "legal", _("name in the papers")
    ALIAS = "alias", _("other name")
    PATRONYMIC = "patronymic", _("patronymic")
    FORMER = "former", _("former name")
    TRANSLITERATION = "transliteration", _("the same in other letters")


class Certainty(models.TextChoices):
    """How sure it is that somebody did it."""

    ALLEGED = "alleged", _("alleged")
    ESTABLISHED = "established", _("established by our own work")
    CONVICTED = "convicted", _("convicted by a court")


class PenaltyKind(models.TextChoices):
    """What was imposed besides custody."""

    FINE = "fine", _("fine")
    CLOSURE = "closure", _("closure")
    SEIZURE = "seizure", _("seizure")
    LICENCE = "licence", _("licence taken away")
    OTHER = "other", _("another penalty")


class CampaignLink(models.TextChoices):
    """How far an outcome may be put down to the campaign. Never more than can be shown."""

    NONE = "none", _("no link is claimed")
    CLAIMED = "claimed", _("those concerned say that it helped")
    LIKELY = "likely", _("likely: it came soon after, and nothing else explains it")
    PROVEN = "proven", _("proven: those who decided named it")


class StandingKind(models.TextChoices):
    """Where a case stands between its file and the public."""

    PROPOSED = "proposed", _("waits for a second person")
    PUBLIC = "public", _("public")
    WITHDRAWN = "withdrawn", _("withdrawn")
    PRIVATE = "private", _("not public")


class ShownDates(models.TextChoices):
    """How exactly days become public."""

    DAY = "day", _("as they are known")
    MONTH = "month", _("by month")
    YEAR = "year", _("by year")


class ShownPlaces(models.TextChoices):
    """How exactly places become public."""

    EXACT = "exact", _("as they are known")
    TEN_KILOMETRES = "10km", _("to 10 kilometres")
    DISTRICT = "district", _("by district")
    COUNTRY = "country", _("by country")


class ShownAs(models.TextChoices):
    """Under which name somebody becomes public."""

    NAME = "name", _("her name")
    PSEUDONYM = "pseudonym", _("her pseudonym, else no name")
    WITHHELD = "withheld", _("no name")


class LimitUnit(models.TextChoices):
    """How a rule counts the time for which somebody may be held."""

    HOURS = "hours", _("hours, from the moment it began")
    DAYS = "days", _("days, the first one counted")
    DAYS_AFTER = "days_after", _("days, counted from the day after")


class LimitEnd(models.TextChoices):
    """What the law wants once that time is over."""

    COURT = "court", _("she must have been brought before a court")
    CHARGE = "charge", _("she must have been charged")
    RELEASE = "release", _("she must be released")
