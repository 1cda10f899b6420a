"""`python -m bench casework`: a large case file under questions, on SQLite and on PostgreSQL, beside bare SQL for the same answers.

OUTCRY_BENCH_POSTGRES names the server, as postgres://user@host:port; a database of its own is made there and dropped again.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.servers import command, folder_environment

_POSTGRES = os.environ.get("OUTCRY_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432")
_DATABASE = f"outcry_bench_{os.getpid()}"
_SIZES, _QUICK_SIZES = "10000,20000,100000", "5000,20000"


def run(folder: Path, *, quick: bool) -> int:
    """Measure both databases, one after the other; 1 when an answer differed, or there is no PostgreSQL to ask."""
    sizes = _QUICK_SIZES if quick else _SIZES
    failed = _measure(folder_environment(folder / "sqlite"), sizes)
    try:
        with _database() as url:
            return failed | _measure(folder_environment(folder / "postgresql") | {"DATABASE_URL": url}, sizes)
    except psycopg.OperationalError as error:
        print(f"NOT MEASURED ON POSTGRESQL: {_POSTGRES} says: {error}")
        return 1


def _measure(environment: Mapping[str, str], sizes: str) -> int:
    for words in (("migrate",), ("vocabularies", "load"), ("demo", "load"), ("collectstatic", "--noinput")):
        command(*words, environment=environment)
    return subprocess.run([sys.executable, "-m", "bench.casework_run", sizes], env={**os.environ, **environment}, check=False).returncode


@contextmanager
def _database() -> Iterator[str]:
    with psycopg.connect(f"{_POSTGRES}/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {_DATABASE}")
    try:
        yield f"{_POSTGRES}/{_DATABASE}"
    finally:
        with psycopg.connect(f"{_POSTGRES}/postgres", autocommit=True) as server:
            server.execute(f"DROP DATABASE {_DATABASE} WITH (FORCE)")
