"""What a wake-up means: empty the outbox for a while, or do one chore. Both may be woken for nothing, twice, or late."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

from celery.signals import worker_process_shutdown
from django.db import DatabaseError, close_old_connections, connection

from outcry.config import chores
from outcry.config.broker.app import CHORES, MAIL
from outcry.config.broker.app import app as app
from outcry.config.broker.locks import held
from outcry.delivery.outgoing.lease_keeper import LeaseKeeper
from outcry.delivery.outgoing.worker import Worker

logger = logging.getLogger(__name__)

# A worker told to stop has this long at most before the letter in its hands is its last.
SLICE_SECONDS = 5.0


@cache
def _worker() -> Worker:
    """One for each process, so that connections to mail servers outlive a task."""
    keeper = LeaseKeeper()
    keeper.start()
    return Worker(keeper=keeper)


@app.task(name="outcry.deliver", queue=MAIL)
def deliver() -> None:
    """Hand letters over until none may leave, or for a few seconds. Wakes one more worker at the first letter, so that all are awake soon."""
    close_old_connections()
    try:
        drain(wake_another=wake_for_mail)
    except DatabaseError as error:
        # What was in hand is taken up after its lease. Celery would tell all of it, line by line.
        logger.error("the mail worker: %s", type(error).__name__)
        connection.close()


@app.task(name="outcry.chore", queue=CHORES)
def chore(name: str) -> None:
    """Do one chore, unless another host is at it."""
    close_old_connections()
    do_chore(name)


def drain(*, wake_another: Callable[[], None]) -> None:
    """What `deliver` does; also without a broker, by the sweeper: it has a lock to lose with the connection, so the error is for the caller."""
    _worker().work_for(SLICE_SECONDS, at_first=wake_another)


def do_chore(name: str) -> None:
    """What `chore` does; also without a broker."""
    found = next((chore for chore in chores.CHORES if chore.name == name), None)
    if found is None:
        logger.warning("no chore is called %r: is another version of Outcry running?", name)
        return
    with held(f"chore {name}") as is_ours:
        if is_ours:
            chores.run_due([found], {}, now=datetime.now(UTC))


def wake_for_mail() -> None:
    """Raise what kombu raises when the broker is away."""
    deliver.apply_async(retry=False)


def wake_for_chore(name: str) -> None:
    """Raise what kombu raises when the broker is away."""
    chore.apply_async((name,), retry=False)


@worker_process_shutdown.connect
def _hang_up(**_: object) -> None:
    if _worker.cache_info().currsize:
        _worker().close()
