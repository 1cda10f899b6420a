"""Kill, I/O error and disk full at every write, sync, rename and send of every step, one crash for each; and what is left after it.

A step is what one process does for one person: take a form, take a button, hand letters over, take an answer in. It runs once to learn
its system calls, and then once for each call and fault. After each crash the rows must be whole, what was acknowledged must be there, and the
next process must bring everything to its end with the right count.
"""

import http.client
import smtplib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from drill.crashes import strace
from drill.crashes.rows import Rows, half_states, read, unmarked
from drill.crashes.strace import Call, Fault
from drill.crashes.workshop import DATABASE, STUCK, Child, Workshop, message_id

_ANSWER_SECONDS = 10.0
_FULL_SECONDS = 0.3
_TRIES = 2
# In the house (house.py): how many protests there are, and which has not been confirmed.
_PROTESTS, _ASKED = 3, 3
ANSWER = (
    "From: Office <office@office.example>\r\nSubject: Your letter\r\nMessage-ID: <answer@office.example>\r\n\r\nWe have read it.\r\n" + "And more.\r\n" * 400
)


@dataclass
class Acknowledged:
    """What somebody outside was told."""

    forms: int = 0
    tried_forms: int = 0
    button: bool = False
    mail: bool = False


@dataclass(frozen=True)
class Setting:
    """One way of keeping the journal, and one step."""

    journal: str
    is_log_full: bool
    step: str

    def __str__(self) -> str:
        return f"{self.step}, {'full log' if self.is_log_full else self.journal}"


STEPS = ("submit", "confirm", "deliver", "receive")
SETTINGS = tuple(Setting(journal, is_full, step) for journal, is_full in (("wal", False), ("wal", True), ("rollback", False)) for step in STEPS)


@dataclass(frozen=True)
class Point:
    """Where it crashes, and how."""

    setting: Setting
    call: Call
    fault: Fault

    def __str__(self) -> str:
        return f"{self.setting}: {self.fault.name} at {self.call.name} {self.call.number} ({self.call.phase})"


@dataclass
class Found:
    """What one point left behind: what was wrong, in words."""

    point: Point
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    copies: int = 0
    status: int = 0

    @property
    def is_good(self) -> bool:
        return not self.lost and not self.half


def points_of(shop: Workshop, setting: Setting, *, control: str = "") -> list[Point]:
    """Learn the calls of a step, and give a point for each call and fault."""
    folder, trace = shop.copy("counted", is_log_full=setting.is_log_full), shop.folder / "trace"
    status, _acknowledged = _run(shop, setting, folder, out=trace, control=control)
    if status:
        raise RuntimeError(f"{setting} ended with {status} although nothing was wrong")
    return [Point(setting, call, fault) for call in strace.calls_in(trace, phase=setting.step) for fault in strace.faults_of(call)]


def crash_at(shop: Workshop, point: Point, *, control: str = "") -> Found:
    """One crash, and everything that follows."""
    folder = shop.copy("crashed", is_log_full=point.setting.is_log_full)
    found = Found(point)
    found.status, told = _run(shop, point.setting, folder, fault=point.fault.at(point.call), control=control)
    if found.status == STUCK:
        found.lost.append("the process neither went on nor ended")
    rows = read(folder / DATABASE)
    found.half += half_states(rows)
    found.half += unmarked(rows, {message_id(kept.content) for kept in shop.server.kept})
    found.lost += _lost(shop, rows, told)
    handed_in = [shop.facts["return_address"], ANSWER] if point.setting.step == "receive" else None
    answer = shop.forge.tell("go_on", folder=str(folder), journal=point.setting.journal, handed_in=handed_in)
    if "failed" in answer:
        found.lost.append("the next process fails")
        return found
    if not answer["fits"]:
        found.half.append("all mail is held: the file beside the database is ahead of it")
    if handed_in and answer["answers"] != [sha256(ANSWER.encode()).hexdigest()]:
        found.lost.append("one answer was handed in until it was taken, and is not kept once and as it came")
    _look_at_the_end(shop, found, read(folder / DATABASE), told)
    return found


def _lost(shop: Workshop, rows: Rows, told: Acknowledged) -> Iterator[str]:
    forms = len(rows.protests) - _PROTESTS
    if not told.forms <= forms <= told.tried_forms:
        yield f"{told.forms} forms were acknowledged, {told.tried_forms} sent, {forms} kept"
    if told.button and rows.protests[_ASKED] != "confirmed":
        yield "a button was thanked for, and does not count"
    if told.mail and digest_of(shop.facts["return_address"], ANSWER) not in rows.kept:
        yield "a mail was taken in, and is not there"
    arrived = shop.arrived_before | {message_id(kept.content) for kept in shop.server.kept}
    yield from (f"{key} is accepted and never arrived" for message, (key, state) in rows.messages.items() if state == "accepted" and message not in arrived)


