"""Which servers take mail for a domain: MX by RFC 5321, 5.1, none at all by RFC 7505, and the addresses of each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from random import shuffle

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, LRUCache, NoAnswer, Resolver

from outcry.delivery.outgoing.transports.base import RefusedForGood, TryLater

# In all, for one question; the letter's own time is longer.
DNS_SECONDS = 10.0
# RFC 5321, 5.1 wants two at least. A domain that lists fifty must not keep us for an hour.
MOST_ADDRESSES = 6
_HOST_TAKES_NO_MAIL = 556


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """A server by name and by one of its addresses."""

    name: str
    address: str


class MailExchangers:
    """Asks the DNS which servers to try, in which order. Answers are remembered for as long as they say."""

    def __init__(self, *, resolver: Resolver, is_allowed: Callable[[str], bool] | None = None) -> None:
        self._resolver = resolver
        self._is_allowed = is_allowed or is_public

    def of(self, domain: str) -> list[MailServer]:
        """The servers to try for a domain, the best first, one of several equal ones by lot.

        Raise RefusedForGood when there certainly are none, TryLater when the DNS does not tell.
        """
        servers, is_unsure = [], False
        for name in self._names(domain):
            try:
                servers += [MailServer(name=name, address=address) for address in self._addresses(name) if self._is_allowed(address)]
            except TryLater:
                is_unsure = True
        if servers:
            return servers[:MOST_ADDRESSES]
        if is_unsure:
            raise TryLater("the DNS does not tell the address of its mail server", whole_server=True)
        raise RefusedForGood("no mail server of its domain has an address that can be reached from outside")

    def _names(self, domain: str) -> list[str]:
        answer = self._ask(domain, "MX")
        if answer is None:
            # A domain without MX is its own mail server (RFC 5321, 5.1).
            return [domain]
        found = [(int(record.preference), record.exchange.to_text(omit_final_dot=True)) for record in answer]
        if [name for _, name in found] == ["."]:
            raise RefusedForGood("its domain takes no mail (null MX, RFC 7505)", code=_HOST_TAKES_NO_MAIL)
        shuffle(found)
        return [name for _, name in sorted(found, key=lambda pair: pair[0]) if name != "."]

    def _addresses(self, name: str) -> Iterator[str]:
        # The fourth version first: large servers ask more of a sender that comes by the sixth, and many small machines have no way out by it.
        for kind in ("A", "AAAA"):
            try:
                yield from (record.address for record in self._ask(name, kind) or ())
            except RefusedForGood:
                return

    def _ask(self, name: str, kind: str) -> list | None:  # type: ignore[type-arg]
        """The records; None when there are none of this kind."""
        try:
            return list(self._resolver.resolve(name, kind, search=False))
        except NoAnswer:
            return None
        except NXDOMAIN:
            raise RefusedForGood("there is no such domain") from None
        except DNSException as error:
            raise TryLater(f"the DNS does not answer: {type(error).__name__}", whole_server=True) from None


def a_resolver(*, servers: list[str], port: int = 53) -> Resolver:
    """A resolver that asks these servers; those of the system when none are named."""
    resolver = Resolver(configure=not servers)
    if servers:
        resolver.nameservers, resolver.port = list(servers), port
    resolver.lifetime = DNS_SECONDS
    resolver.cache = LRUCache()
    return resolver


def is_public(address: str) -> bool:
    """Whether an address is one of the internet's: whoever owns a domain must not send us into a network of our own."""
    return ip_address(address).is_global
