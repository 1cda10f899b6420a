"""Writers wait for each other, neither too long nor for ever."""

import threading
import time
from pathlib import Path

import pysqlite3.dbapi2
import pytest

from outcry.lib.sqlite import Connection


def connect(path: Path, *, timeout: float) -> Connection:
    return Connection(str(path / "x.sqlite3"), timeout=timeout, isolation_level=None, check_same_thread=False)


def test_a_writer_gets_the_lock_soon_after_it_is_free(tmp_path: Path) -> None:
    first, second = connect(tmp_path, timeout=10), connect(tmp_path, timeout=10)
    first.execute("CREATE TABLE t (x)")
    first.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, lambda: first.execute("COMMIT")).start()

    second.execute("BEGIN IMMEDIATE")
    second.execute("INSERT INTO t VALUES (1)")
    second.execute("COMMIT")

    assert first.execute("SELECT count(*) FROM t").fetchone() == (1,)


def test_a_writer_gives_up_when_its_time_is_over(tmp_path: Path) -> None:
    first, second = connect(tmp_path, timeout=10), connect(tmp_path, timeout=0.2)
    first.execute("CREATE TABLE t (x)")
    first.execute("BEGIN IMMEDIATE")
    started = time.monotonic()

    with pytest.raises(pysqlite3.dbapi2.OperationalError, match="locked"):
        second.execute("BEGIN IMMEDIATE")

    assert time.monotonic() - started >= 0.2
