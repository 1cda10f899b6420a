"""Two people at the same moment: what the first one did is not committed yet when the second one begins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event

from django.db import connections, transaction

_PATIENCE_SECONDS = 0.4
_AT_MOST_SECONDS = 20.0


def meanwhile[First, Second](first: Callable[[], First], second: Callable[[], Second]) -> tuple[First, Second]:
    """Do `first` in a transaction and begin `second`, on a connection of its own, while that is still open.

    The transaction ends as soon as `second` is through, or waits for it. Whatever either raised is raised here. On SQLite
    the second always waits; on PostgreSQL it does where the code says so.
    """
    acted, may_end = Event(), Event()

    def hold() -> First:
        try:
            with transaction.atomic():
                done = first()
                acted.set()
                may_end.wait(_AT_MOST_SECONDS)
            return done
        finally:
            acted.set()
            connections.close_all()

    def act() -> Second:
        try:
            return second()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as people:
        one = people.submit(hold)
        acted.wait(_AT_MOST_SECONDS)
        two = people.submit(act)
        wait([two], timeout=_PATIENCE_SECONDS)
        may_end.set()
        return one.result(), two.result()
