"""The card of a report: what programs show where somebody links to it, unless it has a picture of its own."""

from datetime import date

from outcry.design.day_words import plain_day
from outcry.design.parts import direction
from outcry.design.whole_addresses import address_in
from outcry.lib.cards.words import Card


def report_card(*, kind: str, title: str, published_on: date, language: str, organisation: str) -> Card:
    """In the language of the report, which is that of its page; `kind` is the word for a report in it."""
    return Card(
        language=language, direction=direction(language), kind=kind, headline=title, line=plain_day(published_on).text, house=organisation, tone="plain"
    )


def report_card_address(*, language: str, slug: str) -> str:
    """Whole."""
    return address_in(language, "front:report_card", slug)
