"""Dates as sources give them: EDTF text (ISO 8601-2) with the earliest and latest day it can mean.

A date is never shifted by a time zone: it is days, not moments.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from time import struct_time
from typing import TYPE_CHECKING, Any

from babel.dates import format_date, format_skeleton
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException

from outcry.lib.locales import reader_locale
from outcry.lib.typed_dates import AmbiguousDay, read_day

UNKNOWN = ""
_WRITE_IT_SO = _("Write the date as 2011-01-03, 2010-12 or 2010; 2010-12-20~ for about; 2010-12-20/2011-01-03 for from and to.")
_PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")

_SEASONS = {"21", "22", "23", "24"}


@dataclass(frozen=True)
class Span:
    """The first and the last day that a date can mean; None where it is open or unknown."""

    earliest: date | None
    latest: date | None


# The grammar takes about 20 ms a date, and a site says the same few hundred again and again.
@lru_cache(maxsize=4096)
def span(text: str) -> Span:
    """Earliest and latest day of an EDTF text, a blank one meaning unknown; ValueError when it is not EDTF."""
    if text == UNKNOWN:
        return Span(None, None)
    if "T" in text:
        raise ValueError(f"an hour is not a date, and would need a time zone: {text!r}")
    start, slash, end = text.partition("/")
    if slash:
        found = Span(_bound(start, "lower_strict"), _bound(end, "upper_strict"))
        if found.earliest and found.latest and found.earliest > found.latest:
            raise ValueError(f"not an EDTF date, since it ends before it begins: {text!r}")
        return found
    return Span(_bound(text, "lower_strict"), _bound(text, "upper_strict"))


class Precision(models.TextChoices):
    """How well a date is known."""

    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("to the year")
    # A season, a decade, one of several days: known less well than its text is long.
    LOOSE = "loose", _("to a longer time")
    INTERVAL = "interval", _("from one day to another")
    OPEN = "open", _("with one end open")
    UNKNOWN = "unknown", _("not known")


_PRECISE = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}
_CALENDAR = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?")


def precision_of(text: str) -> Precision:
    """How well the date of an EDTF text is known; whether it is only approximate is another question."""
    start, slash, end = text.partition("/")
    if slash:
        ends = {start in _OPEN_ENDS, end in _OPEN_ENDS}
        return Precision.INTERVAL if ends == {False} else Precision.OPEN if ends == {True, False} else Precision.UNKNOWN
    bare = text.strip("~?%")
    if not _CALENDAR.fullmatch(bare):
        return Precision.LOOSE if text else Precision.UNKNOWN
    return _PRECISE[len(bare)]


def beginning_of(text: str) -> tuple[date | None, Precision]:
    """The first day of the day, month or year in which it began, and which of the three is known; (None, UNKNOWN) for less.

    A day that is only approximate is known to its month.
    """
    found = span(text.partition("/")[0])
    first, last = found.earliest, found.latest
    if first is None or last is None or first.year != last.year:
        return None, Precision.UNKNOWN
    if first.month != last.month:
        return first.replace(month=1, day=1), Precision.YEAR
    if first != last or is_approximate(text):
        return first.replace(day=1), Precision.MONTH
    return first, Precision.DAY


def coarsened(text: str, *, to: Precision) -> str:
    """The EDTF text as it may be published: days become their month or year, never the other way; what is unsure stays so.

    Raise ValueError for any precision but day, month and year.
    """
    if to not in _KEPT:
        raise ValueError(f"not a precision to publish at: {to}")
    if to is Precision.DAY:
        return text
    start, slash, end = text.partition("/")
    if not slash:
        return _coarser(text, to)
    bounds = [bound if bound in _OPEN_ENDS else _coarser(bound, to) for bound in (start, end)]
    return bounds[0] if bounds[0] == bounds[1] else "/".join(bounds)


_OPEN_ENDS = ("", "..")
_KEPT = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}


def _coarser(text: str, to: Precision) -> str:
    bare = text.strip("~?%")
    if _CALENDAR.fullmatch(bare):
        return bare[: _KEPT[to]] + text[len(bare) :]
    if text == UNKNOWN or (bare[:4].isdigit() and bare[4:] in {"-XX", "-XX-XX"}):
        return text if to is Precision.MONTH else text[:4]
    # The rest by the days it may mean: a season, one of several days, a part that is unsure.
    found = span(text)
    bounds = [day.isoformat()[: _KEPT[to]] if day else ".." for day in (found.earliest, found.latest)]
    mark = "~" if is_approximate(text) else ""
    return bounds[0] + mark if bounds[0] == bounds[1] else f"{bounds[0]}{mark}/{bounds[1]}{mark}"


def is_approximate(text: str) -> bool:
    """Whether the text calls itself approximate or uncertain."""
    return any(mark in text for mark in "~?%")


def _bound(text: str, end: str) -> date | None:
    if text in ("", "..", "unknown"):
        return None
    if (found := _PLAIN.fullmatch(text)) and found[2] not in _SEASONS:
        return _plain_bound(found, text, last=end.startswith("upper"))
    try:
        moment: Any = getattr(parse_edtf(text), end)()
    except (EDTFParseException, ValueError, OverflowError) as error:
        raise ValueError(f"not an EDTF date: {text!r}") from error
    if not isinstance(moment, struct_time):
        return None
    return date(moment.tm_year, moment.tm_mon, moment.tm_mday)


def _plain_bound(found: re.Match[str], text: str, *, last: bool) -> date:
    """A year, a month or a day without any mark needs no grammar; an import has thousands of them."""
    year, month, day = (None if part is None else int(part) for part in found.groups())
    month = (12 if last else 1) if month is None else month
    try:
        return date(year or 0, month, (monthrange(year or 0, month)[1] if last else 1) if day is None else day)
    except ValueError as error:
        raise ValueError(f"not an EDTF date: {text!r}") from error


def validate_edtf(text: str) -> None:
    """Refuse what is not EDTF, with examples of what is."""
    try:
        span(text)
    except ValueError as error:
        raise ValidationError(_WRITE_IT_SO, code="edtf") from error


if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
else:
    _CharField = models.CharField


class EdtfField(_CharField):
    """EDTF text. On saving it fills `<name>_earliest` and `<name>_latest`, which the model declares beside it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", UNKNOWN)
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, validate_edtf]

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        text = super().pre_save(model_instance, add)
        found = span(text)
        setattr(model_instance, f"{self.name}_earliest", found.earliest)
        setattr(model_instance, f"{self.name}_latest", found.latest)
        return text

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": TypedDateField, **kwargs})


