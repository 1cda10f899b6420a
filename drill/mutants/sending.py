"""Broken mail of every kind, made from real mail by a seed, through the real listener and its child.

Claims: whatever was acknowledged is kept byte for byte, each mail was answered within five seconds and got a kind, no process died of any, and none took
more memory than its bounds. The control reads before it keeps, in its own process and without bounds: there mail must be lost.
"""

import hashlib
import json
import os
import re
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from outcry.config.programs import accepts_connections, free_port
from outcry.delivery.incoming.parsing import Unreadable
from outcry.delivery.incoming.reader import Reader

MOST_KILOBYTES = 256 * 1024
MOST_SECONDS = 5.0
# Fewer than one address takes (outcry/delivery/incoming/keep.py).
_TO_ONE_ADDRESS = 150
_PATIENCE_SECONDS = 600.0
_LOOK_EVERY = 25
_SPLICED_BYTES = 200_000
_TOKENS = (
    b"\0", b"\xff\xfe", b"\x80", b"=?utf-8?b?", b"=?utf-8?q?=00?=", b"=?x?y?z?=", b"Content-Type: multipart/mixed; boundary=b\r\n", b"--b\r\n", b"--b--\r\n",
    b"Content-Type: message/rfc822\r\n\r\n", b"Content-Type: text/plain; charset=no-such\r\n", b"Content-Transfer-Encoding: base64\r\n", b"From: :;<@,>\r\n",
    b"Date: Mon, 99 Foo 99999999999 99:99:99 +9999\r\n", b"Content-Type: text/html; charset=\"", b"filename*0*=utf-8''%", b";" * 500, b"\r\n" * 50, b"<" * 300,
    b"Content-Disposition: attachment; filename*=''\r\n", b"Subject: " + b"a" * 3000 + b"\r\n", b"\xd0\x9f\xd1\x80", b"\r\n.\r\n", b"..", b"(" * 400, b"[]@[]",
    b"Final-Recipient: rfc822;\r\nAction: failed\r\nStatus: 5.1.1\r\n", b"Content-Type: message/delivery-status\r\n\r\n",
    b"X-Failed-Recipients: ,\r\n", b"\r\n\r\n",
)  # fmt: skip


@dataclass
class Run:
    """What was sent, what became of it, and what it took."""

    sent: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    kinds: dict[str, int] = field(default_factory=dict)
    slowest: float = 0.0
    peak_of_the_listener: int = 0
    peak_of_children: int = 0
    is_alive: bool = True
    unread: int = 0

    def claims(self) -> list[tuple[str, str, bool]]:
        """What must hold, the figure, and whether it does."""
        lost = len(self.sent - self.kept)
        return [
            ("acknowledged mails that are not kept byte for byte", f"{lost} of {len(self.sent)}", lost == 0),
            ("mails without a kind", str(self.kinds.get("", 0)), not self.kinds.get("", 0)),
            ("the listener lives, in the process it began in", "yes" if self.is_alive else "no", self.is_alive),
            ("longest wait for an answer", f"{self.slowest:.2f} s", self.slowest < MOST_SECONDS),
            ("most memory of the listener", f"{self.peak_of_the_listener // 1024} MB", self.peak_of_the_listener < MOST_KILOBYTES),
            ("most memory of a child that reads", f"{self.peak_of_children // 1024} MB", 0 < self.peak_of_children < MOST_KILOBYTES),
        ]

    @property
    def is_good(self) -> bool:
        return all(holds for _claim, _figure, holds in self.claims())


def mutants(real: Sequence[bytes], *, seed: int) -> Iterator[bytes]:
    """Real mail first, as it is, then mutants of it without end."""
    random = Random(seed)
    yield from real
    while True:
        yield mutant(random.choice(real), real, random)


def mutant(raw: bytes, real: Sequence[bytes], random: Random) -> bytes:
    """One mail with a few things wrong."""
    made = bytearray(raw[:_SPLICED_BYTES])
    for _change in range(random.randint(1, 6)):
        place = random.randrange(len(made) + 1)
        # Headers break parsers more than bodies do.
        place = place if random.random() < 0.4 else min(place, random.randrange(2000))
        match random.randrange(7):
            case 0:
                made[place : place + 1] = bytes([random.randrange(256)])
            case 1:
                del made[place : place + random.randrange(1, 200)]
            case 2:
                made[place:place] = random.choice(_TOKENS) * random.choice((1, 1, 1, 40))
            case 3:
                made[place:place] = made[place : place + random.randrange(1, 500)] * random.choice((1, 2, 30))
            case 4:
                other = random.choice(real)
                made[place:] = other[random.randrange(len(other) + 1) :][:_SPLICED_BYTES]
            case 5:
                del made[place:]
            case _:
                lines = bytes(made).split(b"\n")
                random.shuffle(lines)
                made = bytearray(b"\n".join(lines))
    return bytes(made[: 2 * _SPLICED_BYTES])


