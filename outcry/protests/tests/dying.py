"""Processes that die: at each write to the database in turn."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


class Killed(BaseException):
    """No except clause of the code under test may catch it."""


@contextmanager
def dying_at(write: int) -> Iterator[None]:
    """Die before the write of this number, the first being 0; whoever makes fewer lives."""
    made = 0

    def wrapper(execute: Any, statement: str, parameters: Any, many: bool, context: Any) -> Any:
        nonlocal made
        if statement.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
            if made == write:
                raise Killed
            made += 1
        return execute(statement, parameters, many, context)

    with connection.execute_wrapper(wrapper):
        yield


def die_everywhere(act: Callable[[], object], *, check: Callable[[], None], most: int = 400) -> int:
    """Let `act` die at each of its writes, check after each death, then let it live. Returns how often it died."""
    for write in range(most):
        try:
            with dying_at(write), transaction.atomic():
                act()
        except Killed:
            check()
            continue
        check()
        return write
    raise AssertionError("it never lived")
