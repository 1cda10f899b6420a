"""What the DNS says of a domain that mail leaves from, one finding for each thing, and what to write where something is missing."""

import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from outcry.delivery.doctor.names import Names, NameServerSilent
from outcry.delivery.doctor.senders import Sender, may_send, spf_records
from outcry.delivery.signing.keys import SigningKey, in_strings

_STRONG = frozenset({"quarantine", "reject"})


class State(enum.StrEnum):
    """How it stands: as it should be, worth a look, wrong, or not to be seen from here."""

    GOOD = "good"
    HINT = "hint"
    WRONG = "wrong"
    UNSEEN = "unseen"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `write` are lines of a zone file that would mend it."""

    about: str
    state: State
    words: str
    write: tuple[str, ...] = ()


def look_at(
    *, names: Names, domain: str, addresses: Sequence[str], signing: Sequence[SigningKey], coming: Sequence[SigningKey], selectors: Sequence[str], host: str
) -> Iterator[Finding]:
    """Every finding for one domain.

    `addresses` are those that mail leaves from, `signing` our own keys that sign and `coming` those that were made
    and do not sign yet, `selectors` those of a relay that signs. `host` is the name that the machine calls itself by.
    """
    looks: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: _way_back(names, domain, host),
        lambda: _senders(names, domain, addresses, host),
        lambda: _signatures(names, domain, signing, coming, selectors),
        lambda: _policy(names, domain),
        lambda: _reverse(names, addresses, host),
    )
    for look in looks:
        try:
            yield from look()
        except NameServerSilent as error:
            yield Finding("DNS", State.UNSEEN, f"No name server answered about {error}. Try again.")


def _way_back(names: Names, domain: str, host: str) -> Iterator[Finding]:
    wanted = (f"{domain}. MX 10 {host}.",)
    found = names.ask(domain, "MX")
    hosts = [text.split()[-1].rstrip(".") for text in found]
    if hosts == [""]:
        yield Finding("MX", State.WRONG, f"{domain} says that it takes no mail (RFC 7505): no answer can come back.", write=wanted)
    elif hosts:
        lost = [name for name in hosts if not names.addresses(name)]
        if lost:
            yield Finding("MX", State.WRONG, f"{', '.join(lost)} should take answers to {domain}, and has no address.")
        else:
            yield Finding("MX", State.GOOD, f"Answers to {domain} go to {', '.join(hosts)}.")
    elif names.addresses(domain):
        yield Finding("MX", State.HINT, f"{domain} has no MX; answers go to its own address. Some servers refuse such senders.", write=wanted)
    else:
        yield Finding("MX", State.WRONG, f"{domain} has no MX and no address: no answer and no bounce can come back.", write=wanted)


def _senders(names: Names, domain: str, addresses: Sequence[str], host: str) -> Iterator[Finding]:
    records = spf_records(names, domain)
    terms = [f"ip{ip_address(address).version}:{address}" for address in addresses]
    if not records:
        wanted = f"v=spf1 {' '.join(terms) or 'mx'} -all"
        yield Finding("SPF", State.WRONG, f"{domain} does not say who may send for it.", write=(f'{domain}. TXT "{wanted}"',))
        return
    if len(records) > 1:
        yield Finding("SPF", State.WRONG, f"{domain} has {len(records)} records of SPF; receivers then believe none. Make one of them.")
        return
    mended = _with_terms(records[0], terms)
    if not addresses:
        words = "From which address mail leaves can't be seen from here: name it with --address. The record is: "
        yield Finding("SPF", State.UNSEEN, words + records[0])
    for address in addresses:
        result, why = may_send(names, address=address, domain=domain)
        if result == Sender.PASS:
            yield Finding("SPF", State.GOOD, f"{address} may send for {domain}.")
        elif result in (Sender.UNSURE, Sender.TEMPERROR):
            yield Finding("SPF", State.UNSEEN, f"Whether {address} may send for {domain} can't be told: {why}.")
        else:
            words = f"{address} may not send for {domain}: a receiver reads “{result}”{f', since {why}' if why else ''}."
            yield Finding("SPF", State.WRONG, words, write=() if result == Sender.PERMERROR else (f'{domain}. TXT "{mended}"',))
    if records[0].lower().rstrip().endswith(("+all", " all")):
        closed = " ".join(records[0].split()[:-1]) + " -all"
        yield Finding("SPF", State.WRONG, f"{domain} lets the whole world send for it.", write=(f'{domain}. TXT "{closed}"',))


def _with_terms(record: str, terms: Sequence[str]) -> str:
    """The record with further terms before its last word, where it ends with a word for all others."""
    words = record.split()
    place = len(words) - 1 if words[-1].lower().endswith("all") else len(words)
    return " ".join([*words[:place], *(term for term in terms if term not in words), *words[place:]])


def _signatures(names: Names, domain: str, signing: Sequence[SigningKey], coming: Sequence[SigningKey], selectors: Sequence[str]) -> Iterator[Finding]:
    for key in (*signing, *coming):
        yield _of_key(names, domain, key, is_signing=key in signing)
    for selector in selectors:
        name = f"{selector}._domainkey.{domain}"
        found = [tags for tags in _published(names, name) if tags["p"]]
        words = f"{name} holds a key for the relay's signatures." if found else f"{name} holds no key: what the relay signs by it is called bad."
        yield Finding("DKIM", State.GOOD if found else State.WRONG, words)
    if coming and not signing:
        yield Finding("DKIM", State.HINT, "Nothing is signed yet. Once these stand in the DNS: outcry mail use-key")
    elif not signing and not selectors:
        words = "Nothing here signs. Where a relay does, name its selector with --selector; else make keys with: outcry mail new-key"
        yield Finding("DKIM", State.HINT, words)


def _of_key(names: Names, domain: str, key: SigningKey, *, is_signing: bool) -> Finding:
    name = key.name_in(domain)
    wanted = (f"{name}. TXT {in_strings(key.record)}",)
    found = _published(names, name)
    if is_published(names, domain, key):
        return Finding("DKIM", State.GOOD, f"{name} holds the key of our {key.kind} signatures.")
    if found:
        return Finding("DKIM", State.WRONG, f"{name} holds another key, or several: replace what is there.", write=wanted)
    words = f"{name} is missing: receivers call what is signed by it bad." if is_signing else f"{name} is missing. It must stand there before this key signs."
    return Finding("DKIM", State.WRONG if is_signing else State.HINT, words, write=wanted)


def is_published(names: Names, domain: str, key: SigningKey) -> bool:
    """Whether the public half stands in the DNS of a domain, alone. Raise NameServerSilent."""
    return [(tags["p"], tags.get("k", "rsa")) for tags in _published(names, key.name_in(domain))] == [(key.public, key.kind)]


def _published(names: Names, name: str) -> list[dict[str, str]]:
    return [tags for text in names.texts(name) if "p" in (tags := _tags(text))]


def _policy(names: Names, domain: str) -> Iterator[Finding]:
    wanted = (f'_dmarc.{domain}. TXT "v=DMARC1; p=reject"',)
    at, records = domain, _policies(names, domain)
    # Without one of its own the nearest one above holds; that of a whole country's names is none of ours.
    while not records and at.count(".") > 1:
        at = at.partition(".")[2]
        records = _policies(names, at)
    if not records:
        yield Finding("DMARC", State.WRONG, f"{domain} does not say what becomes of mail that only claims to be from it.", write=wanted)
        return
    if len(records) > 1:
        yield Finding("DMARC", State.WRONG, f"_dmarc.{at} has {len(records)} records; receivers then believe none. Make one of them.")
        return
    tags = _tags(records[0])
    policy = (tags.get("p", "") if at == domain else tags.get("sp") or tags.get("p", "")).lower()
    if policy in _STRONG:
        yield Finding("DMARC", State.GOOD, f"_dmarc.{at} tells receivers to {policy} what only claims to be from {domain}.")
    elif policy == "none":
        words = f"_dmarc.{at} lets forged mail through (p=none). Once SPF and DKIM are good here, write:"
        yield Finding("DMARC", State.HINT, words, write=wanted)
    else:
        yield Finding("DMARC", State.WRONG, f"_dmarc.{at} names no policy that receivers know: {records[0]}", write=wanted)
    if any(tags.get(tag, "r").lower() == "s" for tag in ("adkim", "aspf")):
        yield Finding("DMARC", State.GOOD, "It asks for the very same domain (strict), which is how Outcry sends.")


def _policies(names: Names, domain: str) -> list[str]:
    return [text for text in names.texts(f"_dmarc.{domain}") if _tags(text).get("v", "").upper() == "DMARC1"]


def _reverse(names: Names, addresses: Sequence[str], host: str) -> Iterator[Finding]:
    for address in addresses:
        wanted = (f"{address} PTR {host}.   (at whoever gave you the address)", f"{host}. {'A' if ip_address(address).version == 4 else 'AAAA'} {address}")
        found = names.reverse(address)
        back = [name for name in found if ip_address(address) in map(ip_address, names.addresses(name))]
        if not found:
            yield Finding("reverse name", State.WRONG, f"{address} has no name; many servers refuse mail from such a machine.", write=wanted)
        elif not back:
            words = f"{address} is called {', '.join(found)}, and that name does not lead back to it."
            yield Finding("reverse name", State.WRONG, words, write=wanted)
        else:
            yield Finding("reverse name", State.GOOD, f"{address} is called {back[0]}, which leads back to it.")


def _tags(record: str) -> dict[str, str]:
    """`tag=value; …` as DKIM and DMARC write it (RFC 6376, 3.2); blanks within values say nothing."""
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, equals, value in pairs if equals}
