"""No way to give may hide in a text: there it would lead readers away without the two people who vouch for a way."""

import re

from django.utils.translation import gettext as _
from stdnum import bitcoin, iban

from outcry.giving.refusals import GivingRefused
from outcry.lib.text import has_link

# Long enough for an account number, in groups or in one.
_LIKE_AN_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0-]?[A-Z0-9]){11,30}\b", re.IGNORECASE)
_LIKE_BITCOIN = re.compile(r"\b(?:bc1|[13])[a-zA-Z0-9]{25,60}\b")


def refuse_hidden_way(field: str, text: str) -> None:
    """Raise GivingRefused where the text of this field holds a link, an account number or an address of Bitcoin."""
    if has_link(text) or any(_holds_an_iban(found) for found in _LIKE_AN_IBAN.findall(text)) or any(map(bitcoin.is_valid, _LIKE_BITCOIN.findall(text))):
        raise GivingRefused(field, _("Links and account numbers stand in the list of ways alone, where two people vouch for them."))


def _holds_an_iban(text: str) -> bool:
    """The words after a number may look like more of it."""
    plain = re.sub(r"[\s\u00a0-]", "", text)
    return any(iban.is_valid(plain[:length]) for length in range(15, len(plain) + 1))
