"""When a gathering is, in the reader's words: the clock of its own place, and which clock that is."""

from dataclasses import dataclass
from datetime import time

from babel.dates import format_time, get_timezone_gmt, get_timezone_location
from django.utils.translation import gettext as _

from outcry.design.day_words import plain_day
from outcry.design.parts import Day
from outcry.gatherings.models import Gathering
from outcry.gatherings.moments import moment_of
from outcry.lib.locales import reader_locale


@dataclass(frozen=True, kw_only=True)
class When:
    """Day, hours and zone; `ends_on` where it goes on over midnight. The machine-readable `iso` of the day is the moment it begins."""

    day: Day
    hours: str
    zone: str
    ends_on: Day | None = None


def when_in_words(gathering: Gathering) -> When:
    """For the page's language."""
    begins = moment_of(gathering.day, gathering.begins, gathering.zone)
    there = get_timezone_location(begins, locale=reader_locale(), return_city=True)
    goes_on = gathering.last_day if gathering.last_day and gathering.last_day != gathering.day else None
    return When(
        day=Day(text=plain_day(gathering.day).text, iso=begins.isoformat(timespec="minutes")),
        hours=" – ".join(_hour(hour) for hour in (gathering.begins, gathering.ends) if hour is not None),
        zone=_("by the clocks of %(city)s (%(offset)s)") % {"city": there, "offset": get_timezone_gmt(begins, locale=reader_locale())},
        ends_on=plain_day(goes_on) if goes_on else None,
    )


def _hour(hour: time) -> str:
    return str(format_time(hour, "short", locale=reader_locale()))
