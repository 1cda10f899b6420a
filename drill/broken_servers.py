"""Mail servers that are broken in every way we could think of, and the state in which each leaves a letter.

One real worker, the real tables, real sockets on the loopback; the clock is the drill's own. After a fault that passes the letter must
have arrived, once; after one that does not, its state must say the truth. `python -m drill.broken_servers` prints the table.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

import django

if __name__ == "__main__":
    folder = tempfile.mkdtemp(prefix="outcry-broken-servers-")
    os.environ |= {"DJANGO_SETTINGS_MODULE": "outcry.config.settings", "OUTCRY_MODE": "test", "DATA": folder, "DATABASE_URL": ""}
    django.setup()

from django.apps import apps
from django.db import connection, transaction
from django.test import override_settings

from outcry.delivery import outbox
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.outgoing.transports.base import Transport
from outcry.delivery.outgoing.transports.direct import DirectTransport
from outcry.delivery.outgoing.transports.mail_exchangers import MailExchangers
from outcry.delivery.outgoing.transports.smtp import SmtpTransport
from outcry.delivery.outgoing.worker import Worker
from outcry.delivery.tests.cast import a_mail
from outcry.delivery.tests.certificates import self_signed
from outcry.delivery.tests.mail_servers import DROP, MailServer, mail_server
from outcry.delivery.tests.name_server import Zone, resolver_of

LOOPBACK = "127.0.0.1"
DOMAIN, SERVER = "prosecutor.example", "mx.prosecutor.example"
# Seconds for one answer, for one letter, and how long a letter may keep the worker at most: what is lost on leave-taking counts, too.
ANSWER, LETTER, MOST = 0.5, 3.0, 10.0
# So long that it can't all be on its way at once.
LONG = "Free him, and let him go home.\n" * 200_000
_LONG_SECONDS = 8.0
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_TRIES = 12
_numbers = count(1)

Script = Mapping[str, str | list[str]]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One broken server. `first` is the state after one try, `last` the one in the end; `copies` is how many arrived of the letter.

    `shut_for` is how long nobody listens at first. `before` letters went by the same line. `options` are the transport's.
    """

    name: str
    script: Script
    first: str
    last: str
    copies: int
    options: Mapping[str, Any] = field(default_factory=dict)
    is_forgetful: bool = False
    forgets_what_follows: bool = False
    before: int = 0
    shut_for: timedelta = timedelta(0)
    zone: Zone | None = None
    no_dns: frozenset[str] = frozenset()
    is_silent_in_the_clear: bool = False
    is_long: bool = False


@dataclass(frozen=True, kw_only=True)
class Met:
    """What came of one fault."""

    fault: Fault
    first: str
    last: str
    copies: int
    others: int
    seconds: float
    told_in_the_clear: bool

    @property
    def is_right(self) -> bool:
        """Both states are true, as many copies arrived as may, the letters before are whole, nothing secret was said, and nobody was kept."""
        fault = self.fault
        states = (self.first, self.last, self.copies, self.others) == (fault.first, fault.last, fault.copies, fault.before)
        return states and not (fault.is_silent_in_the_clear and self.told_in_the_clear) and self.seconds < MOST


def _passing(name: str, phase: str, answer: str, ready: str, **more: Any) -> Fault:
    """A fault that is there once: the letter is deferred, and arrives later."""
    return Fault(name=name, script={phase: [answer, ready]}, first="deferred", last="accepted", copies=1, **more)


def _final(name: str, script: Script, **more: Any) -> Fault:
    return Fault(name=name, script=script, first="refused", last="refused", copies=0, **more)


def _doubtful(name: str, answer: str, *, copies: int) -> Fault:
    """No clear answer to the end of the letter: uncertain, once more, and then it is known."""
    return Fault(name=name, script={"dot": [answer, "250 2.0.0 kept"]}, first="uncertain", last="accepted", copies=copies)


def _harmless(name: str, script: Script, **more: Any) -> Fault:
    return Fault(name=name, script=script, first="accepted", last="accepted", copies=1, **more)


def _offers(*words: str) -> str:
    return "\r\n".join([*(f"250-{word}" for word in ("mx.example", *words[:-1])), f"250 {words[-1]}"])


_EVERYTHING = _offers("PIPELINING", "SIZE 100000", "8BITMIME", "SMTPUTF8", "DSN")


