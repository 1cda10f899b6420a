"""How the line to a server was protected, in words for people. What the transports write down of it is technical."""

from django.utils.translation import gettext as _


def protection_in_words(tls: str) -> str:
    """Of `Attempt.tls`; blank where there was no line."""
    if not tls:
        return ""
    _cipher, comma, certificate = tls.rpartition(", ")
    if not comma:
        return _("in the clear")
    return _("encrypted, certificate checked") if certificate == "certificate verified" else _("encrypted, certificate not checked")
