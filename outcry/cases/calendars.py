"""The reminders as a calendar (RFC 5545). It holds no name: the number of a case, what is due, the day, and where to read more."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from outcry.cases.reminders import Reminder

# So that a program need not ask more often.
_ASK_AGAIN = timedelta(hours=6)


def calendar_of(*, reminders: Iterable[Reminder], name: str, domain: str, address_of: Callable[[Reminder], str], now: datetime) -> bytes:
    """One event of a whole day for each reminder. A day has no hour, so no time zone can shift it; its UID stays the same while its day moves."""
    calendar = Calendar()
    calendar.add("prodid", "-//Outcry//reminders//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for reminder in reminders:
        event = Event()
        event.add("uid", f"{reminder.kind.value}-{reminder.row}@{domain}")
        event.add("dtstamp", now)
        # A limit that falls between two moments takes every day it may fall on, unless somebody asked meanwhile.
        first = reminder.from_day if reminder.from_day and reminder.shown_on == reminder.day else reminder.shown_on
        event.add("dtstart", first)
        event.add("dtend", reminder.shown_on + timedelta(days=1))
        number = _("%(case)s (unconfirmed)") % {"case": reminder.case_number} if reminder.is_unconfirmed else reminder.case_number
        event.add("summary", f"{number}: {reminder.label}")
        if reminder.basis:
            event.add("description", f"{reminder.moment}\n{reminder.basis}")
        event.add("url", address_of(reminder))
        event.add("transp", "TRANSPARENT")
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
