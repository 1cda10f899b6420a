"""What was handed in, as pages tell it: what, how many and who counted, to whom, when, and what became of it. Nothing is summed up."""

from collections.abc import Iterable
from dataclasses import dataclass

from babel.numbers import format_decimal
from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, npgettext

from outcry.authorities.queries.offices import office_name
from outcry.design.day_words import plain_day
from outcry.design.parts import Day
from outcry.gatherings.models import Gathering, HandedIn, HandedInKind, HandedInText, Reception
from outcry.gatherings.queries import handed_in_at
from outcry.lib.locales import reader_locale
from outcry.lib.translations import in_language


@dataclass(frozen=True, kw_only=True)
class HandedInLine:
    """One thing. `language` is set when its words are not in the page's language."""

    pk: int
    gathering_url: str
    kind: str
    number: str
    what: str
    to: str
    on: Day
    reception: str
    is_refused: bool
    answer: str
    counted_by: str
    source_note: str
    language: str
    language_name: str


def lines_at_the_desk(gathering: Gathering) -> tuple[HandedInLine, ...]:
    """Everything of one gathering, in the reader's language."""
    return lines(handed_in_at(gathering=gathering), language=get_language() or gathering.organisation.source_language)


def lines(rows: Iterable[HandedIn], *, language: str) -> tuple[HandedInLine, ...]:
    """Those that have words in some language, in their order. Texts, gathering and office are at hand."""
    known = ((row, in_language(row.texts.all(), language, row.gathering.organisation.source_language)) for row in rows)
    return tuple(_line(row, text, language) for row, text in known if text)


def _line(row: HandedIn, text: HandedInText, language: str) -> HandedInLine:
    return HandedInLine(
        pk=row.pk,
        gathering_url=reverse("front:gathering", args=[row.gathering.slug]),
        kind=capfirst(row.get_kind_display()),
        number=_counted(row),
        what=text.what,
        to=office_name(row.office) if row.office else text.to,
        on=plain_day(row.on),
        reception=str(row.get_reception_display()),
        is_refused=row.reception == Reception.REFUSED,
        answer=text.answer,
        counted_by=text.counted_by,
        source_note=text.source_note,
        language="" if text.language == language else text.language,
        language_name="" if text.language == language else dict(settings.LANGUAGES).get(text.language, text.language),
    )


def _counted(row: HandedIn) -> str:
    """How many of what; blank where nobody counted."""
    number = row.number
    if number is None:
        return ""
    shown = {"number": format_decimal(number, locale=reader_locale())}
    match row.kind:
        case HandedInKind.PETITION | HandedInKind.BOOK:
            return ngettext("%(number)s signature", "%(number)s signatures", number) % shown
        case HandedInKind.LETTERS:
            return npgettext("handed in", "%(number)s letter", "%(number)s letters", number) % shown
        case _:
            return npgettext("handed in", "%(number)s piece", "%(number)s pieces", number) % shown
