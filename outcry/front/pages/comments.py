"""What the pages of comments show."""

from dataclasses import dataclass
from typing import Literal

from outcry.design.parts import Day
from outcry.newsroom.drawing.comments import CommentsView, ShownComment

OwnState = Literal["held", "published", "refused", "removed", "gone", "unknown"]


@dataclass(frozen=True, kw_only=True)
class AllComments:
    """One leaf of the comments on a report."""

    title: str
    report_url: str
    comments: CommentsView


@dataclass(frozen=True, kw_only=True)
class WritePage:
    """The form of a comment. `answered` is the comment it answers; of days 0 says that nothing of the kind is kept."""

    title: str
    report_url: str
    slug: str
    is_moderated: bool
    asks_for_website: bool
    address_days: int
    held_days: int
    answered: ShownComment | None = None


@dataclass(frozen=True, kw_only=True)
class ObjectPage:
    """The form in which a reader objects to a comment."""

    title: str
    report_url: str
    public_id: str
    comment: ShownComment


@dataclass(frozen=True, kw_only=True)
class MailPage:
    """What a link in a mail about a comment opens: to hear of answers, or to stop the mails and to erase."""

    state: Literal["ask", "done", "stopped", "erased", "over", "unknown"]
    title: str = ""
    report_url: str = ""


@dataclass(frozen=True, kw_only=True)
class OwnPage:
    """Her own comment, behind her private link."""

    state: OwnState
    title: str = ""
    report_url: str = ""
    link: str = ""
    name: str = ""
    text: str = ""
    day: Day | None = None
    # Why it is not, or no longer, on the page.
    reason: str = ""
