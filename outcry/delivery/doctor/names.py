"""Asking the DNS: strings in, strings out; "is not there" is an answer, "can't be asked" an error."""

from ipaddress import ip_address
from typing import Any

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver
from dns.reversename import from_address

_LIFETIME = 10.0


class NameServerSilent(Exception):
    """No name server gave an answer. Says about which name."""


def named_server(written: str | None) -> tuple[str, int] | None:
    """`192.0.2.1`, `192.0.2.1:5353` or `2001:db8::1` as (address, port); None for None. Raise ValueError."""
    if written is None:
        return None
    address, _, port = written.rpartition(":") if written.count(":") == 1 else (written, "", "53")
    return str(ip_address(address)), int(port)


class Names:
    """The DNS through this machine's name servers, or through one that is named as (address, port)."""

    def __init__(self, *, server: tuple[str, int] | None = None) -> None:
        self._resolver = Resolver(configure=server is None)
        self._resolver.lifetime = _LIFETIME
        if server is not None:
            self._resolver.nameservers, self._resolver.port = [server[0]], server[1]

    def ask(self, name: str, kind: str) -> list[str]:
        """What stands there, each record as a zone file writes it; nothing where nothing does. Raise NameServerSilent."""
        return [record.to_text() for record in self._records(name, kind)]

    def texts(self, name: str) -> list[str]:
        """TXT records, the strings of each joined. Raise NameServerSilent."""
        return [b"".join(strings).decode(errors="replace") for strings in self.strings(name)]

    def strings(self, name: str) -> list[tuple[bytes, ...]]:
        """TXT records, the strings of each apart. Raise NameServerSilent."""
        return [tuple(record.strings) for record in self._records(name, "TXT")]

    def reverse(self, address: str) -> list[str]:
        """The names of an address (PTR), without their last dot. Raise NameServerSilent."""
        return [name.rstrip(".") for name in self.ask(from_address(address).to_text(), "PTR")]

    def addresses(self, name: str) -> list[str]:
        """A and AAAA. Raise NameServerSilent."""
        return [*self.ask(name, "A"), *self.ask(name, "AAAA")]

    def _records(self, name: str, kind: str) -> list[Any]:
        try:
            return list(self._resolver.resolve(name.rstrip(".") + ".", kind))
        except (NXDOMAIN, NoAnswer):
            return []
        except (DNSException, OSError) as error:
            raise NameServerSilent(f"{name} ({kind})") from error
