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

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException

UNKNOWN = ""
_PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


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
    start, slash, end = text.partition("/")
    if slash:
        return Span(_bound(start, "lower_strict"), _bound(end, "upper_strict"))
    return Span(_bound(text, "lower_strict"), _bound(text, "upper_strict"))


def is_approximate(text: str) -> bool:
    """Whether the text calls itself approximate or uncertain."""
    return any(mark in text for mark in "~?%")


def _bound(text: str, end: str) -> date | None:
    if text in ("", "..", "unknown"):
        return None
    if found := _PLAIN.fullmatch(text):
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
        raise ValidationError(
            _("Write the date as 2011-01-03, 2010-12 or 2010; 2010-12-20~ for about; 2010-12-20/2011-01-03 for from and to."), code="edtf"
        ) from error


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
