"""`outcry work`: workers that a broker wakes, on this host."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from outcry.config.broker import tasks
from outcry.config.broker.app import CHORES, MAIL

_QUEUES = {"mail": MAIL, "chores": CHORES}


class Command(BaseCommand):
    help = "Hand over mail and do chores whenever the broker (BROKER_URL) wakes us, until told to stop; what is in hand is finished first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--processes", type=int, default=2, help="how many work at the same time; default: 2")
        parser.add_argument("--only", choices=sorted(_QUEUES), help="what to be woken for; a host without the data folder can do mail alone. Default: both")

    def handle(self, *, processes: int, only: str | None, **options: Any) -> None:
        if not settings.BROKER_URL:
            raise CommandError("BROKER_URL is not set: without a broker `outcry deliver` and `outcry chores` do the work.")
        queues = _QUEUES[only] if only else ",".join(_QUEUES.values())
        # Celery's own words go where ours go.
        words = ["--quiet", "worker", f"--concurrency={processes}", f"--queues={queues}", "--without-gossip", "--without-mingle", "--loglevel=WARNING"]
        tasks.app.worker_main([*words, "--hostname=outcry@%h"])
