"""The drill of points.py, all of it or a sample, with its controls: the counts as a table, every red point as a line."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

from drill.crashes.points import CONTROLS, SETTINGS, Found, Point, Setting, crash_at, points_of, sample
from drill.crashes.strace import KILL, SENDS
from drill.crashes.workshop import MIGRATED, Workshop, workshop

LEAST_IN_FULL = 1500
# Of a sample, so many points of each setting; of a control so many kills, and those at every send.
_SAMPLE = 8
_OF_A_CONTROL = 12
# So many installations crash beside each other.
_BESIDE = 2

Say = Callable[[str], None]


@dataclass
class Row:
    """A line of the table."""

    points: int = 0
    died: int = 0
    copies: int = 0
    lost: int = 0
    half: int = 0

    def add(self, found: Found) -> None:
        self.points += 1
        self.died += found.status < 0
        self.copies += found.copies
        self.lost += bool(found.lost)
        self.half += bool(found.half)


def run(folder: Path, *, is_full: bool, seed: int, say: Say) -> bool:
    """The controls, then every point or some of each step. Whether all is as it must be."""
    with ExitStack() as stack:
        shops = [stack.enter_context(workshop(folder / f"shop-{number}", migrated=folder.parent / MIGRATED)) for number in range(_BESIDE)]
        say("Installations stand ready to crash.")
        pool = _Pool(shops, stack.enter_context(ThreadPoolExecutor(_BESIDE)))
        reds = [_control(pool, name, setting, say=say) for name, setting in CONTROLS]
        rows = _crash_everywhere(pool, is_full=is_full, seed=seed, say=say)
    print(_table(rows))
    in_all = sum(row.points for row in rows.values())
    say(f"{in_all:,} points, {sum(row.lost for row in rows.values())} lost something, {sum(row.half for row in rows.values())} left a half state.")
    is_enough = not is_full or in_all >= LEAST_IN_FULL
    return is_enough and all(reds) and not any(row.lost or row.half for row in rows.values())


class _Pool:
    """Installations that crash beside each other."""

    def __init__(self, shops: Iterable[Workshop], threads: ThreadPoolExecutor) -> None:
        self._shops: Queue[Workshop] = Queue()
        for shop in shops:
            self._shops.put(shop)
        self._threads = threads

    def points_of(self, setting: Setting, *, control: str = "") -> list[Point]:
        with self._a_shop() as shop:
            return points_of(shop, setting, control=control)

    def crash_at(self, points: Iterable[Point], *, control: str = "") -> Iterator[Found]:
        """What each left behind, in the order of the points."""

        def crash(point: Point) -> Found:
            with self._a_shop() as shop:
                return crash_at(shop, point, control=control)

        return self._threads.map(crash, points)

    @contextmanager
    def _a_shop(self) -> Iterator[Workshop]:
        shop = self._shops.get()
        try:
            yield shop
        finally:
            self._shops.put(shop)


def _crash_everywhere(pool: _Pool, *, is_full: bool, seed: int, say: Say) -> dict[str, Row]:
    rows: defaultdict[str, Row] = defaultdict(Row)
    for setting in SETTINGS:
        points = pool.points_of(setting)
        chosen = points if is_full else sample(points[seed % _SAMPLE :], one_in=max(1, len(points) // _SAMPLE))
        for found in pool.crash_at(chosen):
            rows[f"{'full log' if setting.is_log_full else setting.journal:<9} {found.point.call.phase:<8} {found.point.fault.name}"].add(found)
            if not found.is_good:
                say(f"RED  {found.point}: {'; '.join(found.lost + found.half)}")
        say(f"{setting}: {len(chosen)} of {len(points)} points, {sum(row.points for row in rows.values()):,} so far")
    return dict(rows)


def _control(pool: _Pool, name: str, setting: Setting, *, say: Say) -> bool:
    """Kill the product that is broken in this way; whether any of it was found out."""
    kills = [point for point in pool.points_of(setting, control=name) if point.fault is KILL]
    sends = [point for point in kills if point.call.name in SENDS]
    chosen = sends + sample(kills, one_in=max(1, len(kills) // _OF_A_CONTROL))
    red = [found for found in pool.crash_at(chosen, control=name) if not found.is_good]
    if red:
        say(f"control: {name} ({setting.step}): {len(red)} of {len(chosen)} kills red, as some must be: {'; '.join(red[0].lost + red[0].half)}")
    else:
        say(f"control: {name} ({setting.step}): GREEN after {len(chosen)} kills; the drill proves nothing")
    return bool(red)


def _table(rows: dict[str, Row]) -> str:
    lines = [f"{'journal   phase    fault':<32} {'points':>6} {'died':>6} {'twice':>6} {'lost':>6} {'half':>6}"]
    lines += [f"{name:<32} {row.points:>6} {row.died:>6} {row.copies:>6} {row.lost:>6} {row.half:>6}" for name, row in sorted(rows.items())]
    return "\n".join(lines)
