"""What the pages of donation appeals show."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from outcry.design.parts import Day, SharedAs
from outcry.front.pages.appeal import Flag
from outcry.giving.totals_drawing import Gauge, TotalsTold


@dataclass(frozen=True, kw_only=True)
class WayShown:
    """One way to give. Either `link` is filled, or `account` with whose it is; `code` is what a bank's program reads.

    `language` is set where the note is not in the page's language.
    """

    anchor: str
    name: str
    note: str
    link: str = ""
    account: str = ""
    holder: str = ""
    bic: str = ""
    currency: str = ""
    code: SafeString | None = None
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class ExpenseShown:
    """One thing that the money pays for."""

    text: str
    amount: str
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class DonationPage:
    """One donation appeal in one language. `language` is set where its words are not in the page's language."""

    title: str
    standfirst: str
    flag: Flag
    shared: SharedAs
    is_open: bool
    is_invented: bool
    first: Day
    last: Day | None
    paragraphs: tuple[str, ...]
    told: tuple[str, ...]
    expenses: tuple[ExpenseShown, ...]
    # What the expenses come to; blank where there are none.
    expenses_sum: str
    ways: tuple[WayShown, ...]
    totals: TotalsTold
    language: str = ""
    language_name: str = ""


@dataclass(frozen=True, kw_only=True)
class DonationLine:
    """A donation appeal in a list."""

    title: str
    url: str
    standfirst: str
    flag: Flag
    gauge: Gauge
    is_open: bool
    is_invented: bool
    last: Day | None
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class DonationsPage:
    """All donation appeals: open ones first."""

    shared: SharedAs
    open: tuple[DonationLine, ...]
    ended: tuple[DonationLine, ...]
