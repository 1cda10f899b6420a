"""`python -m bench drain`: the outbox drained into a mail server that throws away, beside Postfix's own load generator and other mail queues.

In each round everybody has a turn, on the same machine, with the same letter, into the same smtp-sink. smtp-source keeps nothing and waits for no disk,
so it is what the wire and the sink can do; a bare loop in Python writes down as much as we do, and is what the notes cost. Ratios are those of a round, told as
their median.

Needs smtp-sink and smtp-source (Debian package `postfix`). django-mailer and django-post-office are installed into build/other-queues.
"""

import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import time
import venv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median

import psycopg

from bench import drain_claims, drain_signed
from bench.casework import Place
from outcry.config.programs import LOOPBACK, free_port

SESSIONS = 8
_OTHERS = ("django==6.1.*", "django-mailer==2.3.2", "django-post-office==3.12.0", "psycopg[binary]==3.3.*")
_QUEUES = {"django-mailer": "mailer", "django-post-office": "post_office"}
_LINES = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Size:
    """How many letters each drains, how many of other queues (slower, so fewer), and how often."""

    letters: int
    of_others: int
    rounds: int


WHOLE, QUICK = Size(20_000, 2_000, 3), Size(2_000, 300, 1)


@dataclass
class Found:
    """Letters a second, by who and by round; and how much of the processor one of ours took."""

    rates: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    processor: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)

    def ratio(self, one: str, other: str) -> float:
        """Median of the ratios of the rounds."""
        return median(mine / theirs for mine, theirs in zip(self.rates[one], self.rates[other], strict=True))


def run(folder: Path, *, quick: bool) -> int:
    """Measure both databases; 1 when a letter was not accepted exactly once, or something needed is not there."""
    if not shutil.which("smtp-sink", path=_path()) or not shutil.which("smtp-source", path=_path()):
        print("NOT MEASURED: bench drain needs smtp-sink and smtp-source: apt-get install postfix")
        return 1
    size, failed = QUICK if quick else WHOLE, 0
    others = _venv()
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, Django {version('django')}; {size.letters:,} letters, {size.rounds} rounds", flush=True)
    for vendor in ("sqlite", "postgresql"):
        place = Place(vendor=vendor, size=0, folder=folder.resolve() / f"drain-{vendor}")
        try:
            place.make(demo=False)
            failed |= _measure(place, others, size)
            failed |= drain_claims.run(place, quick=quick)
        except psycopg.OperationalError as error:
            print(f"NOT MEASURED ON POSTGRESQL: {error}")
            failed = 1
        finally:
            place.remove()
    return failed | drain_signed.run(quick=quick)


def _measure(place: Place, others: Path, size: Size) -> int:
    found, letter = Found(), place.folder / "letter.eml"
    with _sink() as port:
        environment = environment_of(place, port)
        _ours(environment, "letter", str(letter))
        for number in range(size.rounds):
            _one_round(found, place, others, size, environment, port, letter)
            told = ", ".join(f"{who} {rates[-1]:,.0f}" for who, rates in found.rates.items())
            print(f"round {number + 1}, {place.vendor}: {told}", file=sys.stderr, flush=True)
    _tell(found, place.vendor)
    for line in found.wrong:
        print(f"WRONG: {line}")
    return int(bool(found.wrong))


def _one_round(found: Found, place: Place, others: Path, size: Size, environment: Mapping[str, str], port: int, letter: Path) -> None:
    for sessions in (1, SESSIONS):
        _drain(found, f"Outcry, {sessions} session{'s' if sessions > 1 else ''}", environment, size, [sessions])
        _smtp_source(found, port, letter, number=size.letters, sessions=sessions, kept=True)
        _smtp_source(found, port, letter, number=size.letters, sessions=sessions, kept=False)
        _bare(found, place, size, port, letter, sessions=sessions)
    if place.vendor == "postgresql":
        _drain(found, "Outcry, two workers of 1 session", environment, size, [1, 1])
        _drain(found, f"Outcry, two workers of {SESSIONS} sessions", environment, size, [SESSIONS, SESSIONS])
    for name, queue in _QUEUES.items():
        with _database_for_others(place) as database:
            words = [str(others), str(_LINES / "bench" / "drain_others.py"), queue, database, str(port), str(size.of_others), str(letter)]
            # Not in our folder: what lies there must not be found by its imports.
            answer = subprocess.run(words, capture_output=True, text=True, check=True, cwd=place.folder)
        told = json.loads(answer.stdout.splitlines()[-1])
        found.rates[name].append(size.of_others / told["seconds"])
        found.processor[name].append(told["processor"] / size.of_others)
        if told["left"]:
            found.wrong.append(f"{name} left {told['left']} letters behind")


