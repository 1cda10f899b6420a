"""The cards of appeals and cases: what programs show where somebody links to them. Of a case only what its approved projection shows."""

from datetime import date
from typing import cast

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcry.cases.publication import PublishedCase
from outcry.design.parts import direction
from outcry.front.filling.custody import state_in_words
from outcry.front.pages.appeal import Flag
from outcry.lib.cards.words import Card, Tone
from outcry.lib.country_names import country_name
from outcry.lib.locales import reader_locale

# From here on a card rounds down: programs keep it for days, and what it says stays true while the count grows.
_EXACT_BELOW = 100


def appeal_card(*, flag: Flag, title: str, confirmed: int, day: str = "", language: str, organisation: str) -> Card:
    """What kind of appeal it is or how it ended, its title, its count, and the day on which it ended or will: `day`, as it is to stand there."""
    return Card(
        language=language,
        direction=direction(language),
        kind=flag.text,
        headline=title,
        line=" · ".join(part for part in (counted(confirmed) if confirmed else "", day) if part),
        house=organisation,
        tone=_tone(flag.tone),
    )


def case_card(*, case: PublishedCase, language: str, organisation: str, on: date) -> Card:
    """Its name as it is published, and where the person is now."""
    is_free = case.custody is not None and case.custody.state == "released"
    state = state_in_words(case.custody, on=on)
    return Card(
        language=language,
        direction=direction(language),
        kind=_("Case"),
        headline=case.name,
        line=" · ".join(part for part in (state, country_name(case.country)) if part),
        house=organisation,
        tone="safe" if is_free else "" if state else "plain",
    )


def counted(confirmed: int) -> str:
    """A count of confirmed protests: exact while it is small, then rounded down to two digits."""
    step = 10 ** (len(str(confirmed)) - 2) if confirmed >= _EXACT_BELOW else 1
    rounded = confirmed // step * step
    number = format_decimal(rounded, locale=reader_locale()) + ("+" if step > 1 else "")
    return f"{number} {ngettext('confirmed protest', 'confirmed protests', rounded)}"


def _tone(tone: str) -> Tone:
    return cast(Tone, tone) if tone in ("", "safe", "plain") else ""
