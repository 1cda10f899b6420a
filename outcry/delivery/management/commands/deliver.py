"""`outcry deliver`: the mail worker."""

import signal
from argparse import ArgumentParser
from threading import Event
from types import FrameType

from django.core.management.base import BaseCommand

from outcry.delivery.outgoing.lease_keeper import LeaseKeeper
from outcry.delivery.outgoing.worker import Worker


class Command(BaseCommand):
    help = "Hand over the mail in the outbox until told to stop (SIGTERM or Ctrl-C); the message in hand is finished first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end as soon as nothing may leave any more")

    def handle(self, **options: object) -> None:
        stop = Event()

        def ask_to_stop(number: int, frame: FrameType | None) -> None:
            stop.set()

        before = {number: signal.signal(number, ask_to_stop) for number in (signal.SIGTERM, signal.SIGINT)}
        keeper = LeaseKeeper()
        keeper.start()
        worker = Worker(keeper=keeper, stop=stop)
        try:
            if options["once"]:
                self.stdout.write(f"Messages taken in hand: {worker.drain()}.")
            else:
                worker.run()
        finally:
            keeper.stop()
            for number, handler in before.items():
                signal.signal(number, handler)
