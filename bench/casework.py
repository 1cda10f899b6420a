"""`python -m bench casework`: a large case file under questions, on SQLite and on PostgreSQL, beside bare SQL for the same answers.

Each size is filled in a place of its own, and what is measured is a copy of it: filling takes most of a run's time and needs no
quiet machine. `--keep FOLDER` keeps what was filled there and comes back to it; `--fill` fills and measures nothing. A kept place
gets the migrations that came since, and is filled anew when the way of filling has changed.

OUTCRY_BENCH_POSTGRES names the server, as postgres://user@host:port; databases of its own are made there, named after the folder,
and dropped again unless they are kept.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.servers import command, folder_environment

_POSTGRES = os.environ.get("OUTCRY_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432")
_SIZES, _QUICK_SIZES = (10_000, 20_000, 100_000), (5_000, 20_000)


def run(folder: Path, *, keep: Path | None, quick: bool, only_fill: bool) -> int:
    """Measure both databases, one after the other; 1 when an answer differed, or there is no PostgreSQL to ask."""
    sizes = _QUICK_SIZES if quick else _SIZES
    failed = 0
    for vendor in ("sqlite", "postgresql"):
        places = [Place(vendor=vendor, size=size, folder=(keep or folder).resolve() / f"{vendor}-{size}") for size in sizes]
        try:
            _fill(places, folder)
            if not only_fill:
                failed |= _measure(places, folder)
        except psycopg.OperationalError as error:
            print(f"NOT MEASURED ON POSTGRESQL: {_POSTGRES} says: {error}")
            failed = 1
        finally:
            if not keep:
                for place in places:
                    place.remove()
    return failed


def _fill(places: Sequence["Place"], folder: Path) -> None:
    """What is not filled yet, from a place with the demonstration alone; what was filled before gets what the code has become since."""
    empty = [place for place in places if not place.is_filled]
    if empty:
        start = Place(vendor=empty[0].vendor, size=0, folder=folder / f"{empty[0].vendor}-0")
        start.make()
        for place in empty:
            place.remove()
            start.copy_to(place)
            place.fill()
        start.remove()
    for place in places:
        if place not in empty:
            place.renew()


@dataclass(frozen=True, kw_only=True)
class Place:
    """One database of one size, with the keys and files that belong to it."""

    vendor: str
    size: int
    folder: Path

    @property
    def is_filled(self) -> bool:
        """Whether it was filled to the end, and as it would be now."""
        return self._mark.exists() and self._mark.read_text() == _way_of_filling()

    def make(self, *, demo: bool = True) -> None:
        """Make it, with the demonstration in it, or with its tables alone."""
        self.make_empty()
        if demo:
            self.renew()
            command("demo", "load", environment=self.environment)
        else:
            command("migrate", environment=self.environment)

    def make_empty(self) -> None:
        """Make a folder and a database with nothing in them."""
        self.folder.mkdir(parents=True)
        self._server(f"CREATE DATABASE {self._database}")

    def renew(self) -> None:
        """Give it the tables, lists and pages of the code as it stands."""
        for words in (("migrate",), ("vocabularies", "load"), ("collectstatic", "--noinput")):
            command(*words, environment=self.environment)

    def fill(self) -> None:
        """Fill it to its size."""
        _python("bench.casework_fill", str(self.size), environment=self.environment)
        self._mark.write_text(_way_of_filling())

    def copy_to(self, other: "Place") -> None:
        """Let another place, which must not be there yet, begin as this one stands."""
        shutil.copytree(self.folder, other.folder)
        # File by file: through the log of the server it would take minutes.
        self._server(f"CREATE DATABASE {other._database} TEMPLATE {self._database} STRATEGY FILE_COPY")

    def remove(self) -> None:
        """Leave nothing of it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._server(f"DROP DATABASE IF EXISTS {self._database} WITH (FORCE)")

    @property
    def environment(self) -> dict[str, str]:
        """That of a demonstration in this place."""
        return folder_environment(self.folder) | ({} if self.vendor == "sqlite" else {"DATABASE_URL": f"{_POSTGRES}/{self._database}"})

    @property
    def _mark(self) -> Path:
        return self.folder / "filled"

    @property
    def _database(self) -> str:
        return f"outcry_bench_{hashlib.sha256(str(self.folder).encode()).hexdigest()[:16]}"

    def _server(self, statement: str) -> None:
        if self.vendor == "postgresql":
            with psycopg.connect(f"{_POSTGRES}/postgres", autocommit=True) as server:
                server.execute(statement)


def _way_of_filling() -> str:
    return hashlib.sha256((Path(__file__).parent / "casework_fill.py").read_bytes()).hexdigest()


def _measure(places: Sequence[Place], folder: Path) -> int:
    """One size after the other, each on a copy and in a process of its own; tables in and out at the largest."""
    failed, medians = 0, []
    for place in places:
        told = folder / "medians.json"
        copy = Place(vendor=place.vendor, size=place.size, folder=folder / f"copy-of-{place.folder.name}")
        try:
            place.copy_to(copy)
            more = ["--tables"] if place is places[-1] else []
            failed |= _python("bench.casework_run", str(place.size), str(told), *more, environment=copy.environment, check=False)
        finally:
            copy.remove()
        medians.append(json.loads(told.read_text()))
    first, last = places[0].size, places[-1].size
    print(f"\nGrowth of the median from {first:,} to {last:,} events ({last / first:.0f} times as many)")
    for name, before in medians[0].items():
        print(f"  {name:<44}{medians[-1][name] / before:>9.1f}", flush=True)
    return failed


def _python(module: str, *told: str, environment: Mapping[str, str], check: bool = True) -> int:
    return subprocess.run([sys.executable, "-m", module, *told], env={**os.environ, **environment}, check=check).returncode
