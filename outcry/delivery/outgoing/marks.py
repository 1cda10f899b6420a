"""What is written down at once with every letter: that its text is about to leave, and that it was taken. Those of several letters share a commit.

A mark is waited for: no byte of a text leaves before it is committed. What was taken is written with the next mark, or a moment later. By hand,
since this is what a letter costs the database.
"""

import logging
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from threading import Lock
from time import monotonic
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from outcry.delivery.outgoing.claims import Claim, FenceLost
from outcry.delivery.states import MessageState, check_transition
from outcry.lib.by_hand import adapted, ask, listed
from outcry.lib.sealing import seal

logger = logging.getLogger(__name__)

# What was taken waits no longer than this for a mark to be written with.
PATIENCE_SECONDS = 0.05
# So many of each are written together at most.
_MOST = 200
FENCED = "fence = %(fence)s"


@dataclass(frozen=True, kw_only=True, eq=False)
class _Kind:
    """What is written down of one letter: its row moves, if the claim still holds, and other rows say so. `types` are PostgreSQL's, by name of the value."""

    types: Mapping[str, str]
    moves: str
    tells: tuple[str, ...]


_MARK = _Kind(
    types={"id": "bigint", "fence": "integer", "before": "text", "moment": "timestamptz"},
    moves="""UPDATE delivery_outgoingmessage SET state = 'submitting', state_changed_at = %(moment)s,
    uncertain_resends = uncertain_resends + CASE WHEN state = 'uncertain' THEN 1 ELSE 0 END {given} WHERE id = %(id)s AND {fenced} AND state = %(before)s""",
    tells=("INSERT INTO delivery_messageevent (message_id, at, before, after, reason) SELECT %(id)s, %(moment)s, %(before)s, 'submitting', ''",),
)
_END = _Kind(
    types={
        "id": "bigint",
        "fence": "integer",
        "result": "text",
        "moment": "timestamptz",
        "said": "bytea",
        "tries": "integer",
        "code": "integer",
        "reason": "text",
        "words": "bytea",
        "tls": "text",
        "began": "timestamptz",
    },
    moves="""UPDATE delivery_outgoingmessage SET state = %(result)s, state_changed_at = %(moment)s, last_words = %(said)s, attempts = %(tries)s,
    troubles = 0, due_at = NULL, expires_at = NULL, leased_until = NULL,
    accepted_at = CASE WHEN %(result)s = 'accepted' THEN %(moment)s ELSE accepted_at END {given} WHERE id = %(id)s AND {fenced} AND state = 'submitting'""",
    tells=(
        "INSERT INTO delivery_messageevent (message_id, at, before, after, reason) SELECT %(id)s, %(moment)s, 'submitting', %(result)s, %(reason)s",
        """INSERT INTO delivery_attempt (message_id, number, fence, started_at, ended_at, result, code, words, tls)
        SELECT %(id)s, %(tries)s, %(fence)s, %(began)s, %(moment)s, %(result)s, %(code)s, %(words)s, %(tls)s""",
    ),
)


def _closed() -> Lock:
    lock = Lock()
    lock.acquire()
    return lock


@dataclass(slots=True, eq=False)
class _Waiting:
    """One letter's mark or end, and what became of it."""

    kind: _Kind
    values: Mapping[str, Any]
    since: float
    is_written: bool | None = None
    error: Exception | None = None
    # Whoever waits for it is woken when it is written, or when it is her turn to write. Nobody waits for an end.
    woken: Lock | None = None
    is_leader: bool = False

    @property
    def is_settled(self) -> bool:
        return self.is_written is not None or self.error is not None

    @property
    def message_id(self) -> int:
        return int(self.values["id"])


