"""When a second person may confirm what a first one proposed. The one rule for launches, approvals and offices."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

# Time to think for whoever works alone; an account taken over can do nothing at once either.
ALONE_WAITS = timedelta(hours=1)


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