def _steps() -> Iterator[Fault]:
    """Each step of a conversation, and each way in which its answer is none."""
    readies = {"banner": "220 mx.example", "ehlo": "250 mx.example", "mail": "250 ok", "rcpt": "250 ok", "data": "354 go on"}
    broken = {
        "421": "421 4.3.2 going down",
        "451": "451 4.3.0 trouble of our own",
        "cut before the answer": DROP,
        "cut amid the answer": "half|25",
        "one byte a second": "drip|250 well, well",
        "silence": "1|250 at last",
        "an answer without end": "endless|250-and more",
        "a line without end": "250 " + "x" * 20_000,
        "no SMTP": "HTTP/1.1 400 Bad Request",
        "two codes in one answer": "250-yes\r\n550 no",
    }
    for phase, ready in readies.items():
        for what, answer in broken.items():
            yield _passing(f"{phase}: {what}", phase, answer, ready)
    for what, answer in {"450": "450 4.2.0 full", "452": "452 4.2.2 over quota", "421": "421 4.7.0 too many", "454": "454 4.7.0 not now"}.items():
        yield _passing(f"end of the letter: {what}", "dot", answer, "250 2.0.0 kept")
    for phase in ("mail", "rcpt", "data", "dot"):
        for code in ("550 5.1.1 nobody", "552 5.3.4 too large", "553 5.1.3 what address", "554 5.6.0 no"):
            yield _final(f"{phase}: {code[:3]}", {phase: code})


def _ends() -> Iterator[Fault]:
    """After the final dot."""
    yield _doubtful("the 250 is lost", DROP, copies=2)
    yield _doubtful("the 250 is cut", "half|250 2.0", copies=2)
    yield _doubtful("the 250 comes one byte a second", "drip|250 2.0.0 kept", copies=2)
    yield _doubtful("the 250 comes too late", "4|250 2.0.0 kept", copies=2)
    yield _doubtful("the 250 never ends", "endless|250-kept", copies=2)
    yield _doubtful("354 instead of 250", "354 go on", copies=1)
    yield _doubtful("a code that is none", "999 what", copies=1)
    yield _doubtful("words instead of a code", "kept, I think", copies=1)
    yield _doubtful("yes and no in one answer", "250-yes\r\n550 no", copies=2)
    yield Fault(name="the 250 is lost each time", script={"dot": DROP}, first="uncertain", last="uncertain", copies=2)
    # Long, for a short one may be away to its last dot before we can see the cut: then it is uncertain, and rightly.
    yield _passing("cut before the text", "data", "last|354 go on", "354 go on", is_long=True)
    yield _passing("cut amid the text", "content", DROP, "", is_long=True)
    yield _passing("421 amid the text, and cut", "content", "last|421 4.3.2 going down", "", is_long=True)
    yield _final("a refusal amid the text, and cut", {"content": "last|554 5.6.0 no more of this"}, is_long=True)
    yield _passing("250 before the text", "data", "354 go on\r\n250 2.0.0 kept already", "354 go on")
    yield _passing("250 instead of 354", "data", "250 ok", "354 go on")


def _neighbours() -> Iterator[Fault]:
    """Letters before it on the same line, and taking leave."""
    yield _harmless("421 between two letters", {"mail": ["250 ok", "421 4.4.2 idle", "250 ok"]}, before=1)
    yield _harmless("hung up between two letters", {"mail": ["250 ok", DROP, "250 ok"]}, before=1)
    yield _harmless("half an answer between two letters", {"mail": ["250 ok", "half|25", "250 ok"]}, before=1)
    yield _harmless("one answer too much after a letter", {"dot": ["250 2.0.0 kept\r\n250 2.0.0 and again", "250 2.0.0 kept"]}, before=1)
    for what, answer in {"421": "421 bye", "500": "500 what", "cut": DROP, "cut amid": "half|25", "silence": "1|250 ok", "bytes": "drip|250 ok"}.items():
        yield _final(f"rset: {what}", {"rcpt": ["250 ok", "550 5.1.1 nobody", "250 ok"], "rset": answer}, before=1)
    for what, answer in {"cut": DROP, "500": "500 never", "silence": "9|221 bye", "no end": "endless|221-bye"}.items():
        yield _harmless(f"quit: {what}", {"quit": answer})


