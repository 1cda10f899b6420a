"""`python -m bench newsroom`: 20,000 reports under readers' questions, on SQLite and on PostgreSQL, beside bare SQL for the same answers."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import psycopg

from bench.casework import Place

_SIZES, _QUICK_SIZES = (2_000, 20_000), (2_000,)


def run(folder: Path, *, quick: bool) -> int:
    """Measure both databases, one after the other; 1 when an answer differed, or there is no PostgreSQL to ask."""
    failed = 0
    for vendor in ("sqlite", "postgresql"):
        place = Place(vendor=vendor, size=0, folder=folder.resolve() / f"newsroom-{vendor}")
        try:
            place.make()
            failed |= _growth(vendor, folder, place.environment, _QUICK_SIZES if quick else _SIZES)
        except psycopg.OperationalError as error:
            print(f"NOT MEASURED ON POSTGRESQL: {error}")
            failed = 1
        finally:
            place.remove()
    return failed


def _growth(vendor: str, folder: Path, environment: Mapping[str, str], sizes: tuple[int, ...]) -> int:
    """One size after the other in the same place: what is there is filled up."""
    failed, told = 0, folder / "medians.json"
    medians: list[dict[str, float]] = []
    for size in sizes:
        words = [sys.executable, "-m", "bench.newsroom_run", str(size), str(told)]
        failed |= subprocess.run(words, env={**os.environ, **environment}, check=False).returncode
        medians.append(json.loads(told.read_text()))
    if len(sizes) > 1:
        print(f"\nGrowth of the median from {sizes[0]:,} to {sizes[-1]:,} reports on {vendor}")
        for name, before in medians[0].items():
            print(f"  {name:<44}{medians[-1][name] / before:>9.1f}", flush=True)
    return failed
