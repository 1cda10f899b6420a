"""Times of intake are kept by the hour: the minute at which somebody wrote can be laid beside what a network saw."""

from datetime import datetime


def hour_of(moment: datetime) -> datetime:
    """The beginning of the hour."""
    return moment.replace(minute=0, second=0, microsecond=0)
