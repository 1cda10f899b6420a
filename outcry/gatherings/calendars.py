"""Gatherings as a calendar (RFC 5545). It holds what the page says, and so never a place that is told to those who register alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from outcry.gatherings.models import Gathering, GatheringState, GatheringText
from outcry.gatherings.moments import moment_of

# So that a program need not ask more often.
_ASK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A gathering in the words of one language, and the whole address of its page."""

    gathering: Gathering
    text: GatheringText
    url: str


def calendar_of(*, entries: Iterable[Entry], name: str, url: str) -> bytes:
    """One event for each gathering, with the zones they name. `name` and `url` are those of the page it goes with."""
    calendar = Calendar()
    calendar.add("prodid", "-//Outcry//gatherings//EN")
    calendar.add("version", "2.0")
    # No METHOD: that would make it an invitation, whose events have to name an organizer (RFC 5546, 3.2.1).
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("url", url)
    calendar.add("refresh-interval", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry))
    # Each hour names its zone, so the calendar has to say what that zone is (RFC 5545, 3.2.19).
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def where(gathering: Gathering, text: GatheringText) -> str:
    """The place as everybody may read it."""
    if not gathering.withholds_place:
        return text.place
    return _("%(place)s; the exact place is told to those who register") % {"place": text.place}


def _event(entry: Entry) -> Event:
    gathering, text = entry.gathering, entry.text
    spoken = {"LANGUAGE": text.language}
    is_off = gathering.state == GatheringState.CALLED_OFF
    event = Event()
    event.add("uid", f"gathering-{gathering.public_id}@{gathering.organisation.mail_domain}")
    event.add("dtstamp", gathering.changed_at)
    event.add("last-modified", gathering.changed_at)
    event.add("sequence", max(gathering.revision - 1, 0))
    event.add("dtstart", _hour(gathering, moment_of(gathering.day, gathering.begins, gathering.zone)))
    if gathering.ends:
        event.add("dtend", _hour(gathering, moment_of(gathering.last_day or gathering.day, gathering.ends, gathering.zone)))
    title = _("Called off: %(title)s") % {"title": text.title} if is_off else text.title
    event.add("summary", title, parameters=spoken)
    event.add("description", _described(text, is_off=is_off), parameters=spoken)
    event.add("location", where(gathering, text), parameters=spoken)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("class", "PUBLIC")
    event.add("categories", [str(gathering.get_kind_display())])
    event.add("url", entry.url)
    # Nobody is blocked by it: whether she comes is hers to say.
    event.add("transp", "TRANSPARENT")
    return event


def _hour(gathering: Gathering, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(gathering.zone))


def _described(text: GatheringText, *, is_off: bool) -> str:
    parts = [text.called_off_because if is_off else "", text.about, "" if is_off else text.safety]
    return "\n\n".join(part for part in parts if part)
