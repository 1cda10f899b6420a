"""The pages of those who are in custody on one day, and of those freed lately."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from outcry.accounts.models import Organisation
from outcry.cases import publication
from outcry.cases.publication import PublicFilter, PublishedCase
from outcry.design.day_words import plain_day
from outcry.front.filling.database import PER_PAGE, address
from outcry.front.filling.home import A_FORTNIGHT, custody_line
from outcry.front.pages.case import CustodyPage, FreedPage
from outcry.front.pages.home import CustodyLine

# Beside those who are held; the others stand on pages of their own.
FREED_BESIDE = 6


def custody_page(*, organisation: Organisation, language: str, on: date, page: int = 1) -> CustodyPage:
    """Of public cases alone: those that two people have agreed to show. How many others there are is told nowhere, in no figure.

    A case stands here under its public name, so nobody is counted who can't be looked up. A page beyond the last is the last.
    """
    of_whom: dict[str, Any] = {"organisation": organisation, "on": on}
    total, number_freed = publication.count_in_custody(**of_whom), publication.count_freed(**of_whom, within=A_FORTNIGHT)
    number, last = _place(page, total)
    held = publication.in_custody(**of_whom, language=language, first=(number - 1) * PER_PAGE, length=PER_PAGE)
    freed = publication.freed(**of_whom, language=language, within=A_FORTNIGHT, length=FREED_BESIDE) if number_freed else ()
    return CustodyPage(
        day=plain_day(on),
        total=total,
        held=_lines(held, on),
        freed=_lines(freed, on),
        freed_total=number_freed,
        freed_url=reverse("front:freed") if number_freed > FREED_BESIDE else "",
        search_url=address("database", PublicFilter(custody="held").query),
        number=number,
        last=last,
        previous_url=leaf("front:custody", number - 1) if number > 1 else "",
        next_url=leaf("front:custody", number + 1) if number < last else "",
    )


def freed_page(*, organisation: Organisation, language: str, on: date, page: int = 1) -> FreedPage:
    """Everybody freed within the last fortnight, the latest first; of public cases alone, as above."""
    total = publication.count_freed(organisation=organisation, on=on, within=A_FORTNIGHT)
    number, last = _place(page, total)
    first = (number - 1) * PER_PAGE
    freed = publication.freed(organisation=organisation, language=language, on=on, within=A_FORTNIGHT, first=first, length=PER_PAGE)
    return FreedPage(
        day=plain_day(on),
        total=total,
        freed=_lines(freed, on),
        number=number,
        last=last,
        previous_url=leaf("front:freed", number - 1) if number > 1 else "",
        next_url=leaf("front:freed", number + 1) if number < last else "",
    )


def leaf(view: str, number: int) -> str:
    """The one address of a page of a list."""
    return reverse(view) + (f"?page={number}" if number > 1 else "")


def _place(page: int, total: int) -> tuple[int, int]:
    last = max(1, -(-total // PER_PAGE))
    return min(page, last), last


def _lines(cases: Iterable[PublishedCase], on: date) -> tuple[CustodyLine, ...]:
    return tuple(custody_line(case, on=on) for case in cases)
