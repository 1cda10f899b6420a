"""How a letter greets an office: by its own words, or by the name of whoever holds its post."""

from datetime import date

from outcry.authorities.models import Office, OfficeText
from outcry.authorities.queries.holders import Certainty, holders_on

HOLDER = "{holder}"


def salutation(*, office: Office, text: OfficeText | None, on: date) -> str:
    """The first line of a letter. The holder is named only where the organisation chose so and exactly one person is certain."""
    if text is None:
        return ""
    name = _holder_name(office, text, on)
    return text.salutation_by_name.replace(HOLDER, name) if name else text.salutation


def _holder_name(office: Office, text: OfficeText, on: date) -> str:
    if not (office.names_holder and office.post and HOLDER in text.salutation_by_name):
        return ""
    holdings = holders_on(post=office.post, on=on)
    # Somebody else who may hold it makes any name a guess, and a letter to the wrong person is worse than one to the office.
    if len(holdings) != 1 or holdings[0].certainty != Certainty.CERTAIN or holdings[0].membership.person is None:
        return ""
    return holdings[0].membership.person.label_in(text.language)