class Marks:
    """One for all sessions of a process: whoever comes first writes for all who came meanwhile."""

    def __init__(self) -> None:
        self._marks: deque[_Waiting] = deque()
        self._ends: deque[_Waiting] = deque()
        # Whether somebody has the turn, who is next, and who waits for it beside those with a mark: all change behind this door alone.
        self._door = Lock()
        self._is_taken = self._is_marks_turn = False
        self._waiting: deque[Lock] = deque()
        # SQLite's: whoever has the turn writes over it. A connection of each session would begin with an empty cache after every commit of another.
        self._connection: BaseDatabaseWrapper | None = None

    @property
    def waiting(self) -> int:
        """How many marks wait for the one who writes."""
        return len(self._marks)

    def submit(self, claim: Claim, *, before: MessageState, now: datetime) -> None:
        """Return once it is committed that this text is about to leave. Raise FenceLost, or what the database raised."""
        check_transition(before, MessageState.SUBMITTING)
        [moment] = adapted(now)
        mine = _Waiting(_MARK, {"id": claim.message_id, "fence": claim.fence, "before": before.value, "moment": moment}, monotonic())
        with self._door:
            if self._is_taken:
                mine.woken = _closed()
            mine.is_leader, self._is_taken = not self._is_taken, True
            self._marks.append(mine)
        if mine.woken:
            mine.woken.acquire()
        if mine.is_leader:
            try:
                # So many are written together; mine may be among the next.
                with self._over_one_connection():
                    while not mine.is_settled:
                        self._write()
            finally:
                self._pass_on()
        if mine.error:
            raise mine.error
        if not mine.is_written:
            raise FenceLost

    def ended(self, claim: Claim, *, state: MessageState, number: int, code: int, words: str, tls: str, began: datetime, now: datetime, may_wait: bool) -> None:
        """Write down that it was taken. `may_wait`: somebody calls `write_old` from time to time, or submits the next one."""
        check_transition(MessageState.SUBMITTING, state)
        moment, started = adapted(now, began)
        told = words.encode()
        values = {
            "id": claim.message_id,
            "fence": claim.fence,
            "result": state.value,
            "moment": moment,
            "said": seal(told, place="delivery_outgoingmessage.last_words"),
            "tries": number,
            "code": code,
            "reason": str(code),
            "words": seal(told, place="delivery_attempt.words"),
            "tls": tls,
            "began": started,
        }
        self._ends.append(_Waiting(_END, values, monotonic()))
        if not may_wait:
            self.write()

    def write(self) -> None:
        """Write down what waits. Raise what the database raises; then it goes on waiting."""
        with self.turn():
            if self._ends or self._marks:
                self._write()
        failed = next((one.error for one in self._ends.copy() if one.error), None)
        if failed:
            raise failed

    def write_old(self) -> None:
        """The same, if something has waited for long."""
        # A copy, since others put more down meanwhile.
        oldest = next(iter(self._ends.copy()), None)
        if oldest and monotonic() - oldest.since >= PATIENCE_SECONDS:
            self.write()

    def close(self) -> None:
        """Let go of the connection; the next who writes opens a new one."""
        with self.turn():
            if self._connection:
                self._connection.close()

    def rest(self) -> None:
        """Let go of it where its time is over, as `close_old_connections` does it for those of threads."""
        with self.turn():
            if self._connection:
                self._connection.close_if_unusable_or_obsolete()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Nobody else of this process writes meanwhile. In order of arrival: SQLite's own lock is got by whoever happens to ask at the right moment."""
        mine = _closed()
        with self._door:
            is_mine, self._is_taken = not self._is_taken, True
            if not is_mine:
                self._waiting.append(mine)
        if not is_mine:
            mine.acquire()
        try:
            with self._over_one_connection():
                yield
        finally:
            self._pass_on()

    @contextmanager
    def _over_one_connection(self) -> Iterator[None]:
        mine = connections[DEFAULT_DB_ALIAS]
        if mine.vendor != "sqlite" or mine.in_atomic_block:
            yield
            return
        if self._connection is None:
            self._connection = connections.create_connection(DEFAULT_DB_ALIAS)
            self._connection.inc_thread_sharing()
        connections[DEFAULT_DB_ALIAS] = self._connection
        try:
            yield
        finally:
            connections[DEFAULT_DB_ALIAS] = mine

    def _pass_on(self) -> None:
        """Give the turn to the next. All that are woken are woken at once: who is let in one after the other waits for each one's waking, too."""
        with self._door:
            # By turns: neither those with a mark nor the others may keep it among themselves.
            if self._marks and (self._is_marks_turn or not self._waiting):
                self._is_marks_turn = False
                self._marks[0].is_leader = True
                _wake(self._marks[0])
            elif self._waiting:
                self._is_marks_turn = True
                self._waiting.popleft().release()
            else:
                self._is_taken = False

    def _write(self) -> None:
        """Called by whoever has the turn."""
        marks, ends = _some(self._marks), _some(self._ends)
        try:
            self._settle(marks, ends)
        finally:
            for one in (*marks, *ends):
                if not one.is_settled:
                    one.error = DatabaseError("the thread that wrote for it was stopped")
            # A database that is away comes back: what the other side has said is not forgotten meanwhile.
            self._ends.extendleft(reversed([one for one in ends if isinstance(one.error, OperationalError)]))
            for mark in marks:
                if not mark.is_leader:
                    _wake(mark)

    def _settle(self, marks: Sequence[_Waiting], ends: Sequence[_Waiting]) -> None:
        """Write them together; what harms one of them alone is told to that one."""
        try:
            written = _write_together([*marks, *ends])
        except Exception as error:  # noqa: BLE001  raised again by whom it concerns
            if isinstance(error, OperationalError) or len(marks) + len(ends) == 1:
                _tell(error, marks, ends)
            else:
                for mark in marks:
                    self._settle([mark], [])
                for end in ends:
                    self._settle([], [end])
        else:
            for one in (*marks, *ends):
                one.is_written, one.error = one in written, None
            for lost in (end for end in ends if not end.is_written):
                logger.info("message %d: no longer ours, its result is dropped", lost.message_id)


