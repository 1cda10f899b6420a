"""`outcry chores`: do what becomes due by itself, until told to stop."""

import signal
import threading
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from outcry.config import chores


class Command(BaseCommand):
    help = "Recount, remind, collect replies, thank, erase what is due: a loop that stops on SIGTERM after the chore in hand."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do everything once and end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            no_run: dict[str, datetime] = {}
            chores.run_due(chores.CHORES, no_run, now=timezone.now())
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        chores.run_until(stop, clock=timezone.now)
