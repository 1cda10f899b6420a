"""`outcry receive`: the listener for answers and reports of failure."""

import asyncio
import signal

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from outcry.delivery.incoming.listener import LOOPBACK, serve


class Command(BaseCommand):
    help = "Receive what comes back to our letters, by SMTP or LMTP on the loopback, until told to stop (SIGTERM or Ctrl-C)."

    def handle(self, **options: object) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:
            raise CommandError(f"Port {settings.RECEIVE_PORT} of {LOOPBACK} can't be opened: {error.strerror}.") from None

    async def _serve(self) -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await serve(port=settings.RECEIVE_PORT, stop=stop)
