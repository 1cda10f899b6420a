"""The code that a bank's program on a phone reads: holder and account of a transfer in euro (EPC069-12, version 002).

The amount is left to the giver. Level M and at most version 13 of the code, as the guideline asks.
"""

import segno
from django.utils.safestring import SafeString, mark_safe

from outcry.giving.account_addresses import is_sepa
from outcry.giving.models import Way, WayKind

_UTF_8 = "1"
_LARGEST_VERSION = 13


def has_code(way: Way) -> bool:
    """Whether banks know such a code for this account."""
    return way.kind == WayKind.BANK and way.currency == "EUR" and is_sepa(way.address)


def code_of(way: Way) -> segno.QRCode:
    """The code for a transfer to this account."""
    lines = ("BCD", "002", _UTF_8, "SCT", way.bic, way.holder, way.address, "", "", "", "")
    code = segno.make_qr("\n".join(lines), error="m", boost_error=False, mode="byte", encoding="utf-8")
    if not isinstance(code.version, int) or code.version > _LARGEST_VERSION:
        raise ValueError(f"too long for a transfer: way {way.pk}")
    return code


def drawn_code(way: Way) -> SafeString:
    """The same as a picture within a page: dark on light in every colour scheme, since a camera reads it."""
    svg = code_of(way).svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(svg)  # noqa: S308  numbers and paths of a library: of what was typed it holds the squares
