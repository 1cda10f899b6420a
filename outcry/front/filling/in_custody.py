"""The page of those who are in custody on one day."""

from datetime import date

from outcry.accounts.models import Organisation
from outcry.cases import publication
from outcry.design.day_words import plain_day
from outcry.front.filling.home import A_FORTNIGHT, custody_line
from outcry.front.pages.case import CustodyPage


def custody_page(*, organisation: Organisation, language: str, on: date) -> CustodyPage:
    """Of public cases alone: those that two people have agreed to show. How many others there are is told nowhere, in no figure.

    A case stands here under its public name, so nobody is counted who can't be looked up.
    """
    cases = publication.in_custody(organisation=organisation, language=language, on=on, released_within=A_FORTNIGHT)
    lines = [custody_line(case, on=on) for case in cases]
    return CustodyPage(day=plain_day(on), held=tuple(line for line in lines if not line.released), freed=tuple(line for line in lines if line.released))
