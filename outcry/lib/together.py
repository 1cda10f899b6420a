"""Writing together: on SQLite, where one transaction writes at a time, those who wait for it share the next one.

Whoever comes first writes for all who came meanwhile: one transaction, one wait for the disk. Each is answered after that
commit, never before. Why, and what it costs: docs/decisions/0007-writers-share-a-transaction.md.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction


class NotWritten(Exception):
    """The thread that wrote for this one was stopped before it had."""


@dataclass(slots=True, eq=False)
class _Waiting[Item]:
    """What one caller wants written, and what became of it."""

    item: Item
    is_written: bool = False
    error: Exception | None = None

    @property
    def is_settled(self) -> bool:
        return self.is_written or self.error is not None


class Together[Item]:
    """One writer at a time for all threads of a process; `write` is called within a transaction and leaves nothing for after it."""

    def __init__(self, write: Callable[[Sequence[Item]], None]) -> None:
        self._write = write
        self._waiting: deque[_Waiting[Item]] = deque()
        self._turn = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many wait for the one who writes."""
        return len(self._waiting)

    def put(self, item: Item) -> None:
        """Return when the item is committed; raise what `write` or the commit raised for it.

        Within a transaction of the caller's the item is part of that one alone, and so it is on PostgreSQL, where
        writers need not wait for each other.
        """
        if connection.in_atomic_block or connection.vendor != "sqlite":
            self._commit([item])
            return
        mine = _Waiting(item)
        self._waiting.append(mine)
        with self._turn:
            # Else somebody has written for us while we waited.
            if not mine.is_settled:
                self._settle([self._waiting.popleft() for _ in range(len(self._waiting))])
        if mine.error:
            raise mine.error

    def _settle(self, some: Sequence[_Waiting[Item]]) -> None:
        """Write them together; what harms one of them alone is told to that one."""
        try:
            self._commit_all(some)
        except OperationalError as error:
            # A full disk or a writer that never ends: nobody fares better alone.
            for one in some:
                one.error = error
        except Exception as error:  # noqa: BLE001  raised again by whom it concerns
            if len(some) == 1:
                some[0].error = error
            else:
                for one in some:
                    self._settle([one])
        finally:
            for one in some:
                if not one.is_settled:
                    one.error = NotWritten()

    def _commit_all(self, some: Sequence[_Waiting[Item]]) -> None:
        self._commit([one.item for one in some])
        for one in some:
            one.is_written = True

    def _commit(self, items: Sequence[Item]) -> None:
        with transaction.atomic():
            self._write(items)
