"""`outcry mail state | hold | release`: what waits, and whether it may leave."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count
from django.utils import timezone

from outcry.delivery import outbox, queries
from outcry.delivery.models import OutgoingMessage


class Command(BaseCommand):
    help = "Say how many messages stand in which state, hold all mail, or let it leave again."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("state", help="count messages by state, and name the holds")
        hold = verbs.add_parser("hold", help="nothing leaves until release")
        hold.add_argument("--reason", default="by hand", help="shown beside the hold; default: by hand")
        verbs.add_parser("release", help="lift the hold over all mail")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "hold":
            outbox.hold(group=outbox.EVERYTHING, now=timezone.now(), reason=options["reason"])
        elif verb == "release" and not outbox.release(group=outbox.EVERYTHING):
            self.stdout.write("Nothing was held.")
        self._tell_state()

    def _tell_state(self) -> None:
        for state, number in OutgoingMessage.objects.order_by().values_list("state").annotate(Count("pk")):
            self.stdout.write(f"{state}: {number}")
        for hold in queries.holds():
            self.stdout.write(f"held: {hold} since {hold.since:%Y-%m-%d %H:%M} ({hold.reason})")