def typed_again(edtf: str) -> str:
    """An EDTF text as its reader would type it, `about 20 December 2010`; itself where it needs no words, or we read none of them back."""
    if not re.search("[~/]", edtf):
        return edtf
    bounds = [_typed_bound(bound) for bound in edtf.split("/")]
    words = " – ".join(bounds)
    try:
        return words if all(bounds) and read_day(words) == edtf else edtf
    except ValueError:
        return edtf


def _typed_bound(text: str) -> str:
    found = _PLAIN.fullmatch(text.rstrip("~"))
    if not found or found[2] in _SEASONS:
        return ""
    try:
        day = _plain_bound(found, text, last=False)
    except ValueError:
        return ""
    in_language = reader_locale()
    month = format_skeleton("yMMMM", day, locale=in_language) if found[2] else found[1]
    words = format_date(day, "long", locale=in_language) if found[3] else month
    return gettext("about %(date)s") % {"date": words} if text.endswith("~") else words


class TypedDateField(forms.CharField):
    """One line for a date as people type it: `3 Jan 2011`, `январь 2011`, `about 20 Dec 2010`. Cleaned, it is EDTF text.

    What is kept with a sign of EDTF's, `2010-12-20~`, is shown in words again, as long as these are read as the same.
    """

    default_error_messages = {
        "edtf": _WRITE_IT_SO,
        "two_days": _("This can be %(one)s or %(other)s. Write the month as a word, or the year first."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 100)
        super().__init__(*args, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return typed_again(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        return str(super().clean(self._as_edtf(str(value or "").strip())))

    def _as_edtf(self, typed: str) -> str:
        try:
            text = read_day(typed)
            span(text)
        except AmbiguousDay as error:
            one, other = (format_date(day, "long", locale=reader_locale()) for day in error.readings)
            raise ValidationError(self.error_messages["two_days"], code="two_days", params={"one": one, "other": other}) from error
        except ValueError as error:
            raise ValidationError(self.error_messages["edtf"], code="edtf") from error
        return text

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(super().has_changed(initial, self._as_edtf(str(data or "").strip())))
        except ValidationError:
            return True
