"""A name server on the loopback that knows what a test tells it, and nothing of the world."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from socketserver import BaseRequestHandler, ThreadingUDPServer
from threading import Thread

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
from dns.resolver import Resolver

from outcry.delivery.outgoing.transports.mail_exchangers import a_resolver

# name → kind → records as a zone file writes them; a name that has any is there, even where the kind asked for is not.
Zone = Mapping[str, Mapping[str, list[str]]]
_SECONDS = 60


@contextmanager
def resolver_of(zone: Zone, *, fails: frozenset[str] = frozenset()) -> Iterator[Resolver]:
    """A resolver that asks such a server, and remembers what it said."""
    with a_name_server(zone, fails=fails) as port:
        resolver = a_resolver(servers=["127.0.0.1"], port=port)
        resolver.lifetime = 2
        yield resolver


@contextmanager
def a_name_server(zone: Zone, *, fails: frozenset[str] = frozenset()) -> Iterator[int]:
    """Answers on this port of 127.0.0.1; for names in `fails` it says that it is broken (SERVFAIL)."""
    known = {dns.name.from_text(name): records for name, records in zone.items()}
    broken = {dns.name.from_text(name) for name in fails}

    class Answering(BaseRequestHandler):
        def handle(self) -> None:
            data, socket = self.request
            question = dns.message.from_wire(data)
            answer = dns.message.make_response(question)
            answer.flags |= dns.flags.AA
            name, kind = question.question[0].name, dns.rdatatype.to_text(question.question[0].rdtype)
            if alias := known.get(name, {}).get("CNAME"):
                answer.answer.append(dns.rrset.from_text_list(name, _SECONDS, "IN", "CNAME", alias))
                name = dns.name.from_text(alias[0])
            if name in broken:
                answer.set_rcode(dns.rcode.SERVFAIL)
            elif name not in known:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            elif found := known[name].get(kind):
                answer.answer.append(dns.rrset.from_text_list(name, _SECONDS, "IN", kind, found))
            socket.sendto(answer.to_wire(), self.client_address)

    with ThreadingUDPServer(("127.0.0.1", 0), Answering) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
