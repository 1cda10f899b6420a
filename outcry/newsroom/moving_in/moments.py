"""Days and moments as old sites write them: on their own clock, in Greenwich, or in a mail's manner."""

from datetime import UTC, date, datetime, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_EARLIEST = 1970


def zone_called(name: str) -> tzinfo:
    """The zone of this name; UTC for a blank. ValueError where there is none."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(name) from error


def plain(text: str) -> datetime | None:
    """A moment without its zone, as WordPress writes it; None for nothing and for the nought it writes where it knows none."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found.replace(tzinfo=None) if found.year >= _EARLIEST else None


def written_at(*, local: str, greenwich: str, mail: str = "", zone: tzinfo) -> datetime | None:
    """The moment, by what is surest: Greenwich, then the mail's, then the old site's clock in its zone."""
    if found := plain(greenwich):
        return found.replace(tzinfo=UTC)
    if found := of_mail(mail):
        return found
    found = plain(local)
    return found.replace(tzinfo=zone).astimezone(UTC) if found else None


def day_of(*, local: str, at: datetime | None, zone: tzinfo) -> date | None:
    """The day on the old site's clock."""
    found = plain(local)
    if found:
        return found.date()
    return at.astimezone(zone).date() if at else None


def of_mail(text: str) -> datetime | None:
    """A moment as RSS writes it (RFC 822), in UTC. One without a zone is in UTC."""
    try:
        found = parsedate_to_datetime(text.strip())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC) if found.year >= _EARLIEST else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def of_web(text: str) -> datetime | None:
    """A moment as Atom and JSON Feed write it (RFC 3339), in UTC; also a mail's manner, which some write there."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return of_mail(text)
    try:
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC) if found.year >= _EARLIEST else None
    except OverflowError:
        return None
