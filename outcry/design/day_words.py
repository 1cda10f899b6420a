"""Dates in the reader's words, with the precision their source gives them.

A date known to the month is never shown as a day, and one reckoned as "about" never without that word. Source: EDTF, ISO 8601-2.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from outcry.design.parts import Day

_PART = re.compile(r"^(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?P<mark>[~?%]?)$")


def locale() -> Locale:
    """Babel's locale for the language the page is drawn in."""
    language = get_language() or "en"
    # Plain "en" would write January 3, 2011; most of our readers of English write 3 January 2011.
    return Locale.parse("en_GB" if language == "en" else language.replace("-", "_"))


def day_in_words(edtf: str, *, with_year: bool = True) -> Day:
    """An EDTF text in words; without the year for places where the year is plain from the page."""
    if not edtf:
        return Day(text=_("day not reported"))
    start, slash, end = edtf.partition("/")
    if not slash:
        return Day(text=_words(start, with_year), iso=_iso(start))
    if end in ("", ".."):
        return Day(text=_("from %(date)s on") % {"date": _words(start, with_year)}, iso=_iso(start))
    if start in ("", ".."):
        return Day(text=_("until %(date)s") % {"date": _words(end, with_year)}, iso=_iso(end))
    return Day(text=f"{_words(start, with_year)} – {_words(end, with_year)}")


def plain_day(day: date, *, with_year: bool = True) -> Day:
    """A calendar day in words."""
    return day_in_words(day.isoformat(), with_year=with_year)


def moment_in_words(moment: datetime, *, with_seconds: bool = False) -> Day:
    """A day and its hour, in the time zone of the site."""
    here = timezone.localtime(moment)
    # Babel's own short form is all digits, and the one with words names seconds and the zone.
    hour = format_time(here, "medium" if with_seconds else "short", locale=locale())
    return Day(text=_("%(day)s, %(time)s") % {"day": plain_day(here.date()).text, "time": hour}, iso=here.isoformat(timespec="seconds"))


def joined(things: Iterable[object]) -> str:
    """Several things in a row, with the comma of the page's language."""
    return pgettext("between two things of a list", ", ").join(str(thing) for thing in things)


def _words(text: str, with_year: bool) -> str:
    found = _PART.match(text)
    if not found:
        return text
    words = _exact(found, with_year)
    if found["mark"] == "?":
        return _("%(date)s (uncertain)") % {"date": words}
    if found["mark"]:
        return _("about %(date)s") % {"date": words}
    return words


def _exact(found: re.Match[str], with_year: bool) -> str:
    in_language = locale()
    if not found["month"]:
        return found["year"]
    day = date(int(found["year"]), int(found["month"]), int(found["day"] or 1))
    if found["day"]:
        return format_date(day, "long", locale=in_language) if with_year else format_skeleton("MMMMd", day, locale=in_language)
    return format_skeleton("yMMMM", day, locale=in_language) if with_year else format_date(day, "LLLL", locale=in_language)


def _iso(text: str) -> str:
    found = _PART.match(text)
    return text.rstrip("~?%") if found else ""
