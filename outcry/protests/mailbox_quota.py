"""How many confirmation mails one mailbox gets: three a day; the next waits for tomorrow, none is dropped."""

from datetime import datetime, timedelta

CONFIRMATIONS_A_DAY = 3


def start_of_day(now: datetime) -> datetime:
    """Midnight in the time zone of `now`."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def mail_due_at(*, waiting_or_sent_since_midnight: int, now: datetime) -> datetime:
    """When the next confirmation mail to a mailbox may leave.

    The number counts its confirmation mails due since the last midnight, those of coming days included:
    they fill today first, then tomorrow, and so on.
    """
    days_ahead = waiting_or_sent_since_midnight // CONFIRMATIONS_A_DAY
    return now if days_ahead == 0 else start_of_day(now) + timedelta(days=days_ahead)
