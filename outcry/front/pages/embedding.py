"""What stands in the frame of an appeal or a report within a page of others."""

from dataclasses import dataclass

from outcry.design.parts import Counts, Day
from outcry.front.pages.appeal import Flag


@dataclass(frozen=True, kw_only=True)
class Embedded:
    """An appeal, which has `flag` and `counts`, or a report, which has `kind` and `day`. Addresses are whole; `act` is what the link to `url` says."""

    title: str
    words: str
    url: str
    page: str
    act: str
    organisation: str
    home: str
    frame: str
    card: str
    flag: Flag | None = None
    kind: str = ""
    day: Day | None = None
    counts: Counts | None = None
    days_left: int | None = None
    is_invented: bool = False
    # Set when the words are not in the page's language.
    language: str = ""
