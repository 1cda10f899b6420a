"""The one who looks: publishes a wake-up again and again for as long as there is work, so that none has to arrive.

On every host one may run; the first holds a lock, the others wait for its end. While the broker is away it does the work itself.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event
from time import monotonic

from amqp.exceptions import AMQPError
from django.conf import settings
from django.db import DatabaseError, connection
from kombu.exceptions import OperationalError

from outcry.config import chores
from outcry.config.broker import tasks
from outcry.config.broker.locks import hold
from outcry.delivery.alarms import tell
from outcry.delivery.outgoing.claims import may_leave
from outcry.delivery.outgoing.recovery import recover_abandoned
from outcry.delivery.outgoing.remembered import compare_and_remember

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
ALARM_LOOK = timedelta(minutes=1)
# A broker that is cut off refuses nobody: each try takes seconds, and there is a wake-up for every chore. So one try for all of them.
_REST_SECONDS = 10.0
_AWAY = (OperationalError, AMQPError, OSError)


class Sweeper:
    """Runs until `stop` is set."""

    def __init__(self, *, stop: Event) -> None:
        self._stop = stop
        self._last_run: dict[str, datetime] = {}
        self._looked_at = datetime.now(UTC)
        self._leads = self._is_away = False
        self._silent_until = 0.0

    def run(self) -> None:
        while not self._stop.is_set():
            try:
                self._look()
            except DatabaseError as error:
                # With the connection the lock is lost: whoever comes first leads from here.
                logger.error("the sweeper: %s", type(error).__name__)
                connection.close()
                self._leads = False
            self._stop.wait(LOOK_SECONDS)

    def _look(self) -> None:
        if not self._leads:
            if not hold("sweeper"):
                return
            self._leads, self._last_run = True, {}
            logger.info("this sweeper leads")
        now = datetime.now(UTC)
        # Cheap while nothing changed. Of all machines that share the work the one that leads looks whether the database was brought back.
        compare_and_remember(folder=settings.DATA, now=now)
        if now - self._looked_at >= ALARM_LOOK:
            # The chore of the same name needs a worker.
            tell(now=now)
            self._looked_at = now
        # What a dead worker left in its hands is due to nobody before somebody has called it uncertain.
        recover_abandoned(now=now)
        if may_leave(now=now):
            self._wake(tasks.wake_for_mail, instead=partial(tasks.drain, wake_another=_nobody))
        for chore in chores.due(chores.CHORES, self._last_run, now=now):
            self._wake(partial(tasks.wake_for_chore, chore.name), instead=partial(tasks.do_chore, chore.name))

    def _wake(self, wake: Callable[[], None], *, instead: Callable[[], None]) -> None:
        """Publish, or do it here where nobody takes it."""
        if self._stop.is_set():
            return
        if monotonic() < self._silent_until:
            instead()
            return
        try:
            wake()
        except _AWAY as error:
            if not self._is_away:
                logger.warning("the broker can't be reached (%s): doing the work here until it is back", type(error).__name__)
            self._is_away, self._silent_until = True, monotonic() + _REST_SECONDS
            instead()
        else:
            if self._is_away:
                logger.info("the broker is back")
            self._is_away = False


def _nobody() -> None:
    pass
