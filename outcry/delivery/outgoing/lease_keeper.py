"""A second thread that renews the lease of a hand-over that takes long: some servers answer after minutes."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread
from time import monotonic

from django.db import DatabaseError, connection

from outcry.delivery.outgoing.claims import Claim, lease, renew

logger = logging.getLogger(__name__)


class LeaseKeeper:
    """Holds the lease of the one message that is being handed over; touches the database only when a quarter of it is gone."""

    def __init__(self) -> None:
        self._quarter = lease().total_seconds() / 4
        self._lock = Lock()
        self._claim: Claim | None = None
        self._since = 0.0
        self._stop = Event()
        self._thread = Thread(target=self._keep, name="lease-keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    @contextmanager
    def holding(self, claim: Claim) -> Iterator[None]:
        """Keep this claim's lease alive while the block runs."""
        with self._lock:
            self._claim, self._since = claim, monotonic()
        try:
            yield
        finally:
            with self._lock:
                self._claim = None

    def _keep(self) -> None:
        try:
            while not self._stop.wait(self._quarter / 2):
                self._renew_if_due()
        finally:
            connection.close()

    def _renew_if_due(self) -> None:
        with self._lock:
            claim, is_due = self._claim, monotonic() - self._since >= self._quarter
        if claim is None or not is_due:
            return
        try:
            renew(claim)
        except DatabaseError as error:
            # The lease may run out now; then the fence keeps a second copy of the result out.
            logger.warning("message %d: its lease could not be renewed: %s", claim.message_id, type(error).__name__)
            connection.close()
        with self._lock:
            self._since = monotonic()
