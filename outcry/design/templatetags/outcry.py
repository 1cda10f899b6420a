"""Filters for figures, dates and languages. They format; they decide nothing."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from html import escape
from typing import Any

from babel.dates import format_timedelta
from babel.numbers import format_decimal
from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from outcry.design import day_words
from outcry.design.parts import Day, direction
from outcry.lib.bidi import isolate_quotations
from outcry.lib.locales import reader_locale

register = template.Library()

# As the room that draws it writes it.
_BAR = "█████"


@register.filter
def number(value: int) -> str:
    """A whole number with the grouping of the page's language: 1,043 in English, 1 043 in Russian."""
    return str(format_decimal(value, locale=reader_locale()))


@register.filter
def options(choices: Iterable[Any]) -> str:
    """Choices (value, label, is_chosen) as options of a list. Of hundreds, a template would draw each in twice the time."""
    drawn = (f'<option value="{escape(one.value)}"{" selected" * one.is_chosen}>{escape(one.label)}</option>' for one in choices)
    return mark_safe("".join(drawn))  # noqa: S308  each is escaped the line above


@register.filter
def with_bars(text: str) -> str:
    """Words of a letter in which something is blacked out: the bars are named to whoever hears the page."""
    words = format_html('<span role="img" aria-label="{}">{}</span>', _("blacked out"), _BAR)
    return format_html_join(words, "{}", ((part,) for part in text.split(_BAR)))


@register.filter
def text_direction(language: str) -> str:
    """`rtl` or `ltr` for a language code."""
    return direction(language)


@register.filter
def timed(day: Day) -> str:
    """A date in words, marked up for machines where it is a plain one."""
    return format_html('<time datetime="{}">{}</time>', day.iso, day.text) if day.iso else conditional_escape(day.text)


@register.filter
def day(value: date | datetime | None) -> str:
    """A day in the words of the page's language, never in digits; nothing for none."""
    if value is None:
        return ""
    return timed(day_words.plain_day(timezone.localtime(value).date() if isinstance(value, datetime) else value))


@register.filter
def moment(value: datetime | None) -> str:
    """A day and its hour in the words of the page's language; nothing for none."""
    return timed(day_words.moment_in_words(value)) if value else ""


@register.filter
def waited(since: datetime) -> str:
    """How long something waits by now, in whole hours, days and longer: Django's own words for it lack some of our languages."""
    return str(format_timedelta(timezone.now() - since, granularity="hour", threshold=1.2, locale=reader_locale()))


@register.filter
def moment_with_seconds(value: datetime) -> str:
    """The same for a protocol, in which seconds matter."""
    return timed(day_words.moment_in_words(value, with_seconds=True))


@register.filter
def edtf(text: str) -> str:
    """An EDTF text in words."""
    return timed(day_words.day_in_words(text))


@register.filter
def lines(text: str) -> str:
    """Plain text with its line ends, also for readers without a style sheet; whoever copies it gets the same text."""
    return format_html_join(mark_safe("<br>\n"), "{}", ((line,) for line in text.split("\n")))  # our own words


@register.filter
def joined(things: Iterable[object]) -> str:
    """Several things in a row, with the comma of the page's language."""
    return day_words.joined(things)


@register.filter
def in_words(value: object) -> str:
    """A value as a person reads it: a day, yes or no, several things in a row, else the text itself."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return joined(value)
    return day_words.plain_day(value).text if isinstance(value, date) else str(value)


@register.filter
def foreign(language: str) -> str:
    """Attributes for words that are not in the page's language; nothing when `language` is blank."""
    return format_html(' lang="{}" dir="{}"', language, direction(language)) if language else ""


@register.filter
def isolated(text: str) -> SafeString:
    """Words with quotations in them, each within walls where the text runs both ways."""
    return mark_safe(isolate_quotations(conditional_escape(text)))  # noqa: S308  escaped, or safe already


@register.filter
def apart(words: str) -> SafeString:
    """Words that may run another way than the sentence they are put into."""
    return format_html("<bdi>{}</bdi>", words)


# A browser takes what stands in a script for its text, up to the first "</script"; JSON reads these letters by their numbers, too.
_LETTERS_OF_MARKUP = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


@register.filter
def as_data(value: Mapping[str, object]) -> str:
    """JSON for programs within a page: data that nothing runs."""
    return mark_safe(json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder).translate(_LETTERS_OF_MARKUP))  # noqa: S308  no letter of markup is left
