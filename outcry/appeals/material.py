"""What an appeal is made of, as the desk and the sample material hand it in."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class AppealDetails:
    """What needs no language. Country as ISO 3166 alpha-2; `opened` as EDTF, blank until the launch; the deadline is the last day."""

    slug: str
    country: str
    deadline_on: date
    opened: str = ""
    is_urgent: bool = True
    never_twice: bool = False
    about_invented_person: bool = False


@dataclass(frozen=True, kw_only=True)
class AppealWords:
    """The appeal in one language."""

    title: str
    standfirst: str
    what_happened: str
    source_note: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterWords:
    """The letter in one language, without salutation and signature."""

    subject: str
    body: str


@dataclass(frozen=True, kw_only=True)
class MomentWords:
    """One entry of the timeline in one language."""

    headline: str
    body: str = ""


@dataclass(frozen=True, kw_only=True)
class UpdateWords:
    """What readers of one language are told about facts of the case that changed. `when` as EDTF; `kind` as on the timeline."""

    headline: str
    body: str
    kind: str
    when: str