def _asked_ahead() -> Iterator[Fault]:
    """The letter is in one hand with the one before it, so that its envelope leaves with the end of that one: the first goes alone."""
    told: dict[str, Any] = {"before": 2}
    offers = {"ehlo": _EVERYTHING}
    readies = {"mail": "250 ok", "rcpt": "250 ok", "data": "354 go on"}
    trouble = {
        "421": "421 4.4.2 enough for now",
        "451": "451 4.3.0 trouble of our own",
        "503": "503 5.5.1 not now",
        "550": "550 5.5.0 what",
        "cut": DROP,
        "cut amid": "half|25",
        "silence": "1|250 ok",
        "bytes": "drip|250 well, well",
        "two answers": "250 ok\r\n250 ok",
    }
    for phase, ready in readies.items():
        for what, answer in trouble.items():
            yield _harmless(f"asked ahead: {phase}: {what}", offers | {phase: [ready, ready, answer, ready]}, **told)
    yield _harmless("asked ahead: all of it is forgotten", offers, forgets_what_follows=True, **told)
    yield _harmless("asked ahead: one answer too much before it", offers | {"dot": ["250 ok", "250 ok\r\n250 and again", "250 ok"]}, **told)
    yield _harmless("asked ahead: the answer to the letter before it comes late", offers | {"dot": ["250 ok", "0.4|250 ok", "250 ok"]}, **told)
    yield _final("asked ahead, and refused for good", offers | {"rcpt": ["250 ok", "250 ok", "550 5.1.1 nobody"]}, **told)
    yield Fault(
        name="asked ahead: later",
        script=offers | {"rcpt": ["250 ok", "250 ok", "450 full", "450 full", "250 ok"]},
        first="deferred",
        last="accepted",
        copies=1,
        **told,
    )
    yield Fault(
        name="asked ahead: the 250 is lost", script=offers | {"dot": ["250 ok", "250 ok", DROP, "250 ok"]}, first="uncertain", last="accepted", copies=2, **told
    )
    yield _final("asked ahead: 354 after a refused recipient", offers | {"rcpt": ["250 ok", "250 ok", "550 5.1.1 nobody"], "no-recipient": "354 go on"}, **told)


def _offered() -> Iterator[Fault]:
    """Servers that do not keep what they offer, or refuse to be greeted."""
    yield _harmless("EHLO refused, HELO taken", {"ehlo": "502 5.5.1 what"})
    yield _passing("EHLO and HELO refused", "helo", "550 no", "250 mx.example", options={"ehlo": "502 what"})
    yield _harmless("several commands at once are forgotten", {"ehlo": _EVERYTHING}, is_forgetful=True)
    yield _harmless("cut after several commands at once", {"ehlo": _EVERYTHING, "rcpt": [DROP, "250 ok"]})
    yield _final("354 after a refused recipient", {"ehlo": _EVERYTHING, "rcpt": "550 5.1.1 nobody", "no-recipient": "354 go on"})
    yield _final("a size that the letter exceeds", {"ehlo": _offers("SIZE 10")})
    yield _final("no limit to the size, and yet too large", {"ehlo": _offers("SIZE 0"), "dot": "552 5.3.4 too large"})
    yield _harmless("a size that is none", {"ehlo": _offers("SIZE huge")})
    for phase in ("mail", "rcpt"):
        for code in ("555 5.5.4", "501 5.5.4", "504 5.5.4"):
            yield _harmless(f"{phase}: {code[:3]} to what was offered", {"ehlo": _EVERYTHING, phase: [f"{code} unknown option", "250 ok"]})
    yield _harmless("an offer of 90 lines", {"ehlo": _offers(*(f"X-{number}" for number in range(90)))})
    yield _passing("an offer of 300 lines", "ehlo", _offers(*(f"X-{number}" for number in range(300))), "250 mx.example")


