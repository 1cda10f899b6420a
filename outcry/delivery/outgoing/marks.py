"""What is written down at once with every letter: that its text is about to leave, and that it was taken. Those of several letters share a commit.

A mark is waited for: no byte of a text leaves before it is committed. What was taken is written with the next mark, or a moment later. By hand,
since this is what a letter costs the database: each is one statement for all who wait.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from threading import Lock
from time import monotonic
from typing import Any

from django.db import DatabaseError, OperationalError, connection, transaction

from outcry.delivery.outgoing.claims import Claim, FenceLost
from outcry.delivery.states import MessageState, check_transition
from outcry.lib.sealing import seal

logger = logging.getLogger(__name__)

# What was taken waits no longer than this for a mark to be written with.
PATIENCE_SECONDS = 0.05
# As many rows in one statement; SQLite allows 32,766 values.
_ROWS = 200
FENCED = "message.fence = its_fence"

# The values of all who wait, as tables of one statement.
_MARKS = "marks (of_message, its_fence, its_state, moment) AS (VALUES {rows})"
_ENDS = "ends (of_message, its_fence, result, moment, said, tries, code, words, tls, began) AS (VALUES {rows})"
_COLUMNS_OF_MARKS, _COLUMNS_OF_ENDS = 4, 10
_MARKED = """UPDATE delivery_outgoingmessage AS message SET state = 'submitting', state_changed_at = moment,
uncertain_resends = uncertain_resends + CASE WHEN state = 'uncertain' THEN 1 ELSE 0 END
FROM marks{locked} WHERE message.id = of_message AND {fenced} AND state = its_state{is_locked} RETURNING {id}"""
_ENDED = """UPDATE delivery_outgoingmessage AS message SET state = result, state_changed_at = moment, last_words = said, attempts = tries, troubles = 0,
due_at = NULL, expires_at = NULL, leased_until = NULL, accepted_at = CASE WHEN result = 'accepted' THEN moment ELSE accepted_at END
FROM ends{locked} WHERE message.id = of_message AND {fenced} AND state = 'submitting'{is_locked} RETURNING {id}"""
_EVENTS = "INSERT INTO delivery_messageevent (message_id, at, before, after, reason) VALUES {rows}"
_ATTEMPTS = "INSERT INTO delivery_attempt (message_id, number, fence, started_at, ended_at, result, code, words, tls) VALUES {rows}"
# The same on PostgreSQL, from the tables of the statement.
_LOCKED = "locked AS (SELECT id FROM delivery_outgoingmessage WHERE id IN ({numbers}) ORDER BY id FOR NO KEY UPDATE)"
_NOTED = """noted AS (INSERT INTO delivery_messageevent (message_id, at, before, after, reason)
SELECT of_message, moment, its_state, 'submitting', '' FROM marks JOIN marked ON marked.id = of_message)"""
_TOLD = """told AS (INSERT INTO delivery_messageevent (message_id, at, before, after, reason)
SELECT of_message, moment, 'submitting', result, code::text FROM ends JOIN ended ON ended.id = of_message)"""
_TRIED = """tried AS (INSERT INTO delivery_attempt (message_id, number, fence, started_at, ended_at, result, code, words, tls)
SELECT of_message, tries, its_fence, began, moment, result, code, words, tls FROM ends JOIN ended ON ended.id = of_message)"""


@dataclass(slots=True, eq=False)
class _Waiting:
    """One row of values, and what became of it."""

    message_id: int
    values: tuple[Any, ...]
    since: float
    is_written: bool | None = None
    error: Exception | None = None

    @property
    def is_settled(self) -> bool:
        return self.is_written is not None or self.error is not None


class Marks:
    """One for all sessions of a process: whoever comes first writes for all who came meanwhile."""

    def __init__(self) -> None:
        self._marks: deque[_Waiting] = deque()
        self._ends: deque[_Waiting] = deque()
        # Held by the one who writes.
        self.turn = Lock()

    @property
    def waiting(self) -> int:
        """How many marks wait for the one who writes."""
        return len(self._marks)

    def submit(self, claim: Claim, *, before: MessageState, now: datetime) -> None:
        """Return once it is committed that this text is about to leave. Raise FenceLost, or what the database raised."""
        check_transition(before, MessageState.SUBMITTING)
        [moment] = _adapted(now)
        mine = _Waiting(claim.message_id, (claim.message_id, claim.fence, before.value, moment), monotonic())
        self._marks.append(mine)
        with self.turn:
            # One statement holds so many rows; mine may be in the next.
            while not mine.is_settled:
                self._write()
        if mine.error:
            raise mine.error
        if not mine.is_written:
            raise FenceLost

    def ended(self, claim: Claim, *, state: MessageState, number: int, code: int, words: str, tls: str, began: datetime, now: datetime, may_wait: bool) -> None:
        """Write down that it was taken. `may_wait`: somebody calls `write_old` from time to time, or submits the next one."""
        check_transition(MessageState.SUBMITTING, state)
        moment, started = _adapted(now, began)
        said, kept = (seal(words.encode(), place=place) for place in ("delivery_outgoingmessage.last_words", "delivery_attempt.words"))
        values = (claim.message_id, claim.fence, state.value, moment, said, number, code, kept, tls, started)
        self._ends.append(_Waiting(claim.message_id, values, monotonic()))
        if not may_wait:
            self.write()

    def write(self) -> None:
        """Write down what waits. Raise what the database raises; then it goes on waiting."""
        with self.turn:
            if self._ends or self._marks:
                self._write()
        failed = next((one.error for one in self._ends if one.error), None)
        if failed:
            raise failed

    def write_old(self) -> None:
        """The same, if something has waited for long."""
        oldest = next(iter(self._ends), None)
        if oldest and monotonic() - oldest.since >= PATIENCE_SECONDS:
            self.write()

    def _write(self) -> None:
        marks, ends = _some(self._marks), _some(self._ends)
        try:
            self._settle(marks, ends)
        finally:
            for one in (*marks, *ends):
                if not one.is_settled:
                    one.error = DatabaseError("the thread that wrote for it was stopped")
            # A database that is away comes back: what the other side has said is not forgotten meanwhile.
            self._ends.extendleft(reversed([one for one in ends if isinstance(one.error, OperationalError)]))

    def _settle(self, marks: Sequence[_Waiting], ends: Sequence[_Waiting]) -> None:
        """Write them together; what harms one of them alone is told to that one."""
        try:
            written = _way()(marks, ends)
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
                one.is_written, one.error = one.message_id in written, None
            for lost in (end for end in ends if not end.is_written):
                logger.info("message %d: no longer ours, its result is dropped", lost.message_id)


def _tell(error: Exception, marks: Iterable[_Waiting], ends: Iterable[_Waiting]) -> None:
    for one in (*marks, *ends):
        one.error = error
    if not isinstance(error, OperationalError):
        for one in ends:
            # Its lease runs out, and it is called uncertain.
            logger.error("message %d: that it was taken could not be written down: %s", one.message_id, type(error).__name__)


def _some(waiting: deque[_Waiting]) -> list[_Waiting]:
    return [waiting.popleft() for _ in range(min(len(waiting), _ROWS))]


def _way() -> Callable[[Sequence[_Waiting], Sequence[_Waiting]], set[int]]:
    return _in_one_statement if connection.vendor == "postgresql" else _in_one_transaction


def _in_one_transaction(marks: Sequence[_Waiting], ends: Sequence[_Waiting]) -> set[int]:
    """On SQLite, where a statement costs little; gives the ids whose claim still held."""
    with transaction.atomic(), connection.cursor() as cursor:
        marked, ended = _moved(cursor, _MARKS, _MARKED, marks), _moved(cursor, _ENDS, _ENDED, ends)
        events = [_noted(*one.values) for one in marks if one.message_id in marked] + [_told(*one.values) for one in ends if one.message_id in ended]
        _insert(cursor, _EVENTS, events)
        _insert(cursor, _ATTEMPTS, [_tried(*one.values) for one in ends if one.message_id in ended])
    return marked | ended


def _moved(cursor: Any, table: str, update: str, rows: Sequence[_Waiting]) -> set[int]:
    if not rows:
        return set()
    told = table.format(rows=_places(len(rows[0].values), len(rows)))
    # SQLite does not know another name for the table there.
    statement = update.format(locked="", is_locked="", fenced=FENCED, id="id")
    cursor.execute(f"WITH {told} {statement}", [value for row in rows for value in row.values])
    return {number for (number,) in cursor.fetchall()}


def _insert(cursor: Any, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        cursor.execute(statement.format(rows=_places(len(rows[0]), len(rows))), [value for row in rows for value in row])


def _noted(message_id: int, _fence: int, state: str, moment: Any) -> tuple[Any, ...]:
    return message_id, moment, state, MessageState.SUBMITTING.value, ""


def _told(message_id: int, _fence: int, result: str, moment: Any, _said: bytes, _tries: int, code: int, *_: Any) -> tuple[Any, ...]:
    return message_id, moment, MessageState.SUBMITTING.value, result, str(code)


def _tried(message_id: int, fence: int, result: str, moment: Any, _said: bytes, tries: int, code: int, words: bytes, tls: str, began: Any) -> tuple[Any, ...]:
    return message_id, tries, fence, began, moment, result, code, words, tls


def _in_one_statement(marks: Sequence[_Waiting], ends: Sequence[_Waiting]) -> set[int]:
    """On PostgreSQL, where every statement is a way there and back. Locked in one order, for others may take back the same letters."""
    everyone = [*marks, *ends]
    values = [one.message_id for one in everyone] + [value for one in everyone for value in one.values]
    # A statement is a transaction of its own; within a caller's it must not spoil that.
    with transaction.atomic() if connection.in_atomic_block else nullcontext(), connection.cursor() as cursor:
        cursor.execute(_statement(len(marks), len(ends), FENCED), values)
        return {number for (number,) in cursor.fetchall()}


@cache
def _statement(marks: int, ends: int, fenced: str) -> str:
    told = {"locked": ", locked", "is_locked": " AND locked.id = message.id", "fenced": fenced, "id": "message.id"}
    parts, found = [_LOCKED.format(numbers=", ".join(["%s"] * (marks + ends)))], []
    if marks:
        parts.append(_MARKS.format(rows=_places(_COLUMNS_OF_MARKS, marks)))
        found.append("SELECT id FROM marked")
    if ends:
        parts.append(_ENDS.format(rows=_places(_COLUMNS_OF_ENDS, ends)))
        found.append("SELECT id FROM ended")
    parts += [f"marked AS ({_MARKED.format(**told)})", _NOTED] if marks else []
    parts += [f"ended AS ({_ENDED.format(**told)})", _TOLD, _TRIED] if ends else []
    return f"WITH {', '.join(parts)} {' UNION ALL '.join(found)}"


@cache
def _places(columns: int, rows: int) -> str:
    return ", ".join(["(" + ", ".join(["%s"] * columns) + ")"] * rows)


def _adapted(*moments: datetime) -> list[Any]:
    return [connection.ops.adapt_datetimefield_value(moment) for moment in moments]
