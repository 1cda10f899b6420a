"""A thousand kill -9 of web and workers, at random, while twenty thousand letters drain and people sign.

The web server is granian, as `outcry run` starts it; each worker is `outcry deliver` with one letter in hand at a time, forked from a
process that has loaded it, so that the next one is there at once. Whoever dies is started again. A kill may strike one letter on the wire:
then nobody can know whether it arrived, it goes once more, and the drill asks that it was called uncertain.
"""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event, Thread

import pysqlite3

from drill.claims import Claim
from drill.crashes.points import post_to, sign_form
from drill.crashes.rows import Rows, half_states, read
from drill.crashes.workshop import DATABASE, MIGRATED, Child, Workshop, message_id, workshop
from outcry.config.programs import Ports, answers_http, free_port, programs
from outcry.config.supervisor import Program

_WORKERS = 4
# One kill in so many, at most, is one of the web server: it takes seconds to be there again.
_WEB_ONE_IN = 4
_STALLED_SECONDS = 20.0
_END_SECONDS = 180.0
_SIGN_EVERY_SECONDS = 0.4
_LEASE_SECONDS = "6"
_CONTROLS = ("forgets the doubt", "records before it sends")

Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    letters: int
    kills: int


FULL, SAMPLE, CONTROL = Size(20_000, 1_000), Size(400, 12), Size(600, 60)


@dataclass
class Happened:
    """What was done to it, and what was promised meanwhile."""

    of_workers: int = 0
    of_web: int = 0
    died_by_itself: int = 0
    forms: int = 0
    tried_forms: int = 0
    seconds: float = 0.0

    @property
    def kills(self) -> int:
        return self.of_workers + self.of_web


@dataclass
class _Web:
    """The web server, started again whenever it died."""

    program: Program
    port: int
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.program.command, env=self.program.surrounded_by(self.environment), stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        assert self.process is not None
        # With everything it started.
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def answers(self) -> bool:
        return answers_http(self.port)


@dataclass
class _House:
    """The processes that run, and who signs beside them."""

    shop: Workshop
    folder: Path
    control: str
    web: _Web | None
    workers: list[Child] = field(default_factory=list)

    def start_worker(self) -> Child:
        child = self.shop.forge.fork("work", self.folder, control=self.control)
        child.go()
        return child

    def kill_one(self, random: Random, happened: Happened) -> None:
        """Whichever runs, and start it again."""
        if self.web and random.randrange(_WEB_ONE_IN) == 0 and self.web.answers():
            self.web.kill()
            self.web.start()
            happened.of_web += 1
            return
        place = random.randrange(len(self.workers))
        happened.died_by_itself += self.workers[place].end(signal.SIGKILL) != -signal.SIGKILL
        self.workers[place] = self.start_worker()
        happened.of_workers += 1


def drain_under_kills(shop: Workshop, folder: Path, size: Size, *, random: Random, say: Say, control: str = "") -> tuple[Happened, Rows]:
    """Put the letters down, kill as often while they drain, wait until nothing is on the way; what stands there then."""
    shop.forge.tell("put_letters", folder=str(folder), journal="wal", number=size.letters)
    happened, began, stop = Happened(), time.monotonic(), Event()
    web = None if control else _web(shop, folder)
    house = _House(shop, folder, control, web)
    visitors = Thread(target=_sign, args=(shop, web, happened, stop)) if web else Thread()
    try:
        if web:
            web.start()
        house.workers = [house.start_worker() for _ in range(_WORKERS)]
        visitors.start()
        _strike(house, size, happened, random=random, say=say)
        stop.set()
        visitors.join()
        happened.seconds = time.monotonic() - began
        _wait_until_nothing_is_on_the_way(folder / DATABASE)
    finally:
        stop.set()
        for worker in house.workers:
            worker.end(signal.SIGTERM)
        if web:
            web.kill()
    return happened, read(folder / DATABASE)


def _web(shop: Workshop, folder: Path) -> _Web:
    port = free_port()
    web = next(one for one in programs(ports=Ports(web=port, receive=free_port()), web_workers=1, web_threads=2) if one.name == "web")
    return _Web(web, port, shop.forge.environment | {"PORT": str(port)}, folder.with_suffix(".web.log"))


def _strike(house: _House, size: Size, happened: Happened, *, random: Random, say: Say) -> None:
    """Kill once for each so many letters that arrive, at a moment left to chance."""
    before = len(house.shop.server.kept)
    for number in range(size.kills):
        due = before + (number + random.random()) * size.letters / size.kills
        until = time.monotonic() + _STALLED_SECONDS
        # What was struck waits for its lease: then the last kills come without waiting for more letters.
        while len(house.shop.server.kept) < due and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(random.random() * 0.02)
        house.kill_one(random, happened)
        if (number + 1) % 100 == 0:
            say(f"{number + 1} kills, {happened.of_web} of them of the web server; {len(house.shop.server.kept) - before:,} letters have arrived")


def _sign(shop: Workshop, web: _Web, happened: Happened, stop: Event) -> None:
    """Somebody signs every now and then, whether anybody answers or not."""
    while not stop.wait(_SIGN_EVERY_SECONDS):
        if web.answers():
            happened.tried_forms += 1
            happened.forms += post_to(web.port, shop.facts["sign_path"], sign_form(shop, address=f"ana-{happened.tried_forms}@supporters.example")) == 303