def _secrets() -> Iterator[Fault]:
    """A relay that asks for TLS and a password."""
    tls = _offers("STARTTLS", "AUTH PLAIN LOGIN")
    password = {"username": "outcry", "password": "secret"}

    def never(name: str, **script: str) -> Fault:
        options = {"use_tls": True, **password}
        return Fault(name=name, script={"ehlo": tls} | script, first="deferred", last="deferred", copies=0, options=options, is_silent_in_the_clear=True)

    yield never("STARTTLS is not offered any more", ehlo=_offers("AUTH PLAIN LOGIN"))
    yield never("STARTTLS: 454", starttls="454 4.7.0 not now")
    yield never("STARTTLS: 502", starttls="502 5.5.1 what")
    yield never("STARTTLS: cut", starttls=DROP)
    yield never("STARTTLS: words in the clear behind it", starttls="220 go on\r\n250 injected")
    yield never("STARTTLS: a certificate that nobody vouches for")
    yield never("STARTTLS: hung up amid the handshake", starttls="last|220 go on")
    signing_in = {
        "454": "454 4.7.0 not now",
        "535": "535 5.7.8 wrong",
        "534": "534 5.7.9 too weak",
        "cut": DROP,
        "cut amid": "half|23",
        "bytes": "drip|235 yes",
    }
    for what, answer in signing_in.items():
        yield Fault(
            name=f"sign in: {what}",
            script={"ehlo": _offers("AUTH PLAIN"), "auth": [answer, "235 2.7.0 welcome"]},
            first="deferred",
            last="accepted",
            copies=1,
            options=password,
        )
    yield Fault(name="sign in: no way that we know", script={"ehlo": _offers("AUTH NTLM")}, first="deferred", last="deferred", copies=0, options=password)
    yield _passing("530 to whoever did not sign in", "mail", "530 5.7.0 authenticate first", "250 ok")


def _straight() -> Iterator[Fault]:
    """Without a relay: the DNS, and TLS as it is offered."""
    zone = {DOMAIN: {"MX": [f"10 {SERVER}."]}, SERVER: {"A": [LOOPBACK]}}
    tls = {"ehlo": _offers("STARTTLS")}
    yield _harmless("direct: a certificate of another name", tls, zone=zone)
    yield _harmless("direct: STARTTLS refused", tls | {"starttls": "454 4.7.0 not now"}, zone=zone)
    yield _harmless("direct: words in the clear behind STARTTLS", tls | {"starttls": "220 go on\r\n250 injected"}, zone=zone)
    yield _harmless("direct: hung up amid the handshake", tls | {"starttls": "last|220 go on"}, zone=zone)
    first_is_gone = {DOMAIN: {"MX": ["5 gone.example.", f"10 {SERVER}."]}, "gone.example": {"A": ["127.0.0.9"]}, SERVER: {"A": [LOOPBACK]}}
    yield _harmless("direct: the first server is gone", {}, zone=first_is_gone)
    yield _final("direct: no such domain", {}, zone={})
    yield _final("direct: the domain takes no mail", {}, zone={DOMAIN: {"MX": ["0 ."]}})
    yield _final("direct: a server without address", {}, zone={DOMAIN: {"MX": ["10 gone.example."]}})
    yield Fault(name="direct: the DNS is broken", script={}, first="deferred", last="deferred", copies=0, zone=zone, no_dns=frozenset({DOMAIN}))


def _days() -> Iterator[Fault]:
    """What takes long, by the clock of the letter."""
    yield Fault(name="greylisting for an hour", script={"rcpt": [*["451 4.7.1 greylisted"] * 4, "250 ok"]}, first="deferred", last="accepted", copies=1)
    yield Fault(name="down for 4 days and 23 hours", script={}, first="deferred", last="accepted", copies=1, shut_for=timedelta(days=4, hours=23))
    yield Fault(name="down for 6 days", script={}, first="deferred", last="expired", copies=0, shut_for=timedelta(days=6))
    yield Fault(
        name="a tar pit at every step",
        script=dict.fromkeys(("banner", "ehlo", "mail", "rcpt", "data"), "0.35|250 slow"),
        first="deferred",
        last="deferred",
        copies=0,
    )


FAULTS: tuple[Fault, ...] = tuple(fault for some in (_steps, _ends, _neighbours, _asked_ahead, _offered, _secrets, _straight, _days) for fault in some())

Make = Callable[..., SmtpTransport]


def meet(fault: Fault, *, make: Make = SmtpTransport) -> Met:
    """Let a worker meet one fault, from an empty outbox; the rows are left for whoever wants to look."""
    with override_settings(NEXT_HOP="addressee", MAIL_HASTE=1, RELAY_LOG=""), ExitStack() as stack:
        server = stack.enter_context(_server(fault))
        transport = stack.enter_context(closing(_transport(fault, server, stack, make)))
        return _walk(fault, server, transport)


@contextmanager
def _server(fault: Fault) -> Iterator[MailServer]:
    script = {phase: answers if isinstance(answers, str) else list(answers) for phase, answers in fault.script.items()}
    script |= {phase: answer for phase, answer in fault.options.items() if phase == "ehlo"}
    with mail_server(**script) as server, tempfile.TemporaryDirectory() as folder:
        server.is_forgetful, server.forgets_what_follows = fault.is_forgetful, fault.forgets_what_follows
        server.certificate, _ = self_signed("another.example", Path(folder))
        yield server


