"""`outcry demo`: bring the sample material, take it away, walk made-up supporters through it, play the other mail servers."""

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from outcry.demo.sample import table
from outcry.demo.standin.faults import Faults
from outcry.demo.standin.journal import Journal, journal_of
from outcry.demo.standin.mailbox import Mailbox
from outcry.demo.standin.manners import Offices
from outcry.demo.standin.server import Standin


class Command(BaseCommand):
    help = "The demonstration: sample material, made-up supporters, a stand-in mail server."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        mailserver = verbs.add_parser("mailserver", help="play the addressees' mail servers and the supporters' mailbox until SIGTERM")
        mailserver.add_argument("--port", type=int, default=settings.STANDIN_PORT)

    def handle(self, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError("This is a real installation. A demonstration needs OUTCRY_MODE=demo and a data folder of its own.")
        getattr(self, f"_{options['verb']}")(**options)

    def _mailserver(self, *, port: int, **options: Any) -> None:
        if not port:
            raise CommandError("Say where to listen: OUTCRY_STANDIN_PORT or --port.")
        try:
            asyncio.run(_play_mail_servers(port))
        except OSError as error:
            raise CommandError(f"The stand-in mail server can't listen on port {port}: {error.strerror}.") from error


async def _play_mail_servers(port: int) -> None:
    material = table("offices")
    standin = Standin(
        mailbox=Mailbox.of(settings.DATA),
        journal=Journal(journal_of(settings.DATA)),
        offices=Offices.of_material(material["office"]),
        answers=material["answer"],
        receive_port=settings.RECEIVE_PORT,
        faults=Faults.of(settings.DATA),
    )
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await standin.start(port=port)
    await stopped.wait()
    await standin.stop()
