"""When readers are shown a way to give: two members of staff vouch for where it leads as it stands now.

A link or an account number that somebody else put there is the obvious theft. So a changed one is gone from every page until two
people have compared it. Where only one person works, her own word counts an hour after she gave it; the approval says so.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.accounts.second_person import NEEDED, Word, vouched
from outcry.giving.models import Way, WayApproval


class WayState(models.TextChoices):
    """What readers get of it."""

    SHOWN = "shown", _("approved")
    WAITING = "waiting", _("waiting for approval")
    RETIRED = "retired", _("no longer used")


@dataclass(frozen=True, kw_only=True)
class WayStanding:
    """Where a way stands, and on whose word."""

    state: WayState
    vouchers: tuple[WayApproval, ...]
    # Set while the word of a single person waits for its hour.
    counts_from: datetime | None = None

    @property
    def is_shown(self) -> bool:
        return self.state == WayState.SHOWN

    @property
    def still_needed(self) -> int:
        """How many more people have to vouch for it."""
        return 0 if self.is_shown or self.counts_from else max(0, NEEDED - len(self.vouchers))


def way_standing(*, way: Way, now: datetime) -> WayStanding:
    """Reckon where the way stands from its approvals; those of an earlier address do not count."""
    fingerprint = way.fingerprint
    vouchers = tuple(sorted((one for one in way.approvals.all() if one.fingerprint == fingerprint), key=lambda one: one.at))
    if way.retired_at is not None:
        return WayStanding(state=WayState.RETIRED, vouchers=vouchers)
    verdict = vouched([Word(by=one.by_id, at=one.at, was_alone=one.was_alone) for one in vouchers], now=now)
    state = WayState.SHOWN if verdict else WayState.WAITING
    return WayStanding(state=state, vouchers=vouchers, counts_from=verdict.not_before)