def _drain(found: Found, name: str, environment: Mapping[str, str], size: Size, workers: Sequence[int]) -> None:
    """Fill the outbox, then let so many processes drain it that are ready to begin."""
    _ours(environment, "fill", str(size.letters))
    words = [sys.executable, "-m", "bench.drain_run", "drain"]
    started = [
        subprocess.Popen([*words, str(sessions)], env={**os.environ, **environment}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for sessions in workers
    ]
    for process in started:
        assert process.stdout is not None
        process.stdout.readline()
    began = time.monotonic()
    told = []
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        told.append(json.loads(process.communicate()[0].splitlines()[-1]))
    seconds = time.monotonic() - began
    # The end of a program is no part of it.
    found.rates[name].append(size.letters / min(seconds, max(one["seconds"] for one in told)))
    found.processor[name].append(sum(one["processor"] for one in told) / size.letters)
    counted = json.loads(_ours(environment, "count", "0"))
    if counted != {"accepted": size.letters, "tries": size.letters, "events": 3 * size.letters}:
        found.wrong.append(f"{name}: {counted} of {size.letters}")


def _smtp_source(found: Found, port: int, letter: Path, *, number: int, sessions: int, kept: bool) -> None:
    words = ["smtp-source", "-s", str(sessions), "-m", str(number), "-F", str(letter), "-f", "b@outcry.example", "-t", "office@bench.example"]
    began = time.monotonic()
    subprocess.run([*words, *(["-d"] if kept else []), f"{LOOPBACK}:{port}"], check=True, env={"PATH": _path()})
    name = f"smtp-source, {sessions} session{'s' if sessions > 1 else ''}{', kept open' if kept else ''}"
    found.rates[name].append(number / (time.monotonic() - began))


def _bare(found: Found, place: Place, size: Size, port: int, letter: Path, *, sessions: int) -> None:
    name = _bare_name(sessions)
    with _database_for_others(place) as database:
        words = [sys.executable, "-m", "bench.drain_bare", database, str(port), str(size.letters), str(sessions), str(letter)]
        told = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    found.rates[name].append(size.letters / told["seconds"])
    found.processor[name].append(told["processor"] / size.letters)
    if not told["is_right"]:
        found.wrong.append(f"{name}: not every letter was noted")


def _bare_name(sessions: int) -> str:
    return f"bare Python with the same notes, {sessions} session{'s' if sessions > 1 else ''}"


def _tell(found: Found, vendor: str) -> None:
    print(f"\n{vendor}: letters a second, median (least to most)")
    for name, rates in found.rates.items():
        processor = f"   {1_000 * median(found.processor[name]):.2f} ms of the processor each" if name in found.processor else ""
        print(f"  {name:<44}{median(rates):>8,.0f}   ({min(rates):,.0f} to {max(rates):,.0f}){processor}")
    one, many = "Outcry, 1 session", f"Outcry, {SESSIONS} sessions"
    _ratio("one session, of smtp-source with one", found.ratio(one, "smtp-source, 1 session"), 0.5)
    _ratio("the same, of smtp-source that keeps its line", found.ratio(one, "smtp-source, 1 session, kept open"), 0.5)
    _ratio(f"{SESSIONS} sessions, of smtp-source with as many", found.ratio(many, f"smtp-source, {SESSIONS} sessions"), None)
    _ratio("the same, of smtp-source that keeps its lines", found.ratio(many, f"smtp-source, {SESSIONS} sessions, kept open"), None)
    _ratio("one session, of bare Python with one", found.ratio(one, _bare_name(1)), None)
    _ratio(f"{SESSIONS} sessions, of bare Python with as many", found.ratio(many, _bare_name(SESSIONS)), None)
    for name in _QUEUES:
        _ratio(f"one worker, of {name}", found.ratio(many, name), 5 if name == "django-post-office" else None)
    if vendor == "postgresql":
        _ratio("two workers of one session, of one", found.ratio("Outcry, two workers of 1 session", one), 1.7)
        _ratio(f"two workers of {SESSIONS} sessions, of one", found.ratio(f"Outcry, two workers of {SESSIONS} sessions", many), 1.7)


def _ratio(what: str, value: float, aim: float | None) -> None:
    verdict = "" if aim is None else f"   aim {aim}: {'kept' if value >= aim else 'MISSED'}"
    print(f"  {what:<56}{value:>7.2f}{verdict}", flush=True)


@contextmanager
def _sink() -> Iterator[int]:
    """smtp-sink on a port of its own, as nobody where we are root."""
    port = free_port()
    as_nobody = ["-u", "nobody"] if os.getuid() == 0 else []
    process = subprocess.Popen(["smtp-sink", *as_nobody, f"{LOOPBACK}:{port}", "500"], env={"PATH": _path()}, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with suppress(OSError), socket.create_connection((LOOPBACK, port), 1):
                break
            time.sleep(0.05)
        yield port
    finally:
        process.kill()
        process.wait()


def environment_of(place: Place, port: int) -> dict[str, str]:
    """A site that writes to this one server as fast as it takes letters."""
    return place.environment | {
        "OUTCRY_SMTP_PORT": str(port),
        "OUTCRY_NEXT_HOP": "addressee",
        "OUTCRY_SERVER_AN_HOUR_AT_FIRST": "0",
        "OUTCRY_SERVER_CONNECTIONS": "64",
        "OUTCRY_OFFICE_HOURS": "always",
    }


def _ours(environment: Mapping[str, str], *words: str) -> str:
    answer = subprocess.run([sys.executable, "-m", "bench.drain_run", *words], env={**os.environ, **environment}, check=True, capture_output=True, text=True)
    return answer.stdout


@contextmanager
def _database_for_others(place: Place) -> Iterator[str]:
    """An empty one beside ours, on the same disk or server."""
    beside = Place(vendor=place.vendor, size=0, folder=place.folder.with_name(f"{place.folder.name}-others"))
    beside.make_empty()
    try:
        yield beside.environment.get("DATABASE_URL") or str(beside.folder / "others.sqlite3")
    finally:
        beside.remove()


def _venv() -> Path:
    """The python of a virtual environment with the other queues in it; made once."""
    folder = _LINES / "build" / "other-queues"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *_OTHERS], check=True, stderr=subprocess.DEVNULL)
    return python


def _path() -> str:
    # Where Debian puts programs that are for root.
    return f"{os.environ['PATH']}:/usr/sbin:/sbin"