def _transport(fault: Fault, server: MailServer, stack: ExitStack, make: Make) -> Any:
    if fault.zone is not None:
        resolver = stack.enter_context(resolver_of(fault.zone, fails=fault.no_dns))
        exchangers = MailExchangers(resolver=resolver, is_allowed=lambda address: True)
        return DirectTransport(exchangers=exchangers, port=server.port, timeout=ANSWER, letter_seconds=LETTER)
    options = {name: value for name, value in fault.options.items() if name != "ehlo"}
    seconds = {"timeout": ANSWER, "letter_seconds": _LONG_SECONDS if fault.is_long else LETTER}
    return make(host=LOOPBACK, port=server.port, **seconds | options)


class _Gone:
    """Nobody listens yet."""

    def __init__(self, behind: Transport, *, is_gone: Callable[[], bool]) -> None:
        self._behind, self._is_gone = behind, is_gone
        self._nobody = SmtpTransport(host="127.0.0.9", port=9, timeout=ANSWER)

    def hand_over(self, **told: Any) -> Any:
        return (self._nobody if self._is_gone() else self._behind).hand_over(**told)

    def close(self) -> None:
        self._behind.close()


def _walk(fault: Fault, server: MailServer, transport: Transport) -> Met:
    # A month of its own for each fault: what a server did in the one before is long ago.
    number = next(_numbers)
    start = NOW + number * timedelta(days=30)
    clock = [start]
    gone = _Gone(transport, is_gone=lambda: clock[0] < start + fault.shut_for)
    worker = Worker(now=lambda: clock[0], transport_for=lambda *, mailer: gone)
    # Whether one of them blocks us is not the question here.
    outbox.release_server(key=DOMAIN, now=start)
    # An office of its own for each fault, which no other has made rest.
    office = f"office:{number}"
    outbox.open_destination(key=office, hourly_pace=None, daily_cap=None)
    told = {"now": start, "destination": office} | ({"text": LONG} if fault.is_long else {})
    mails = [a_mail(**told, priority=4 if place < fault.before else 5) for place in range(fault.before + 1)]
    with transaction.atomic():
        *others, letter = outbox.put(mails=mails, now=start)
    began = monotonic()
    # A server gets its letters at a pace.
    while worker.work_once() or (first := OutgoingMessage.objects.get(pk=letter.pk).state) == "queued":
        clock[0] += timedelta(seconds=5)
    worker.close()
    seconds = monotonic() - began
    for _ in range(_TRIES if not fault.shut_for else 200):
        due_at = OutgoingMessage.objects.get(pk=letter.pk).due_at
        if due_at is None:
            break
        clock[0] = max(due_at, clock[0] + timedelta(minutes=2))
        worker.drain()
    kept = [found.content.partition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode() for found in server.kept]
    last = OutgoingMessage.objects.get(pk=letter.pk).state
    OutgoingMessage.objects.update(due_at=None)
    arrived = OutgoingMessage.objects.filter(pk__in=[row.pk for row in others], state="accepted").values_list("message_id", flat=True)
    return Met(
        fault=fault,
        first=first,
        last=last,
        copies=kept.count(letter.message_id),
        others=sum(kept.count(name) == 1 for name in arrived),
        seconds=seconds,
        told_in_the_clear=any(line.startswith(("AUTH", "MAIL")) for line in server.heard),
    )


def table(met: Sequence[Met]) -> str:
    """A line for each fault."""
    width = max(len(one.fault.name) for one in met)
    return "\n".join(
        f"{'ok ' if one.is_right else 'RED'}  {one.fault.name:<{width}}  {one.first} > {one.last}, {one.copies} arrived, {one.seconds:.1f} s" for one in met
    )


def main() -> int:
    """Meet them all on a database of their own; 1 when a letter was left in a wrong state."""
    with connection.schema_editor() as editor:
        for model in apps.get_app_config("delivery").get_models():
            editor.create_model(model)
    found = [meet(fault) for fault in FAULTS]
    wrong = [one for one in found if not one.is_right]
    print(table(found))
    print(f"{len(found)} broken servers, {len(wrong)} letters in a wrong state.")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        shutil.rmtree(folder)
