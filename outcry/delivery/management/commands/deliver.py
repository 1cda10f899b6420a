"""`outcry deliver`: the mail workers of this machine."""

import gc
import logging
import signal
from argparse import ArgumentParser
from threading import Event, Thread
from time import monotonic
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone

from outcry.delivery.alarms import tell
from outcry.delivery.outgoing.lease_keeper import LeaseKeeper
from outcry.delivery.outgoing.marks import Marks
from outcry.delivery.outgoing.remembered import compare_and_remember
from outcry.delivery.outgoing.worker import Worker
from outcry.lib.one_core import keep_to_one_core

logger = logging.getLogger(__name__)

REMEMBER_SECONDS = 1.0
LOOK_SECONDS = 60.0


class Command(BaseCommand):
    help = "Hand over the mail in the outbox until told to stop (SIGTERM or Ctrl-C); the messages in hand are finished first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end as soon as nothing may leave any more")

    def handle(self, **options: object) -> None:
        stop = Event()

        def ask_to_stop(number: int, frame: FrameType | None) -> None:
            stop.set()

        before = {number: signal.signal(number, ask_to_stop) for number in (signal.SIGTERM, signal.SIGINT)}
        compare_and_remember(folder=settings.DATA, now=timezone.now())
        try:
            if options["once"]:
                self.stdout.write(f"Messages taken in hand: {_drain(stop)}.")
            else:
                _run_together(stop)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _drain(stop: Event) -> int:
    keeper = LeaseKeeper()
    keeper.start()
    try:
        return Worker(keeper=keeper, stop=stop).drain()
    finally:
        keeper.stop()
        keeper.marks.close()


def _run_together(stop: Event) -> None:
    """Several at once: one that waits for a slow server must not keep the others from theirs."""
    # What was loaded stays: it need not be gone through again and again while letters leave.
    gc.freeze()
    marks = Marks()
    threads = [Thread(target=_run, args=(stop, marks), name=f"mail-worker-{number}") for number in range(1, settings.MAIL_WORKERS + 1)]
    for thread in threads:
        thread.start()
    _keep_together()
    looked_at = monotonic()
    try:
        while not stop.wait(REMEMBER_SECONDS):
            _remember()
            if monotonic() - looked_at >= LOOK_SECONDS:
                _look()
                _keep_together()
                looked_at = monotonic()
        for thread in threads:
            thread.join()
        marks.close()
    finally:
        stop.set()


def _keep_together() -> None:
    """On SQLite all the work is ours. Beside a database server the other cores are not free, and its processes come to ours."""
    if connection.vendor == "sqlite":
        keep_to_one_core()


def _remember() -> None:
    """Write down how far the outbox has come, and look that nobody brought an older one back meanwhile."""
    try:
        compare_and_remember(folder=settings.DATA, now=timezone.now())
    except (DatabaseError, OSError) as error:
        # The workers meet the same trouble, and say so.
        logger.warning("how far the outbox has come could not be written down: %s", type(error).__name__)
        connection.close()


def _look() -> None:
    """Look whether anything stands still: the chores do so, too, and would not miss themselves."""
    try:
        tell(now=timezone.now())
    except DatabaseError as error:
        logger.warning("nobody could look whether the mail stands still: %s", type(error).__name__)
        connection.close()


def _run(stop: Event, marks: Marks) -> None:
    keeper = LeaseKeeper(marks)
    keeper.start()
    try:
        Worker(keeper=keeper, stop=stop).run()
    finally:
        # One that dies takes the others along, each after its message in hand: whoever watches this process starts it anew.
        stop.set()
        keeper.stop()
        connection.close()
