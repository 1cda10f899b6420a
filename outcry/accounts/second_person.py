"""When a second person may confirm what a first one proposed. The one rule for launches, approvals, offices and ways to give."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

# Time to think for whoever works alone; an account taken over can do nothing at once either.
ALONE_WAITS = timedelta(hours=1)
# So many people vouch for what would lead everybody astray if it were false: an address, an account.
NEEDED = 2


@dataclass(frozen=True)
class Verdict:
    """Whether it may be confirmed, and why not. `alone`: the first and the second are one person; write that into the log."""

    allowed: bool
    reason: str = ""
    alone: bool = False
    not_before: datetime | None = None

    def __bool__(self) -> bool:
        return self.allowed


def may_confirm(*, first: object | None, second: object, staff_count: int, since: datetime, now: datetime) -> Verdict:
    """Whether `second` may confirm what `first` proposed at `since`.

    `first` and `second` are compared by equality: two users or two primary keys. `first` is None when nobody in
    particular proposed it. An organisation with a single member of staff confirms its own proposal after an hour.
    """
    if first is None or first != second:
        return Verdict(allowed=True)
    if staff_count > 1:
        return Verdict(allowed=False, reason=_("You proposed this yourself. A second person has to confirm it."))
    if now < since + ALONE_WAITS:
        return Verdict(
            allowed=False,
            alone=True,
            not_before=since + ALONE_WAITS,
            reason=_("You work alone here, so this can be confirmed one hour after it was proposed."),
        )
    return Verdict(allowed=True, alone=True)


@dataclass(frozen=True, kw_only=True)
class Word:
    """That somebody vouched for a thing as it stands now: by whom (a primary key), when, and whether nobody else worked there."""

    by: object
    at: datetime
    was_alone: bool


def vouched(words: Sequence[Word], *, now: datetime) -> Verdict:
    """Whether these words are enough. Where only one person works, her own counts an hour after she gave it; until then `not_before` says when."""
    if len({word.by for word in words}) >= NEEDED:
        return Verdict(allowed=True)
    alone = [may_confirm(first=word.by, second=word.by, staff_count=1, since=word.at, now=now) for word in words if word.was_alone]
    if allowed := next(filter(None, alone), None):
        return allowed
    return Verdict(allowed=False, not_before=min((one.not_before for one in alone if one.not_before), default=None))
