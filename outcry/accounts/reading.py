"""Who is reading. Set for every request of the desk, and asked by the questions of the rooms, so that none can forget to ask.

Commands, chores and operations read for nobody and see everything: an approval must weigh what its approver may not read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from outcry.accounts.models import User

_reader: ContextVar[User | None] = ContextVar("reader", default=None)


def reader() -> User | None:
    """The member of staff or partner for whom rows are read; None outside the desk."""
    return _reader.get()


@contextmanager
def reading_for(user: User | None) -> Iterator[None]:
    """Whatever is asked within is asked for `user`; None: for the machine."""
    token = _reader.set(user)
    try:
        yield
    finally:
        _reader.reset(token)
