"""What a gathering is made of, as the desk and the sample material hand it in."""

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, kw_only=True)
class GatheringDetails:
    """What needs no language. Country as ISO 3166 alpha-2; hours by the clock of the IANA zone; `last_day` where it ends on another day."""

    slug: str
    kind: str
    country: str
    day: date
    begins: time
    zone: str
    ends: time | None = None
    last_day: date | None = None
    place_told: str = "everybody"
    contact: str = ""
    takes_registrations: bool = True
    shows_number: bool = False
    number_from: int = 10
    about_invented_person: bool = False


@dataclass(frozen=True, kw_only=True)
class GatheringWords:
    """The announcement in one language."""

    title: str
    about: str
    place: str = ""
    safety: str = ""
    organiser: str = ""


@dataclass(frozen=True, kw_only=True)
class AccountWords:
    """What happened, in one language: how many came and who counted, what was handed in to whom, what police did, and who says so."""

    happened: str
    source_note: str
    came: str = ""
    handed_in: str = ""
    incidents: str = ""


@dataclass(frozen=True, kw_only=True)
class PhotoWords:
    """What a photo shows, for those who do not see it, and a line below it; in one language."""

    alt: str
    caption: str = ""


@dataclass(frozen=True, kw_only=True)
class HandedInDetails:
    """What of a thing that was handed in needs no language. `number` is None where nobody counted, `office_id` where it is none of the directory."""

    kind: str
    on: date
    reception: str
    number: int | None = None
    office_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class HandedInWords:
    """Its words in one language. `answer`: who took it, or in which words it was refused."""

    what: str
    source_note: str
    to: str = ""
    answer: str = ""
    counted_by: str = ""
