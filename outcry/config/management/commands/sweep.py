"""`outcry sweep`: wakes workers for as long as there is work."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from outcry.config.broker.sweeper import Sweeper


class Command(BaseCommand):
    help = "Look what is due and wake workers through the broker (BROKER_URL), until told to stop. On several hosts the others stand by."

    def handle(self, **options: Any) -> None:
        if not settings.BROKER_URL:
            raise CommandError("BROKER_URL is not set: without a broker `outcry deliver` and `outcry chores` do the work.")
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        Sweeper(stop=stop).run()
