"""Filters for figures and languages. They format; they decide nothing."""

from babel.numbers import format_decimal
from django import template
from django.utils.html import conditional_escape, format_html

from outcry.design.day_words import locale
from outcry.design.parts import Day, direction

register = template.Library()


@register.filter
def number(value: int) -> str:
    """A whole number with the grouping of the page's language: 1,043 in English, 1 043 in Russian."""
    return str(format_decimal(value, locale=locale()))


@register.filter
def text_direction(language: str) -> str:
    """`rtl` or `ltr` for a language code."""
    return direction(language)


@register.filter
def timed(day: Day) -> str:
    """A date in words, marked up for machines where it is a plain one."""
    return format_html('<time datetime="{}">{}</time>', day.iso, day.text) if day.iso else conditional_escape(day.text)


@register.filter
def foreign(language: str) -> str:
    """Attributes for words that are not in the page's language; nothing when `language` is blank."""
    return format_html(' lang="{}" dir="{}"', language, direction(language)) if language else ""
