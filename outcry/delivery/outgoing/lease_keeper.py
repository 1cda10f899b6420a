"""A second thread that renews the lease of a hand-over that takes long, and sees to it that results are soon written down: some servers answer after
minutes."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic

from django.db import DatabaseError, connection

from outcry.delivery.outgoing.claims import Claim, lease, renew
from outcry.delivery.outgoing.marks import PATIENCE_SECONDS, Marks

logger = logging.getLogger(__name__)


class LeaseKeeper:
    """Holds the leases of what one worker has in hand; touches the database only when a quarter of them is gone, or when `marks` has waited."""

    def __init__(self, marks: Marks | None = None) -> None:
        self.marks = marks or Marks()
        self._quarter = lease().total_seconds() / 4
        # What is held, and since when: put in place whole, so that neither thread waits for the other.
        self._held: tuple[Sequence[Claim], float] = (), 0.0
        self._renewed_at = 0.0
        self._stop = Event()
        self._thread = Thread(target=self._keep, name="lease-keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    @contextmanager
    def holding(self, *claims: Claim) -> Iterator[None]:
        """Keep these claims' leases alive while the block runs."""
        self._held = claims, monotonic()
        try:
            yield
        finally:
            self._held = (), 0.0

    def _keep(self) -> None:
        try:
            while not self._stop.wait(min(self._quarter / 2, PATIENCE_SECONDS)):
                try:
                    self._renew_if_due()
                    self._write_old_results()
                except Exception as error:  # noqa: BLE001  the rim: without this thread leases would run out unnoticed
                    logger.error("the lease keeper: %s", type(error).__name__)
                    connection.close()
        finally:
            connection.close()

    def _renew_if_due(self) -> None:
        claims, since = self._held
        if not claims or monotonic() - max(since, self._renewed_at) < self._quarter:
            return
        try:
            renew(*claims)
        except DatabaseError as error:
            # The lease may run out now; then the fence keeps a second copy of the result out.
            logger.warning("message %d: its lease could not be renewed: %s", claims[0].message_id, type(error).__name__)
            connection.close()
        self._renewed_at = monotonic()

    def _write_old_results(self) -> None:
        try:
            self.marks.write_old()
        except DatabaseError as error:
            logger.warning("what was taken could not be written down yet: %s", type(error).__name__)
            connection.close()