def _look_at_the_end(shop: Workshop, found: Found, rows: Rows, told: Acknowledged) -> None:
    """After everything has come to its end: all are confirmed, all has arrived, and twice only what was marked as doubtful."""
    found.half += half_states(rows)
    found.lost += _lost(shop, rows, told)
    arrived = Counter(message_id(kept.content) for kept in shop.server.kept)
    bodies = {(message_id(kept.content), kept.content) for kept in shop.server.kept}
    missing = rows.messages.keys() - arrived.keys() - shop.arrived_before
    states = Counter(state for _key, state in rows.messages.values())
    if missing or rows.waiting or set(states) != {"accepted"}:
        found.lost.append(f"{len(missing)} messages never arrived, {len(rows.waiting)} wait, {dict(states)}")
    # Whoever sent her form again because no answer came has two, and counts once.
    if rows.confirmed != _PROTESTS + (len(rows.protests) > _PROTESTS):
        found.lost.append(f"of {len(rows.protests)} protests {rows.confirmed} count in the end")
    again = {message for message, copies in arrived.items() if copies > 1}
    found.copies = len(again)
    if any(not rows.was_uncertain(message) or arrived[message] > 2 for message in again):
        found.half.append("a message went twice and was never called uncertain")
    if len(bodies) > len(arrived):
        found.half.append("two copies differ")


def _run(shop: Workshop, setting: Setting, folder: Path, *, fault: str = "", out: Path | None = None, control: str = "") -> tuple[int, Acknowledged]:
    """One process does its step under strace, and the world outside does its part."""
    told = Acknowledged()
    child = shop.forge.fork(setting.step, folder, journal=setting.journal, control=control)
    with strace.traced(child.pid, fault=fault, out=out):
        child.go()
        _OUTSIDE[setting.step](shop, child, told)
        if setting.step == "deliver":
            # On a full disk a worker tries for ever, as it should.
            child.wait(_FULL_SECONDS if "ENOSPC" in fault else _ANSWER_SECONDS)
        status = child.end()
    return status, told


def _submit(shop: Workshop, child: Child, told: Acknowledged) -> None:
    for _try in range(_TRIES):
        told.tried_forms += 1
        if post(child, shop.facts["sign_path"], sign_form(shop, address="ana@supporters.example")) == 303:
            told.forms += 1
            return


def _confirm(shop: Workshop, child: Child, told: Acknowledged) -> None:
    for _try in range(_TRIES):
        if post(child, shop.facts["confirm_path"], {"public_words": "", "letter_words": "Samira, Senegal"}) == 200:
            told.button = True
            return


def _hand_in(shop: Workshop, child: Child, told: Acknowledged) -> None:
    for _try in range(_TRIES):
        told.mail = hand_in(child, shop.facts["return_address"], ANSWER)
        if told.mail or not child.is_alive():
            return


def _nothing(shop: Workshop, child: Child, told: Acknowledged) -> None:
    """The mail server answers by itself."""


_OUTSIDE: dict[str, Callable[[Workshop, Child, Acknowledged], None]] = {"submit": _submit, "confirm": _confirm, "deliver": _nothing, "receive": _hand_in}


def sign_form(shop: Workshop, *, address: str) -> dict[str, str]:
    """What somebody fills in."""
    form = {"name": "Ana Lima", "email": address, "country": "BR", "letter": "Let them go home. " * 40, "token": shop.facts["token"]}
    return form | {"shown_in_public": "nothing", "shown_to_addressee": "country", "wants_outcome": "on"}


def hand_in(child: Child, address: str, mail: str) -> bool:
    """Whether the other side said that it has the mail; what becomes of the farewell after that is nobody's loss."""
    is_taken = False
    with suppress(smtplib.SMTPException, OSError), smtplib.SMTP("127.0.0.1", child.port, local_hostname="office.example", timeout=_ANSWER_SECONDS) as line:
        line.sendmail("office@office.example", [address], mail.encode())
        is_taken = True
    return is_taken


def post(child: Child, path: str, form: dict[str, str]) -> int:
    """The status that a browser saw; 0 when none came."""
    return post_to(child.port, path, form)


def post_to(port: int, path: str, form: dict[str, str]) -> int:
    """The same, of whoever listens there."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER_SECONDS)
    try:
        line.request("POST", path, urlencode(form), {"Content-Type": "application/x-www-form-urlencoded", "Host": "localhost"})
        with line.getresponse() as answer:
            return answer.status
    except (http.client.HTTPException, OSError):
        return 0
    finally:
        line.close()


def digest_of(address: str, mail: str) -> bytes:
    """By what a kept mail is known."""
    return sha256(address.lower().encode() + b"\0" + mail.encode()).digest()


def sample(points: Sequence[Point], *, one_in: int) -> list[Point]:
    """Every so many-eth; all of them for 1."""
    return list(points[::one_in])


# Where a variant of the product that is broken on purpose must be found out, and by killing it.
CONTROLS: tuple[tuple[str, Setting], ...] = (
    ("thanks before it writes", Setting("wal", False, "submit")),
    ("thanks before it writes", Setting("wal", False, "confirm")),
    ("writes in pieces", Setting("wal", False, "confirm")),
    ("says 250 before it keeps", Setting("wal", False, "receive")),
    ("sends before it marks", Setting("wal", False, "deliver")),
    ("records before it sends", Setting("wal", False, "deliver")),
)
