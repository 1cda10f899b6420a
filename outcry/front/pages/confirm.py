"""What stands behind the links in our mails: confirming, and leaving."""

from dataclasses import dataclass
from typing import Literal

from outcry.design.parts import LetterText, direction
from outcry.front.pages.appeal import Outcome

ConfirmState = Literal["open", "confirmed", "run_out", "ended", "gone", "unknown"]
LeaveState = Literal["ask", "done", "unknown"]


@dataclass(frozen=True, kw_only=True)
class EmbassyCopy:
    """The embassy in her country, in which language its copy goes, and in which it would if the letter were there in it (blank: the same)."""

    key: str
    name: str
    country: str
    language_name: str
    wanted_language: str = ""


@dataclass(frozen=True, kw_only=True)
class OwnLetter:
    """A letter that she sends from her own mailbox. `mailto` opens her mail program; it lacks the text where that would be too long for one."""

    key: int
    office: str
    address: str
    copy_address: str
    subject: str
    text: str
    language: str
    mailto: str
    has_text: bool
    is_seen: bool

    @property
    def direction(self) -> str:
        return direction(self.language)


@dataclass(frozen=True, kw_only=True)
class ConfirmPage:
    """A mailed link, in one of its states: to confirm, confirmed, run out, appeal ended, withdrawn or erased, unknown."""

    state: ConfirmState
    url: str = ""
    appeal_title: str = ""
    appeal_url: str = ""
    share_url: str = ""
    appeal_is_open: bool = True
    offices: tuple[str, ...] = ()
    languages_sent: str = ""
    # Whether an office gets one letter a day.
    in_daily_letters: bool = False
    # Whether one gets them printed.
    in_books: bool = False
    # Whether she is to send one herself, and once she has confirmed, those letters.
    by_herself: bool = False
    own: tuple[OwnLetter, ...] = ()
    copy: EmbassyCopy | None = None
    # Her own wording; blank when she left the approved letter as it is.
    own_text: str = ""
    own_language: str = ""
    approved: LetterText | None = None
    country: str = ""
    shows_in_public: Literal["nothing", "country", "first_name", "full_name"] = "nothing"
    shows_to_office: Literal["country", "initials", "full_name"] = "country"
    country_words: str = ""
    wants_outcome: bool = False
    leave_url: str = ""
    outcome: Outcome | None = None

    @property
    def own_direction(self) -> str:
        return direction(self.own_language)


@dataclass(frozen=True, kw_only=True)
class LeavePage:
    """The link that withdraws and erases."""

    state: LeaveState
    appeal_title: str = ""
    is_confirmed: bool = False