def real_mail() -> list[bytes]:
    """The mails of OUTCRY_REAL_DATA."""
    folder = Path(os.environ.get("OUTCRY_REAL_DATA", "../shared/data")) / "mail"
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size]


def as_sent(raw: bytes) -> bytes:
    """With the line ends that SMTP wants, so that what arrives can be compared byte by byte."""
    raw = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    return raw if raw.endswith(b"\r\n") else raw + b"\r\n"


def run(*, folder: Path, number: int, seed: int, without_guard: bool = False) -> Run:
    """Send so many to a listener of its own on a data folder of its own."""
    house = House(folder)
    found = Run()
    addresses = house.addresses(number // _TO_ONE_ADDRESS + 1)
    with house.listening(without_guard=without_guard) as listener:
        _send_all(found, house, listener, addresses, number=number, seed=seed)
        found.is_alive = listener.poll() is None
        if found.is_alive:
            house.wait_until_looked_at()
            _look_at_memory(found, listener.pid)
    found.kept, found.kinds = house.kept()
    return found


def _send_all(found: Run, house: "House", listener: subprocess.Popen[bytes], addresses: Sequence[str], *, number: int, seed: int) -> None:
    source = mutants(real_mail(), seed=seed)
    with Reader() as reader:
        for place in range(number):
            raw, address = as_sent(next(source)), addresses[place // _TO_ONE_ADDRESS]
            began = time.monotonic()
            try:
                house.send(raw, address)
            except (OSError, smtplib.SMTPException):
                if listener.poll() is not None:
                    return
                continue
            found.slowest = max(found.slowest, time.monotonic() - began)
            found.sent.add(_digest(address, raw))
            found.unread += _read(reader, raw)
            if place % _LOOK_EVERY == 0:
                _look_at_memory(found, listener.pid)


def _read(reader: Reader, raw: bytes) -> bool:
    """As the desk does; and as the other doors do. Whether it could not be read."""
    try:
        reader.addressed(raw=raw)
    except Unreadable:
        return True
    return bool(reader.read(raw=raw).why_not)


def _look_at_memory(found: Run, listener: int) -> None:
    """The peaks so far, in kilobytes, of the listener and of all children that read: its own, and those of this process."""
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            facts = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except OSError:
            continue
        peak = int(facts.get("VmHWM", "0 kB").split()[0])
        if int(facts["Pid"]) == listener:
            found.peak_of_the_listener = max(found.peak_of_the_listener, peak)
        elif int(facts["PPid"]) in (listener, os.getpid()) and _is_reader(status.parent):
            found.peak_of_children = max(found.peak_of_children, peak)


def _is_reader(process: Path) -> bool:
    try:
        return b"outcry.delivery.incoming.child" in (process / "cmdline").read_bytes()
    except OSError:
        return False


def _digest(address: str, raw: bytes) -> str:
    return hashlib.sha256(address.encode() + b"\0" + raw).hexdigest()


class House:
    """An installation with an organisation and some letters, and nothing else."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("OUTCRY_", "DATABASE_URL", "PYTEST"))}
        self._environment = inherited | {"DATA": str(folder), "OUTCRY_MODE": "test", "OUTCRY_RECEIVE_PORT": str(self.port), "DATABASE_URL": ""}
        self._line: smtplib.SMTP | None = None

    def addresses(self, number: int) -> list[str]:
        """So many return addresses, of as many letters."""
        found: list[str] = self._tell("letters", str(number))
        return found

    def kept(self) -> tuple[set[str], dict[str, int]]:
        """What is kept, as digests of address and bytes, and how many mails are of which kind."""
        digests, kinds = self._tell("kept")
        return set(digests), kinds

    def wait_until_looked_at(self) -> None:
        until = time.monotonic() + _PATIENCE_SECONDS
        while self._tell("waiting") and time.monotonic() < until:
            time.sleep(1)

    def send(self, raw: bytes, address: str) -> None:
        """By SMTP, over one line as long as it holds. Raise what smtplib raises unless it was acknowledged."""
        try:
            self._line = self._line or smtplib.SMTP("127.0.0.1", self.port, timeout=60)
            self._line.sendmail("minister@x.example", address, raw)
        except (OSError, smtplib.SMTPException):
            self._line = None
            raise

    @contextmanager
    def listening(self, *, without_guard: bool) -> Iterator[subprocess.Popen[bytes]]:
        words = ["drill.mutants.house", "without-guard"] if without_guard else ["drill.mutants.house", "receive"]
        process = subprocess.Popen([sys.executable, "-m", *words], env=self._environment, stderr=subprocess.DEVNULL)
        try:
            until = time.monotonic() + _PATIENCE_SECONDS
            while not accepts_connections(self.port) and process.poll() is None and time.monotonic() < until:
                time.sleep(0.1)
            yield process
        finally:
            if self._line is not None:
                self._line.close()
                self._line = None
            process.terminate()
            process.wait(60)

    def _tell(self, *words: str) -> Any:
        done = subprocess.run([sys.executable, "-m", "drill.mutants.house", *words], env=self._environment, stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout.splitlines()[-1])
