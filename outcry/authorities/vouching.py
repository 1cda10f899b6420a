"""When an entry of the directory may be addressed: two members of staff vouch for it as it stands now.

Where only one person works, her own word counts an hour after she gave it; that she was alone is written in the approval.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.accounts.second_person import NEEDED, Word, vouched
from outcry.authorities.models import Office, OfficeApproval


class StandingState(models.TextChoices):
    """What may be done with an office."""

    APPROVED = "approved", _("approved")
    WAITING = "waiting", _("waiting for approval")
    RETIRED = "retired", _("no longer used")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an office stands, and on whose word."""

    state: StandingState
    vouchers: tuple[OfficeApproval, ...]
    # Set while the word of a single person waits for its hour.
    counts_from: datetime | None = None

    @property
    def is_approved(self) -> bool:
        return self.state == StandingState.APPROVED

    @property
    def still_needed(self) -> int:
        """How many more people have to vouch for it."""
        return 0 if self.is_approved or self.counts_from else max(0, NEEDED - len(self.vouchers))


def standing(*, office: Office, now: datetime) -> Standing:
    """Reckon where the office stands from its approvals; those of an earlier address, language or source do not count."""
    fingerprint = office.fingerprint
    vouchers = tuple(sorted((approval for approval in office.approvals.all() if approval.fingerprint == fingerprint), key=lambda approval: approval.at))
    if office.retired_at is not None:
        return Standing(state=StandingState.RETIRED, vouchers=vouchers)
    verdict = vouched([Word(by=approval.by_id, at=approval.at, was_alone=approval.was_alone) for approval in vouchers], now=now)
    state = StandingState.APPROVED if verdict else StandingState.WAITING
    return Standing(state=state, vouchers=vouchers, counts_from=verdict.not_before)
