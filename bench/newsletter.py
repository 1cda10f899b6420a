"""`python -m bench newsletter`: a digest on its way to 100,000 subscribers, on SQLite and on PostgreSQL, beside the bare outbox.

Nothing leaves: what waits in the outbox is marked as handed over, as the post office would do it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import psycopg

from bench.casework import Place

_SIZES, _QUICK_SIZES = (10_000, 100_000), (3_000,)


def run(folder: Path, *, quick: bool) -> int:
    """Measure both databases, one after the other; 1 when a copy was lost or sent twice, or there is no PostgreSQL to ask."""
    failed = 0
    for vendor in ("sqlite", "postgresql"):
        place = Place(vendor=vendor, size=0, folder=folder.resolve() / f"newsletter-{vendor}")
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
    """One size after the other in the same place: what is there is filled up, and a new digest is sent to all."""
    failed, told, rates = 0, folder / "rates.json", []
    for size in sizes:
        words = [sys.executable, "-m", "bench.newsletter_run", str(size), str(told)]
        failed |= subprocess.run(words, env={**os.environ, **environment}, check=False).returncode
        rates.append(json.loads(told.read_text()))
    if len(sizes) > 1:
        print(f"\n{vendor}: copies a second to {sizes[-1]:,} subscribers, of those to {sizes[0]:,}: {rates[-1] / rates[0]:.2f}", flush=True)
    return failed
