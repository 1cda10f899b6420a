"""Whether an address may send for a domain (SPF, RFC 7208): `check_host` as a receiver runs it, for records without macros.

Ours, since the known evaluator of Python has had no release since 2020 and does not compile without warnings. What stands in a
record for other people's mail (`ptr`, `exists`, macros) is answered with UNSURE and never guessed.
"""

import enum
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from outcry.delivery.doctor.names import Names, NameServerSilent

# So many terms that ask the DNS, and so many names that are not there (4.6.4).
MOST_LOOKUPS = 10
_MOST_VOID = 2
_MOST_HOSTS = 10


class Sender(enum.StrEnum):
    """What a receiver concludes (2.6), and UNSURE, which is ours."""

    PASS = "pass"  # noqa: S105  the word of the standard
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"
    PERMERROR = "permerror"
    TEMPERROR = "temperror"
    UNSURE = "unsure"


_QUALIFIERS = {"+": Sender.PASS, "-": Sender.FAIL, "~": Sender.SOFTFAIL, "?": Sender.NEUTRAL}
_ASKING = frozenset({"include", "a", "mx", "ptr", "exists"})


class _Ended(Exception):
    def __init__(self, result: Sender, why: str) -> None:
        super().__init__(why)
        self.result, self.why = result, why


@dataclass
class _Question:
    names: Names
    address: IPv4Address | IPv6Address
    lookups: int = 0
    void: int = 0
    seen: list[str] = field(default_factory=list)

    def count_lookup(self) -> None:
        self.lookups += 1
        if self.lookups > MOST_LOOKUPS:
            raise _Ended(Sender.PERMERROR, f"more than {MOST_LOOKUPS} terms ask the DNS")

    def ask(self, name: str, kind: str) -> list[str]:
        found = self.names.ask(name, kind)
        if not found:
            self.void += 1
            if self.void > _MOST_VOID:
                raise _Ended(Sender.PERMERROR, f"more than {_MOST_VOID} names in it are not there, such as {name}")
        return found


def spf_records(names: Names, domain: str) -> list[str]:
    """Every TXT record that is one of SPF. Raise NameServerSilent."""
    return [text for text in names.texts(domain) if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]


def may_send(names: Names, *, address: str, domain: str) -> tuple[Sender, str]:
    """The result for a mail from this address whose envelope names this domain, and why."""
    question = _Question(names=names, address=ip_address(address))
    try:
        return _check(question, domain), ""
    except _Ended as ended:
        return ended.result, ended.why
    except NameServerSilent as error:
        return Sender.TEMPERROR, f"no name server answered about {error}"


def _check(question: _Question, domain: str) -> Sender:
    if domain in question.seen:
        raise _Ended(Sender.PERMERROR, f"{domain} leads back to itself")
    question.seen.append(domain)
    records = spf_records(question.names, domain)
    if len(records) > 1:
        raise _Ended(Sender.PERMERROR, f"{domain} has {len(records)} records of SPF; one alone is allowed")
    if not records:
        return Sender.NONE
    terms = records[0].split()[1:]
    for term in terms:
        if "%" in term:
            raise _Ended(Sender.UNSURE, f"{term} depends on the single mail")
        # What has an equals sign is a modifier; of those only redirect decides anything.
        if "=" not in term and _matches(question, domain, term.lstrip("+-~?").lower()):
            return _QUALIFIERS.get(term[0], Sender.PASS)
    redirects = [value for name, _, value in (term.partition("=") for term in terms) if name.lower() == "redirect"]
    return _redirected(question, redirects[0]) if redirects else Sender.NEUTRAL


def _redirected(question: _Question, target: str) -> Sender:
    question.count_lookup()
    result = _check(question, target)
    question.seen.pop()
    return Sender.PERMERROR if result == Sender.NONE else result


def _matches(question: _Question, domain: str, mechanism: str) -> bool:
    kind = mechanism.split("/")[0].split(":")[0]
    rest = mechanism[len(kind) :].removeprefix(":")
    if kind in _ASKING:
        question.count_lookup()
    match kind:
        case "all":
            return True
        case "ip4" | "ip6":
            return _in_network(question, rest)
        case "include":
            return _includes(question, rest)
        case "a" | "mx":
            target, _, prefixes = rest.partition("/")
            hosts = [target or domain]
            if kind == "mx":
                hosts = [text.split()[-1] for text in question.ask(target or domain, "MX")][:_MOST_HOSTS]
            kinds = "A" if question.address.version == 4 else "AAAA"
            return any(_in_network(question, found + _prefix(question, prefixes)) for host in hosts for found in question.ask(host, kinds))
        case "ptr" | "exists":
            raise _Ended(Sender.UNSURE, f"{mechanism} depends on the single mail")
    raise _Ended(Sender.PERMERROR, f"{domain} names {mechanism}, which nobody knows")


def _includes(question: _Question, target: str) -> bool:
    result = _check(question, target)
    question.seen.pop()
    if result == Sender.NONE:
        raise _Ended(Sender.PERMERROR, f"{target} is included and has no record of SPF")
    return result == Sender.PASS


def _prefix(question: _Question, written: str) -> str:
    """`24`, or `24//64` for both kinds of addresses (5.6)."""
    four, _, six = written.partition("//") if not written.startswith("/") else ("", "", written[1:])
    chosen = four if question.address.version == 4 else six
    return f"/{chosen}" if chosen else ""


def _in_network(question: _Question, written: str) -> bool:
    try:
        network = ip_network(written, strict=False)
    except ValueError:
        raise _Ended(Sender.PERMERROR, f"{written} is no address") from None
    return question.address.version == network.version and question.address in network
