"""The least that a letter costs in Python: the same conversation and the same durable notes, with nothing of ours around them. Started by drain.py.

python -m bench.drain_bare DATABASE PORT NUMBER SESSIONS FILE     drains NUMBER copies of FILE, prints how long that took, as JSON

DATABASE is a file, or an address of PostgreSQL. As in Outcry, letters are taken in hand 200 at a time; before a text leaves, a mark and its event are
committed; that it was taken, its event and its try are written with the next mark; sessions share commits. But there is no seal, no signature, no gate,
no lane, no lease to renew, no table of states, no foreign key, one index for each question, and no answer but the expected ones.
"""

import json
import socket
import sys
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import psycopg
import pysqlite3.dbapi2

from outcry.config.programs import LOOPBACK
from outcry.lib.sqlite import durable_pragmas

_IN_HAND = 200
_LEASE_SECONDS = 60
_SENDER, _RECIPIENT = "protest@outcry.example", "office@bench.example"


class _Sqlite:
    """One connection to a file; whoever writes holds the lock of the process."""

    key, blob, mark = "INTEGER PRIMARY KEY", "BLOB", "?"

    def __init__(self, database: str) -> None:
        self._raw = pysqlite3.dbapi2.connect(database, isolation_level=None, timeout=20, check_same_thread=False)
        self._raw.executescript(durable_pragmas())

    def run(self, statement: str, rows: Sequence[Sequence[Any]] = ((),)) -> list[Any]:
        found: list[Any] = []
        for row in rows:
            found = self._raw.execute(statement, row).fetchall()
        return found

    def claim(self, now: float) -> list[tuple[int, bytes]]:
        self.run("BEGIN IMMEDIATE")
        rows = self.run("SELECT id, content FROM letter WHERE due_at <= ? AND leased_until IS NULL ORDER BY due_at LIMIT ?", [(now, _IN_HAND)])
        self.run("UPDATE letter SET leased_until = ?, fence = 1 WHERE id = ?", [(now + _LEASE_SECONDS, number) for number, _ in rows])
        self.run("COMMIT")
        return rows

    def note(self, marks: Sequence[int], ends: Sequence[int], now: float) -> None:
        self.run("BEGIN IMMEDIATE")
        self.run("UPDATE letter SET state = 'submitting' WHERE id = ? AND fence = 1 AND state = 'queued'", [(one,) for one in marks])
        self.run("INSERT INTO event (letter, at, after) VALUES (?, ?, 'submitting')", [(one, now) for one in marks])
        taken = "UPDATE letter SET state = 'accepted', due_at = NULL, leased_until = NULL WHERE id = ? AND fence = 1 AND state = 'submitting'"
        self.run(taken, [(one,) for one in ends])
        self.run("INSERT INTO event (letter, at, after) VALUES (?, ?, 'accepted')", [(one, now) for one in ends])
        self.run("INSERT INTO attempt (letter, at, code) VALUES (?, ?, 250)", [(one, now) for one in ends])
        self.run("COMMIT")


class _Postgresql:
    """One connection to a server; each letter is one statement, known to the server, and all that is sent together is a transaction."""

    key, blob, mark = "BIGSERIAL PRIMARY KEY", "BYTEA", "%s"

    def __init__(self, database: str) -> None:
        self._raw = psycopg.connect(database, autocommit=True)
        self._is_ready = False

    def run(self, statement: str, rows: Sequence[Sequence[Any]] = ((),)) -> list[Any]:
        found: list[Any] = []
        for row in rows:
            cursor = self._raw.execute(statement, row or None)
            found = cursor.fetchall() if cursor.description else []
        return found

    def claim(self, now: float) -> list[tuple[int, bytes]]:
        with self._raw.transaction():
            question = "SELECT id, content FROM letter WHERE due_at <= %s AND leased_until IS NULL ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED"
            rows = self.run(question, [(now, _IN_HAND)])
            self.run("UPDATE letter SET leased_until = %s, fence = 1 WHERE id = ANY(%s)", [(now + _LEASE_SECONDS, [number for number, _ in rows])])
        return rows

    def note(self, marks: Sequence[int], ends: Sequence[int], now: float) -> None:
        if not self._is_ready:
            self.run("""PREPARE mark (bigint, float8) AS WITH moved AS (UPDATE letter SET state = 'submitting' WHERE id = $1 AND fence = 1 AND state = 'queued'
                RETURNING id) INSERT INTO event (letter, at, after) SELECT id, $2, 'submitting' FROM moved""")
            self.run("""PREPARE taken (bigint, float8) AS WITH moved AS (UPDATE letter SET state = 'accepted', due_at = NULL, leased_until = NULL WHERE id = $1
                AND fence = 1 AND state = 'submitting' RETURNING id), told AS (INSERT INTO event (letter, at, after) SELECT id, $2, 'accepted' FROM moved)
                INSERT INTO attempt (letter, at, code) SELECT id, $2, 250 FROM moved""")
            self._is_ready = True
        self.run("; ".join([f"EXECUTE mark({one}, {now})" for one in marks] + [f"EXECUTE taken({one}, {now})" for one in ends]))


