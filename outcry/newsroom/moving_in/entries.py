"""What an old site tells, whatever program wrote it down: entries with their comments, and what is known of the site as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Standing(StrEnum):
    """How far readers of the old site could see an entry."""

    PUBLIC = "public"
    SCHEDULED = "scheduled"
    DRAFT = "draft"
    PRIVATE = "private"
    PASSWORD = "password"  # noqa: S105  no password: that there is one
    GONE = "gone"


class Verdict(StrEnum):
    """What becomes of something that was read."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Label:
    """A category or tag of the old site: `key` is "category:name-in-addresses", `parent` the name in addresses of the one above it."""

    key: str
    name: str
    parent: str = ""
    number: str = ""


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A comment as the old site has it. `standing`: approved, pending, spam, trash. `kind` is blank for what a person wrote."""

    key: str
    parent: str = ""
    name: str = ""
    address: str = ""
    website: str = ""
    at: datetime | None = None
    text: str = ""
    standing: str = "approved"
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A file of the old site's library."""

    key: str
    address: str
    title: str = ""
    alt: str = ""
    caption: str = ""
    parent: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One post or page. `number` is its place among all that the files hold; `key` and `guid` name it for good.

    `day` is the day on the clock of the old site, `at` the moment. `html` is as it was stored; `is_raw` says that blank lines part its paragraphs.
    """

    number: int
    key: str
    guid: str = ""
    kind: str = "post"
    standing: Standing = Standing.PUBLIC
    title: str = ""
    link: str = ""
    slug: str = ""
    html: str = ""
    is_raw: bool = False
    excerpt: str = ""
    day: date | None = None
    at: datetime | None = None
    changed_at: datetime | None = None
    author: str = ""
    labels: tuple[Label, ...] = ()
    language: str = ""
    # Entries of one group are translations of each other.
    group: str = ""
    lead: str = ""
    is_sticky: bool = False
    takes_comments: bool = True
    remarks: tuple[Remark, ...] = ()
    is_too_long: bool = False


@dataclass(kw_only=True)
class Site:
    """What is known of the old site before its entries are taken in: gathered in a first reading, a line for each thing."""

    kind: str = ""
    title: str = ""
    home: str = ""
    language: str = ""
    # By login, how each author is called.
    authors: dict[str, str] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    attached: dict[str, Attached] = field(default_factory=dict)
    # Keys of attached files by their address without its scheme, and by the entry they belong to.
    by_address: dict[str, str] = field(default_factory=dict)
    by_parent: dict[str, list[str]] = field(default_factory=dict)
    # How many entries of each kind there are, and the addresses (path and query) of those that are public.
    kinds: dict[str, int] = field(default_factory=dict)
    paths: set[str] = field(default_factory=set)
    languages: dict[str, int] = field(default_factory=dict)

    @property
    def entries(self) -> int:
        return sum(self.kinds.values())


@dataclass(frozen=True, kw_only=True)
class Note:
    """What has to be said of one thing: `number` is its place in the files, `name` how the old site calls it."""

    number: int
    kind: str
    name: str
    verdict: str
    reason: str = ""


Counts = dict[str, dict[str, int]]
# Under which kind a thing is counted, and how that is called.
KIND_NAMES = {
    "reports": _("Reports"),
    "comments": _("Comments"),
    "pictures": _("Pictures"),
    "topics": _("Categories and tags"),
    "redirects": _("Old addresses"),
    "others": _("Other entries"),
}
KINDS = tuple(KIND_NAMES)
COUNTED = ("read", *Verdict)


def no_counts() -> Counts:
    """A row of zeros for each kind."""
    return {kind: dict.fromkeys(COUNTED, 0) for kind in KINDS}


def add_to(counts: Counts, more: Mapping[str, Mapping[str, int]]) -> None:
    """Add the second to the first."""
    for kind, words in more.items():
        for word, number in words.items():
            counts[kind][word] += number
