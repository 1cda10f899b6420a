"""Power cuts, replayed: what supporters, offices and workers did is recorded call by call, and cut anywhere.

A story of some minutes is recorded by strace. Then, for thousands of moments, the disk is put together as it may look after a power cut
at that moment (disk.py), opened as a new start opens it, and held against what had been acknowledged until then.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

import pysqlite3

from drill.crashes import disk, strace
from drill.crashes.points import ANSWER, hand_in, post, sign_form
from drill.crashes.rows import Rows, half_states, read, unmarked
from drill.crashes.workshop import DATABASE, MIGRATED, Child, Workshop, message_id, workshop

IN_FULL = 5_000
_SAMPLE = 150
_OF_THE_CONTROL = 150
_ROUNDS = 4
_STEP_SECONDS = 60.0
_LINK = re.compile(rb"/en/confirm/\w+/")
_POSITION = "outbox-position.json"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Story:
    """A way of keeping the journal; with another process that has the database open, its log outlives each process that writes."""

    name: str
    journal: str
    is_log_full: bool
    is_kept_open: bool


STORIES = (
    Story("log, put away by each process", "wal", is_log_full=False, is_kept_open=False),
    Story("log, put away when it is full", "wal", is_log_full=True, is_kept_open=True),
    Story("rollback journal", "rollback", is_log_full=False, is_kept_open=False),
)
CONTROL = Story("synchronous=NORMAL", "normal", is_log_full=True, is_kept_open=True)


@dataclass
class Recorded:
    """What happened, and on what it began."""

    begins: Path
    operations: list[disk.Operation] = field(default_factory=list)


@dataclass
class Promised:
    """What had been said to somebody outside by a moment."""

    forms: int = 0
    buttons: int = 0
    mails: int = 0
    left: set[str] = field(default_factory=set)

    def hear(self, sent: bytes) -> None:
        self.forms += sent.startswith(b"HTTP/1.0 303")
        self.buttons += sent.startswith(b"HTTP/1.0 200")
        self.mails += sent.startswith(b"250 2.0.0 kept as")
        if b"Message-ID: " in sent:
            self.left.add(message_id(sent))


def record(shop: Workshop, story: Story) -> Recorded:
    """Let people and processes do their part, several times."""
    folder = shop.copy("recorded", is_log_full=story.is_log_full)
    begins = shop.folder / "begins"
    _copy(folder, begins)
    told = Recorded(begins)
    with ExitStack() as stack:
        if story.is_kept_open:
            other = stack.enter_context(closing(pysqlite3.connect(str(folder / DATABASE))))
            other.execute("SELECT 1 FROM protests_protest").fetchall()
        do = partial(_do, shop, story, folder, told)
        for place in range(_ROUNDS):
            known = len(_links(shop))
            do("submit", partial(_submit, shop, place))
            do("drain", _wait)
            do("confirm", partial(_confirm, _links(shop)[known:]))
            do("drain", _wait)
            do("receive", partial(_hand_in, shop, place))
    return told


def _copy(folder: Path, to: Path) -> None:
    to.mkdir(exist_ok=True)
    for path in to.iterdir():
        path.unlink()
    for path in folder.iterdir():
        (to / path.name).write_bytes(path.read_bytes())


def _do(shop: Workshop, story: Story, folder: Path, told: Recorded, step: str, outside: Callable[[Child], object]) -> None:
    trace = shop.folder / "trace"
    child = shop.forge.fork(step, folder, journal=story.journal)
    with strace.traced(child.pid, out=trace, calls=disk.RECORDED, more=disk.OPTIONS):
        child.go()
        outside(child)
        status = child.end()
    if status:
        raise RuntimeError(f"{step} ended with {status} although nothing was wrong")
    told.operations += disk.operations(trace)


def _wait(child: Child) -> None:
    child.wait(_STEP_SECONDS)


def _submit(shop: Workshop, place: int, child: Child) -> None:
    for person in range(2):
        assert post(child, shop.facts["sign_path"], sign_form(shop, address=f"ana-{place}-{person}@supporters.example")) == 303


def _links(shop: Workshop) -> list[str]:
    """Of mails that ask to confirm, in the order in which they came."""
    return [found[0].decode() for kept in shop.server.kept if (found := _LINK.search(kept.content))]


def _confirm(links: list[str], child: Child) -> None:
    assert links
    for link in links:
        assert post(child, link, {"public_words": "", "letter_words": ""}) == 200


def _hand_in(shop: Workshop, place: int, child: Child) -> None:
    assert hand_in(child, shop.facts["return_address"], ANSWER + f"The {place}th time.\r\n")


@dataclass
class Cut:
    """One power cut: after how many calls, and what was wrong then."""

    place: int
    lost: list[str]
    half: list[str]


def cut_everywhere(shop: Workshop, told: Recorded, *, number: int, random: Random) -> Iterator[Cut]:
    """So many power cuts at moments from the first call to the last."""
    drive, promised, scratch = disk.Disk(shop.folder / "recorded", told.begins), Promised(), shop.folder / "image"
    before = read(_written(scratch, drive.after_power_loss(random)))
    moments = Counter(random.randint(1, len(told.operations)) for _ in range(number))
    for place, operation in enumerate(told.operations, start=1):
        drive.do(operation)
        if isinstance(operation, disk.Sent):
            promised.hear(operation.data)
        for _ in range(moments[place]):
            yield _look(_written(scratch, drive.after_power_loss(random)), place, before, promised)


def _written(folder: Path, image: dict[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, content in image.items():
        (folder / name).write_bytes(content)
    return folder / DATABASE


def _look(database: Path, place: int, before: Rows, promised: Promised) -> Cut:
    position = database.with_name(_POSITION)
    remembered = position.read_bytes() if position.exists() else b""
    try:
        rows = read(database)
    except pysqlite3.DatabaseError as error:
        return Cut(place, [], [f"the database can't be read: {error}"])
    half = [*half_states(rows), *unmarked(rows, promised.left), *_ahead(rows, remembered)]
    return Cut(place, list(_lost(rows, before, promised)), half)


def _lost(rows: Rows, before: Rows, promised: Promised) -> Iterator[str]:
    for what, number, least in (
        ("forms", len(rows.protests) - len(before.protests), promised.forms),
        ("buttons", rows.confirmed - before.confirmed, promised.buttons),
        ("mails", rows.kept.total() - before.kept.total(), promised.mails),
    ):
        if number < least:
            yield f"{least} {what} were acknowledged, {number} are there"


def _ahead(rows: Rows, remembered: bytes) -> Iterator[str]:
    """The file beside the database says how far the outbox had come: were it ahead, or torn, all mail would be held."""
    try:
        if remembered and json.loads(remembered)["position"] > rows.last_event:
            yield "the file beside the database is ahead of it"
    except ValueError:
        yield "the file beside the database is torn"


@dataclass
class _Row:
    calls: int = 0
    syncs: int = 0
    promised: int = 0
    cuts: int = 0
    lost: int = 0
    half: int = 0
    first: str = ""


def run(folder: Path, *, is_full: bool, seed: int, say: Say) -> bool:
    """Every story with its power cuts, then the control. Whether nothing was lost, and the control lost something."""
    random = Random(seed)
    each = -(-(IN_FULL if is_full else _SAMPLE) // len(STORIES))
    with workshop(folder, migrated=folder.parent / MIGRATED) as shop:
        say("An installation stands ready.")
        rows = {story.name: _replay(shop, story, number=each, random=random, say=say) for story in STORIES}
        control = _replay(shop, CONTROL, number=_OF_THE_CONTROL, random=random, say=say)
    print(_table(rows | {CONTROL.name: control}))
    return not any(row.lost or row.half for row in rows.values()) and bool(control.lost)


def _replay(shop: Workshop, story: Story, *, number: int, random: Random, say: Say) -> _Row:
    told = record(shop, story)
    sent = Promised()
    for operation in told.operations:
        if isinstance(operation, disk.Sent):
            sent.hear(operation.data)
    row = _Row(calls=len(told.operations), promised=sent.forms + sent.buttons + sent.mails)
    row.syncs = sum(isinstance(operation, disk.Sync) for operation in told.operations)
    for cut in cut_everywhere(shop, told, number=number, random=random):
        row.cuts += 1
        row.lost += bool(cut.lost)
        row.half += bool(cut.half)
        if (cut.lost or cut.half) and not row.first:
            row.first = f"after call {cut.place}: {'; '.join(cut.lost + cut.half)}"
    say(f"{story.name}: {row.cuts} power cuts{', the first that was red ' + row.first if row.first else ''}")
    return row


def _table(rows: dict[str, _Row]) -> str:
    width = max(map(len, rows))
    lines = [f"{'how the journal is kept':<{width}} {'calls':>6} {'syncs':>6} {'promised':>8} {'cuts':>6} {'lost':>6} {'half':>6}"]
    lines += [f"{name:<{width}} {row.calls:>6} {row.syncs:>6} {row.promised:>8} {row.cuts:>6} {row.lost:>6} {row.half:>6}" for name, row in rows.items()]
    return "\n".join(lines)