class _Notes:
    """Whoever comes first writes for all who came meanwhile."""

    def __init__(self) -> None:
        self.lock = Lock()
        self._marks: deque[int] = deque()
        self._ends: deque[int] = deque()
        self._settled: set[int] = set()

    def mark(self, database: _Sqlite | _Postgresql, letter: int) -> None:
        self._marks.append(letter)
        with self.lock:
            if letter not in self._settled:
                self.write(database)

    def end(self, letter: int) -> None:
        self._ends.append(letter)

    def write(self, database: _Sqlite | _Postgresql) -> None:
        marks, ends = ([some.popleft() for _ in range(len(some))] for some in (self._marks, self._ends))
        if marks or ends:
            database.note(marks, ends, time.time())
        self._settled.update(marks)


def main() -> None:
    address, port, number, sessions, file = sys.argv[1:]
    kind = _Postgresql if address.startswith("postgres") else _Sqlite
    database = kind(address)
    _put(database, Path(file).read_bytes().replace(b"\n", b"\r\n"), int(number))
    notes = _Notes()
    threads = [Thread(target=_session, args=(kind(address), int(port), notes)) for _ in range(int(sessions))]
    began, processor = time.monotonic(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = {"seconds": time.monotonic() - began, "processor": time.process_time() - processor}
    [(accepted,)] = database.run("SELECT COUNT(*) FROM letter WHERE state = 'accepted' AND due_at IS NULL")
    [(events,)] = database.run("SELECT COUNT(*) FROM event")
    print(json.dumps({**told, "is_right": (accepted, events) == (int(number), 2 * int(number))}))


def _put(database: _Sqlite | _Postgresql, content: bytes, number: int) -> None:
    for table in ("letter", "event", "attempt"):
        database.run(f"DROP TABLE IF EXISTS {table}")
    database.run(f"CREATE TABLE letter (id {database.key}, content {database.blob}, state TEXT, fence INTEGER, due_at FLOAT, leased_until FLOAT)")
    database.run("CREATE INDEX letter_due ON letter (due_at) WHERE due_at IS NOT NULL")
    database.run("CREATE INDEX letter_state ON letter (state)")
    for table, more in (("event", "after TEXT"), ("attempt", "code INTEGER")):
        database.run(f"CREATE TABLE {table} (id {database.key}, letter BIGINT, at FLOAT, {more})")
        database.run(f"CREATE INDEX {table}_of_letter ON {table} (letter)")
    database.run("BEGIN")
    database.run(f"INSERT INTO letter (content, state, fence, due_at) VALUES ({database.mark}, 'queued', 0, 0)", [(content,)] * number)
    database.run("COMMIT")
    database.run("ANALYZE")


def _session(database: _Sqlite | _Postgresql, port: int, notes: _Notes) -> None:
    with socket.create_connection((LOOPBACK, port)) as line, line.makefile("rb") as heard:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        heard.readline()
        line.sendall(b"EHLO outcry.example\r\n")
        while heard.readline()[3:4] == b"-":
            pass
        while rows := _claimed(database, notes):
            for letter, content in rows:
                line.sendall(f"MAIL FROM:<{_SENDER}>\r\nRCPT TO:<{_RECIPIENT}>\r\nDATA\r\n".encode())
                assert [heard.readline()[:3] for _ in range(3)] == [b"250", b"250", b"354"]
                notes.mark(database, letter)
                line.sendall(content)
                line.sendall(b".\r\n")
                assert heard.readline()[:3] == b"250"
                notes.end(letter)
    with notes.lock:
        notes.write(database)


def _claimed(database: _Sqlite | _Postgresql, notes: _Notes) -> list[tuple[int, bytes]]:
    with notes.lock:
        return database.claim(time.time())


if __name__ == "__main__":
    main()
