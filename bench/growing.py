"""A measurement in several sizes, on SQLite and on PostgreSQL: each size in a process of its own, in the same place, which is filled up."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg

from bench.casework import Place


def on_both(folder: Path, *, name: str, sizes: Sequence[int], compare: Callable[[str, list[Any]], None]) -> int:
    """Run `bench.NAME_run SIZE FILE` for one database after the other; 1 when a run failed, or there is no PostgreSQL to ask.

    Each run writes what it measured as JSON into its file. `compare` is told the database and what all its sizes wrote, in their order.
    """
    failed = 0
    for vendor in ("sqlite", "postgresql"):
        place = Place(vendor=vendor, size=0, folder=folder.resolve() / f"{name}-{vendor}")
        try:
            place.make()
            run, told = _one_after_the_other(folder / f"{name}.json", place.environment, name, sizes)
            failed |= run
            if len(sizes) > 1:
                compare(vendor, told)
        except psycopg.OperationalError as error:
            print(f"NOT MEASURED ON POSTGRESQL: {error}")
            failed = 1
        finally:
            place.remove()
    return failed


def _one_after_the_other(file: Path, environment: Mapping[str, str], name: str, sizes: Sequence[int]) -> tuple[int, list[Any]]:
    failed, told = 0, []
    for size in sizes:
        words = [sys.executable, "-m", f"bench.{name}_run", str(size), str(file)]
        failed |= subprocess.run(words, env={**os.environ, **environment}, check=False).returncode
        told.append(json.loads(file.read_text()))
    return failed, told