def _wait_until_nothing_is_on_the_way(database: Path) -> None:
    until = time.monotonic() + _END_SECONDS
    on_the_way = "SELECT COUNT(*) FROM delivery_outgoingmessage WHERE due_at IS NOT NULL OR leased_until IS NOT NULL"
    with closing(pysqlite3.connect(str(database), timeout=30)) as connection, suppress(pysqlite3.OperationalError):
        while connection.execute(on_the_way).fetchone()[0] and time.monotonic() < until:
            time.sleep(0.2)


def claims(shop: Workshop, happened: Happened, rows: Rows, *, forms_before: int) -> list[Claim]:
    """What must be true after any number of kills."""
    arrived = Counter(message_id(kept.content) for kept in shop.server.kept)
    differing = len({(message_id(kept.content), kept.content) for kept in shop.server.kept}) - len(arrived)
    states = Counter(state for _key, state in rows.messages.values())
    # Struck both times it went: whether it arrived a person has to find out.
    doubtful = {message for message, (_key, state) in rows.messages.items() if state == "uncertain"}
    lost = rows.messages.keys() - arrived.keys() - shop.arrived_before - doubtful
    untrue = {message for message, (_key, state) in rows.messages.items() if state == "accepted"} - arrived.keys() - shop.arrived_before
    copies = {message: number - 1 for message, number in arrived.items() if number > 1}
    unmarked = [message for message, number in copies.items() if number > _doubts(rows, message)]
    doubts = sum(_doubts(rows, message) for message in rows.messages)
    forms = len(rows.protests) - forms_before
    halves = list(half_states(rows))
    told = ", ".join(f"{number:,} {state}" for state, number in sorted(states.items()))
    return [
        Claim("no letter is lost", not lost, f"{len(rows.messages):,} letters, {len(arrived):,} Message-IDs arrived, {len(lost)} lost"),
        Claim("what is called accepted has arrived", not untrue, f"{told}; {len(untrue)} never arrived"),
        Claim("nothing is left on the way", not rows.waiting, f"{len(rows.waiting)} wait"),
        Claim(
            "only what two kills struck is left to a person",
            all(_doubts(rows, message) == 2 for message in doubtful),
            f"{len(doubtful)} uncertain for good, {len(doubtful & arrived.keys())} of them arrived",
        ),
        Claim("at most one copy for each kill of a worker", sum(copies.values()) <= happened.of_workers, f"{sum(copies.values())} copies"),
        Claim("each letter that went twice was called uncertain", not unmarked, f"{len(copies)} went twice, {len(unmarked)} unmarked"),
        Claim("no more doubts than kills of workers", doubts <= happened.of_workers, f"{doubts} doubts, {happened.of_workers} kills of workers"),
        Claim("a copy has the same bytes", not differing, f"{differing} differ"),
        Claim(
            "each form that was acknowledged has a row", forms >= happened.forms, f"{happened.forms} acknowledged, {forms} kept, {happened.tried_forms} sent"
        ),
        Claim("no worker died but by a kill", not happened.died_by_itself, f"{happened.died_by_itself} died by themselves"),
        Claim("no half state", not halves, "; ".join(halves[:3]) or "none"),
    ]


def _doubts(rows: Rows, message: str) -> int:
    return sum((before, after) == ("submitting", "uncertain") for before, after in rows.stories.get(message, []))


def run(folder: Path, *, is_full: bool, seed: int, say: Say) -> bool:
    """The controls on copies, then the drill on the house itself. Whether all holds, and each control is red."""
    random, size = Random(seed), FULL if is_full else SAMPLE
    settings = {"OUTCRY_MAIL_WORKERS": "1", "OUTCRY_LEASE_SECONDS": _LEASE_SECONDS, "OUTCRY_SERVER_CONNECTIONS": "100", "OUTCRY_LOG_LEVEL": "CRITICAL"}
    with workshop(folder, migrated=folder.parent / MIGRATED, **settings) as shop:
        say("An installation stands ready.")
        reds = [_control(shop, name, random=random, say=say) for name in _CONTROLS]
        shop.server.kept.clear()
        before = len(read(shop.house / DATABASE).protests)
        happened, rows = drain_under_kills(shop, shop.house, size, random=random, say=say)
        found = claims(shop, happened, rows, forms_before=before)
    say(f"{size.letters:,} letters, {happened.of_workers} kills of workers and {happened.of_web} of the web server in {happened.seconds:.0f} s")
    width = max(len(claim.sentence) for claim in found)
    print("\n".join(f"{'ok ' if claim.holds else 'RED'}  {claim.sentence:<{width}}  {claim.numbers}" for claim in found))
    return all(reds) and all(claim.holds for claim in found)


def _control(shop: Workshop, name: str, *, random: Random, say: Say) -> bool:
    folder = shop.copy("control")
    happened, rows = drain_under_kills(shop, folder, CONTROL, random=random, say=say, control=name)
    red = [claim for claim in claims(shop, happened, rows, forms_before=len(rows.protests)) if not claim.holds]
    if red:
        say(f"control: {name}: red, as it must be: {'; '.join(f'{claim.sentence}: {claim.numbers}' for claim in red)}")
    else:
        say(f"control: {name}: GREEN after {happened.kills} kills; the drill proves nothing")
    return bool(red)