def _wake(mark: _Waiting) -> None:
    if mark.woken:
        mark.woken.release()


def _tell(error: Exception, marks: Iterable[_Waiting], ends: Iterable[_Waiting]) -> None:
    for one in (*marks, *ends):
        one.error = error
    if not isinstance(error, OperationalError):
        for one in ends:
            # Its lease runs out, and it is called uncertain.
            logger.error("message %d: that it was taken could not be written down: %s", one.message_id, type(error).__name__)


def _some(waiting: deque[_Waiting]) -> list[_Waiting]:
    return [waiting.popleft() for _ in range(min(len(waiting), _MOST))]


def _write_together(waiting: Sequence[_Waiting]) -> set[_Waiting]:
    """All in one transaction; gives those whose claim still held."""
    # In one order: others may take back the same letters.
    rows = sorted(waiting, key=lambda one: one.message_id)
    return _at_once(rows) if _is_postgresql() else _one_by_one(rows)


def _one_by_one(rows: Sequence[_Waiting]) -> set[_Waiting]:
    """On SQLite, where a statement costs little: its driver is asked, for Django takes longer to pass one on than it takes to be carried out."""
    written = []
    with transaction.atomic(), connection.wrap_database_errors:
        cursor = connection.connection.cursor()
        for one in rows:
            cursor.execute(_named(one.kind.moves.format(fenced=FENCED, given="")), one.values)
            if cursor.rowcount:
                written.append(one)
        for kind in (_MARK, _END):
            told = [one.values for one in written if one.kind is kind]
            for tell in kind.tells if told else ():
                cursor.executemany(_named(tell), told)
    return set(written)


@cache
def _named(words: str) -> str:
    """As SQLite wants the names of values."""
    return words % {name: f":{name}" for kind in (_MARK, _END) for name in kind.types}


def _at_once(rows: Sequence[_Waiting]) -> set[_Waiting]:
    """On PostgreSQL, where each statement is a way there and back: all of them in one, which is a transaction by itself."""
    lots = {kind: some for kind in (_MARK, _END) if (some := [one for one in rows if one.kind is kind])}
    is_single = len(rows) == len(lots)
    values = [some[0].values[name] if is_single else listed([one.values[name] for one in some]) for kind, some in lots.items() for name in kind.types]
    # Within a caller's transaction what fails must not spoil that.
    with transaction.atomic() if connection.in_atomic_block else nullcontext():
        written = set(ask(_statement(tuple(lots), is_single, FENCED), values))
    return {one for one in rows if (one.message_id, one.values["fence"]) in written}


@cache
def _statement(kinds: tuple[_Kind, ...], is_single: bool, fenced: str) -> str:
    """For one row of each kind, as with one session, or with a list for each value; gives id and fence of those whose claim held."""
    parts, moved = [], []
    for number, kind in enumerate(kinds):
        names = {name: f"given_{name}" for name in kind.types}
        single = f"SELECT {', '.join(f'%s::{of} AS {names[name]}' for name, of in kind.types.items())}"
        lists = f"SELECT * FROM unnest({', '.join(f'%s::{of}[]' for of in kind.types.values())}) AS given({', '.join(names.values())})"  # noqa: S608  our own words
        moves = kind.moves.format(fenced=fenced, given=f"FROM given{number}") % names
        parts += [f"given{number} AS ({single if is_single else lists})", f"moved{number} AS ({moves} RETURNING given{number}.*)"]
        parts += [f"told{number}{which} AS ({tell % names} FROM moved{number})" for which, tell in enumerate(kind.tells)]
        moved.append(f"SELECT given_id, given_fence FROM moved{number}")  # noqa: S608
    return f"WITH {', '.join(parts)} {' UNION ALL '.join(moved)}"


@cache
def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"
