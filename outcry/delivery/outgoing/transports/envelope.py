"""What a server offers (RFC 5321, 4.1.1.1), and the envelope of a letter in what it offers. Pure.

SIZE is RFC 1870, 8BITMIME RFC 6152, SMTPUTF8 RFC 6531, DSN RFC 3461, PIPELINING RFC 2920.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from outcry.delivery.outgoing.transports.base import Letter, RefusedForGood
from outcry.lib.domains import domain_in_ascii

# What must be written as a number in xtext (RFC 3461, 4).
_NOT_XTEXT = re.compile(r"[^!-*,-<>-~]")


@dataclass(frozen=True, kw_only=True)
class Offers:
    """What a server said after EHLO. `size` is the most bytes that it takes; None where it names no limit."""

    words: frozenset[str] = frozenset()
    size: int | None = None
    sign_in: frozenset[str] = frozenset()

    def has(self, word: str) -> bool:
        return word in self.words


def read_offers(lines: Sequence[str]) -> Offers:
    """What the lines of its answer offer; the first one is its name."""
    offered = [line.upper().split() for line in lines[1:] if line.split()]
    # Some write AUTH=PLAIN as an old mail program wanted it.
    sign_in = {word for first, *rest in offered for word in [*first.split("=")[1:], *rest] if first.split("=")[0] == "AUTH"}
    sizes = [int(rest[0]) for first, *rest in offered if first == "SIZE" and rest and rest[0].isascii() and rest[0].isdigit()]
    return Offers(words=frozenset(first.split("=")[0] for first, *_ in offered), size=(sizes or [0])[0] or None, sign_in=frozenset(sign_in))


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """The two commands that name sender and recipient. `is_bare`: nothing was asked for that a server could dislike."""

    mail: str
    rcpt: str
    is_bare: bool


def address_in_ascii(address: str) -> str:
    """The address with its domain as the DNS knows it (IDNA 2008). Raise RefusedForGood for a domain that can't exist."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain_in_ascii(domain)}"
    except UnicodeError:
        raise RefusedForGood("the address has a domain that can't exist") from None


def envelope(*, letter: Letter, offers: Offers, asks_for_success: bool, bare: bool) -> Envelope:
    """The envelope of one letter. `bare`: ask for nothing that can be left out.

    Raise RefusedForGood, with the reason in plain words, for what this server never takes.
    """
    if offers.size is not None and len(letter.content) > offers.size:
        raise RefusedForGood(f"the letter has {len(letter.content)} bytes, the server takes {offers.size} at most")
    recipient = address_in_ascii(letter.recipient)
    needs_utf8 = not recipient.isascii() or not letter.content.partition(b"\r\n\r\n")[0].isascii()
    if needs_utf8 and not offers.has("SMTPUTF8"):
        raise RefusedForGood("the address has letters beyond ASCII before its @, and the server knows only ASCII there (no SMTPUTF8)")
    is_seven_bit = letter.content.isascii()
    if not is_seven_bit and not offers.has("8BITMIME"):
        raise RefusedForGood("the letter has bytes beyond ASCII, and the server does not take them (no 8BITMIME)")
    asked = [] if bare else [*([f"SIZE={len(letter.content)}"] if offers.has("SIZE") else []), *([] if is_seven_bit else ["BODY=8BITMIME"])]
    notify = []
    if offers.has("DSN") and not bare:
        # The name in our return address, with its proof: by it a report finds its letter even if it came to another address.
        asked += ["RET=HDRS", f"ENVID={_xtext(letter.sender.rpartition('@')[0])}"]
        notify = [f"NOTIFY={'SUCCESS,' if asks_for_success else ''}FAILURE,DELAY", *([f"ORCPT=rfc822;{_xtext(recipient)}"] if recipient.isascii() else [])]
    options = [*asked, *(["SMTPUTF8"] if needs_utf8 else [])]
    return Envelope(
        mail=" ".join([f"MAIL FROM:<{letter.sender}>", *options]), rcpt=" ".join([f"RCPT TO:<{recipient}>", *notify]), is_bare=not (asked or notify)
    )


def _xtext(text: str) -> str:
    return _NOT_XTEXT.sub(lambda found: "".join(f"+{byte:02X}" for byte in found[0].encode()), text)
