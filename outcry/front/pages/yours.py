"""What the page of a supporter shows, which a mailed link opens."""

from dataclasses import dataclass

from outcry.design.parts import Day


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """One thing that she agreed to or left here, and the name under which a button speaks of it."""

    key: str
    title: str
    url: str
    day: Day
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class YoursPage:
    """All of it. `has_newsletter` comes with a form beside; `is_paused`: mails came back, and saving lets it go on."""

    link: str
    address: str
    until: str
    has_newsletter: bool
    is_paused: bool
    outcomes: tuple[Agreed, ...]
    comments: tuple[Agreed, ...]
    protests: tuple[Agreed, ...]
    gatherings: tuple[Agreed, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.has_newsletter or self.outcomes or self.comments or self.protests or self.gatherings)
