"""Whether money can arrive where a way leads: the form of a link, an account number or an address, with its check digits.

It says nothing about whose it is. That is what two people vouch for (vouching.py).
"""

from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from stdnum import bic, bitcoin, iban
from stdnum.exceptions import ValidationError

from outcry.giving.models import WayKind

_HOSTS: dict[str, tuple[str, ...]] = {
    WayKind.PAYPAL: ("paypal.com", "www.paypal.com", "paypal.me", "www.paypal.me"),
    WayKind.PATREON: ("patreon.com", "www.patreon.com"),
    WayKind.STRIPE: ("buy.stripe.com", "donate.stripe.com"),
    WayKind.LIBERAPAY: ("liberapay.com", "en.liberapay.com", "ru.liberapay.com", "ar.liberapay.com"),
}
# Those whose banks take a transfer in euro by the code on the page (EPC409-09, list of SEPA countries).
_SEPA = frozenset(
    [
        *("AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI", "GR", "HR", "HU", "IE", "IS", "IT"),
        *("LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO", "RS", "SE", "SI", "SK", "SM", "VA"),
    ]
)
_MADE_UP = ".example"


class WrongAddress(ValueError):
    """Nothing can arrive there; the text says why, in words for the person at the desk."""


def checked_address(*, kind: str, text: str, may_be_made_up: bool = False) -> str:
    """The address as it is kept. Raise WrongAddress. Made-up links (.example) are for demonstrations."""
    if kind == WayKind.BANK:
        return checked_iban(text)
    if kind == WayKind.BITCOIN:
        return _checked_bitcoin(text)
    return _checked_link(kind, text.strip(), may_be_made_up)


def checked_iban(text: str) -> str:
    """An IBAN without spaces: ISO 13616, the length of its country and its two check digits."""
    try:
        return str(iban.validate(text))
    except ValidationError as error:
        raise WrongAddress(_("This is not an IBAN: its length or its check digits are wrong. Copy it from the bank’s own paper.")) from error


def checked_bic(text: str) -> str:
    """A BIC (ISO 9362), or nothing for nothing."""
    try:
        return str(bic.validate(text)) if text.strip() else ""
    except ValidationError as error:
        raise WrongAddress(_("This is not a BIC. It has eight or eleven letters and digits.")) from error


def is_sepa(address: str) -> bool:
    """Whether this IBAN belongs to the single payment area."""
    return address[:2] in _SEPA


def in_groups(address: str) -> str:
    """An IBAN as people read it: four by four."""
    return str(iban.format(address))


def _checked_bitcoin(text: str) -> str:
    try:
        return str(bitcoin.validate(text.strip()))
    except ValidationError as error:
        raise WrongAddress(_("This is not an address of Bitcoin whose check digits we can verify (those beginning with bc1p we can’t).")) from error


def _checked_link(kind: str, text: str, may_be_made_up: bool) -> str:
    hosts = _HOSTS[kind]
    try:
        parts = urlsplit(text)
        host, has_port = parts.hostname or "", parts.port is not None
    except ValueError as error:
        raise WrongAddress(_("This is not a complete link.")) from error
    # Browsers pass over tabs and take a backslash for a slash: what people read would not be where they land.
    is_plain = text.isascii() and text.isprintable() and not set(text) & set(' \\<>"')
    is_known = host in hosts or (may_be_made_up and host.endswith(_MADE_UP))
    if not (is_plain and parts.scheme == "https" and is_known and not has_port and "@" not in parts.netloc and parts.path.strip("/")):
        raise WrongAddress(_("The link has to begin with https:// and lead to a page on %(hosts)s.") % {"hosts": ", ".join(hosts)})
    return text
