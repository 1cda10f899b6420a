"""One SQLite build for every process: pysqlite3, which carries the fix of the WAL-reset race.

SQLite 3.7.0 to 3.51.2 can lose committed writes in WAL mode when a checkpoint and a reset meet
(fixed in 3.51.3, 3.50.7 and 3.44.6). Python's own sqlite3 is linked to whatever the system has,
so the module is replaced before Django loads. Why: docs/decisions/0003-sqlite-and-its-durability.md.
"""

import random
import sys
from contextlib import closing
from functools import cache
from time import monotonic, sleep
from typing import Any

import pysqlite3
import pysqlite3.dbapi2

# The two limits that Django asks for, with their numbers in sqlite3.h.
SQLITE_LIMIT_COLUMN = 2
SQLITE_LIMIT_VARIABLE_NUMBER = 9

_COMPILE_OPTIONS = {SQLITE_LIMIT_COLUMN: ("MAX_COLUMN", 2000), SQLITE_LIMIT_VARIABLE_NUMBER: ("MAX_VARIABLE_NUMBER", 32766)}
_FIXED_BRANCHES = {(3, 50): 7, (3, 44): 6}


class Connection(pysqlite3.dbapi2.Connection):  # type: ignore[misc]  # untyped library
    """A connection that answers `getlimit`, which Django needs and pysqlite3 lacks, and that waits for a writer without oversleeping.

    SQLite's own waiting sleeps longer and longer, up to a tenth of a second, while a transaction here takes a
    millisecond: under load most writers sleep beside a free lock. `timeout` in seconds, as in the standard library.
    """

    def __init__(self, database: str, timeout: float = 5.0, **options: Any) -> None:
        super().__init__(database, timeout=timeout, **options)
        self.set_busy_handler(_Patience(seconds=timeout))

    def getlimit(self, category: int, /) -> int:
        """The limit compiled into the library, for the two categories Django asks for; KeyError for any other."""
        return _compiled_limit(category)


class _Patience:
    """Asked by SQLite whether to try once more for a lock; says no when `seconds` have passed since it was first asked."""

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._until = 0.0

    def __call__(self, times_asked: int) -> bool:
        if times_asked == 0:
            self._until = monotonic() + self._seconds
        elif monotonic() > self._until:
            return False
        # Not all at the same moment.
        sleep(random.uniform(0.0003, 0.0015))  # noqa: S311  no secret
        return True


@cache
def _compiled_limit(category: int) -> int:
    # Asked once: Django wants to know at every bulk insert, and the answer takes longer than a small one.
    name, default = _COMPILE_OPTIONS[category]
    with closing(pysqlite3.dbapi2.connect(":memory:")) as connection:
        for (option,) in connection.execute("PRAGMA compile_options"):
            key, _, value = option.partition("=")
            if key == name:
                return int(value)
    return default


def use_our_sqlite() -> None:
    """Make `import sqlite3` mean pysqlite3 from now on, in this process."""
    dbapi2 = pysqlite3.dbapi2
    for module in (pysqlite3, dbapi2):
        module.SQLITE_LIMIT_COLUMN = SQLITE_LIMIT_COLUMN
        module.SQLITE_LIMIT_VARIABLE_NUMBER = SQLITE_LIMIT_VARIABLE_NUMBER
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = dbapi2


def has_wal_reset_fix(version: tuple[int, ...]) -> bool:
    """Whether this SQLite version is free of the WAL-reset race."""
    if version >= (3, 51, 3):
        return True
    branch, patch = version[:2], version[2] if len(version) > 2 else 0
    return branch in _FIXED_BRANCHES and patch >= _FIXED_BRANCHES[branch]


def durable_pragmas(version: tuple[int, ...] = pysqlite3.sqlite_version_info) -> str:
    """The settings under which an acknowledged commit survives a power cut, for this library version."""
    wal, rollback = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=EXTRA;"
    journal = wal if has_wal_reset_fix(version) else rollback
    return f"{journal} PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF;"
