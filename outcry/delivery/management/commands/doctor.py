"""`outcry doctor mail`: does the DNS let our mail arrive, and what has to be written there."""

import json
import socket
from dataclasses import asdict
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from outcry.delivery.doctor.checks import Finding, State, look_at
from outcry.delivery.doctor.names import Names, named_server
from outcry.delivery.doctor.own import own_domains
from outcry.delivery.signing.keys import SigningKey, SigningKeyUnfit, number_in_use, numbers, pair

# Addresses of documentation (RFC 5737, RFC 3849): asked which of ours would be used to reach them. Nothing is sent.
_FAR_AWAY = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
_MARKS = {State.GOOD: "good  ", State.HINT: "look  ", State.WRONG: "WRONG ", State.UNSEEN: "unseen"}


class Command(BaseCommand):
    help = "See whether this installation is well."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        mail = verbs.add_parser("mail", help="look up SPF, DKIM, DMARC, MX and the reverse name, and say what to write into the DNS")
        mail.add_argument("--domain", action="append", help="a domain that mail leaves from; default: the organisation's, and that of OUTCRY_FROM")
        mail.add_argument("--address", action="append", help="an address of the machine that carries mail out; default: this one's, where it is public")
        mail.add_argument("--selector", action="append", default=[], help="by which a relay signs")
        mail.add_argument("--host", help="the name that machine calls itself by; default: the host of OUTCRY_SITE_URL")
        mail.add_argument("--dns", metavar="ADDRESS[:PORT]", help="ask this name server, such as the domain's own: it knows a change at once")
        mail.add_argument("--json", action="store_true", help="one line of JSON for each finding")

    def handle(self, *, verb: str, **options: Any) -> None:
        names = Names(server=_server(options["dns"]))
        signing, coming = _own_keys(settings.KEYS_FOLDER)
        addresses = _checked(options["address"]) if options["address"] else _own_addresses()
        host = options["host"] or urlsplit(settings.SITE_URL).hostname or "localhost"
        wrong = 0
        for domain in options["domain"] or own_domains():
            if not options["json"]:
                self.stdout.write(f"{domain}")
            for finding in look_at(names=names, domain=domain, addresses=addresses, signing=signing, coming=coming, selectors=options["selector"], host=host):
                wrong += finding.state == State.WRONG
                self._tell(domain, finding, as_json=options["json"])
        if wrong:
            raise CommandError(f"Wrong: {wrong}.")

    def _tell(self, domain: str, finding: Finding, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"domain": domain} | asdict(finding), ensure_ascii=False))
            return
        self.stdout.write(f"  {_MARKS[finding.state]} {finding.about}: {finding.words}")
        for line in finding.write:
            self.stdout.write(f"           write: {line}")


def _server(written: str | None) -> tuple[str, int] | None:
    try:
        return named_server(written)
    except ValueError as error:
        raise CommandError(f"--dns is ADDRESS or ADDRESS:PORT: {error}") from error


def _checked(addresses: list[str]) -> list[str]:
    try:
        return [str(ip_address(address)) for address in addresses]
    except ValueError as error:
        raise CommandError(str(error)) from error


def _own_keys(folder: Path) -> tuple[tuple[SigningKey, ...], tuple[SigningKey, ...]]:
    """Those that sign, and a newer pair that does not yet."""
    try:
        in_use = number_in_use(folder)
        newest = max(numbers(folder), default=0)
        signing = () if in_use is None else pair(folder, in_use)
        return signing, pair(folder, newest) if newest > (in_use or 0) else ()
    except SigningKeyUnfit as error:
        raise CommandError(str(error)) from error


def _own_addresses() -> list[str]:
    """By which addresses this machine is seen from far away, as far as it knows: behind a translating router it does not."""
    found = []
    for family, far in _FAR_AWAY:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as question:
                question.connect((far, 9))
                address = question.getsockname()[0]
        except OSError:
            continue
        if ip_address(address).is_global:
            found.append(address)
    return found
