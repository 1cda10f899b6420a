"""`outcry demo`: bring the sample material, take it away, walk made-up supporters through it, play the other mail servers."""

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from outcry.demo.crowd.letterbox import Letterbox
from outcry.demo.crowd.notes import Notes
from outcry.demo.crowd.people import make_up
from outcry.demo.crowd.telling import ProgressBar, summary
from outcry.demo.crowd.walk import NoAppeal, NoServer, Site, Walk
from outcry.demo.loading.load import SomebodyElseIsHere, load_sample
from outcry.demo.loading.remove import remove_files, remove_sample
from outcry.demo.loading.staff import passwords_of
from outcry.demo.sample import table
from outcry.demo.standin.faults import Faults, blocking
from outcry.demo.standin.journal import Journal, journal_of
from outcry.demo.standin.mailbox import Mailbox
from outcry.demo.standin.manners import Offices
from outcry.demo.standin.server import Standin

LEAD_APPEAL = "free-esenbek-ukteshbayev"
FULL_DECK: int = table("supporters")["full_deck"]


class Command(BaseCommand):
    help = "The demonstration: sample material, made-up supporters, a stand-in mail server."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("load", help="bring in the sample material; what is there already is left as it is")
        verbs.add_parser("remove", help="take away what `load` brought, and the protests that came to it; nothing else")
        supporters = verbs.add_parser("supporters", help="walk made-up supporters through form, mail and button of the running site")
        supporters.add_argument("number", type=_how_many, nargs="?", default=FULL_DECK, help=f"how many (default {FULL_DECK})")
        supporters.add_argument("--seed", type=int, default=2011, help="another seed makes up other people (default 2011)")
        supporters.add_argument("--appeal", default=LEAD_APPEAL, help=f"name of the appeal in its address (default {LEAD_APPEAL})")
        supporters.add_argument("--connections", type=_how_many, default=8, help="connections to the site at once (default 8)")
        mailserver = verbs.add_parser("mailserver", help="play the addressees' mail servers and the supporters' mailbox until SIGTERM")
        mailserver.add_argument("--port", type=int, default=settings.STANDIN_PORT, help="where to listen on the loopback (default: OUTCRY_STANDIN_PORT)")

    def handle(self, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError("This is a real installation. A demonstration needs OUTCRY_MODE=demo and a data folder of its own.")
        getattr(self, f"_{options['verb']}")(**options)

    def _load(self, **options: Any) -> None:
        try:
            is_new = load_sample(data=settings.DATA, now=timezone.now())
        except SomebodyElseIsHere as error:
            raise CommandError("Another organisation runs this installation. The sample goes into a data folder of its own: DATA=some/other/folder.") from error
        passwords = passwords_of(settings.DATA)
        if is_new and passwords.exists():
            self.stdout.write(f"The sample material is there. Sign in at {settings.SITE_URL}/desk/ with one of these (kept in {passwords}):")
            self.stdout.write(passwords.read_text().strip())

    def _remove(self, **options: Any) -> None:
        is_gone = remove_sample(now=timezone.now())
        remove_files(data=settings.DATA, passwords_too=is_gone)
        if is_gone:
            self.stdout.write("The sample material is gone, with the protests and mails that came to it. The log of what staff did stays.")
        else:
            self.stdout.write("The sample material is gone. The made-up organisation and its staff stay, because something of yours stands on them.")

    def _supporters(self, *, number: int, seed: int, appeal: str, connections: int, **options: Any) -> None:
        bar = ProgressBar(self.stdout)
        walk = Walk(
            site=Site(url=settings.SITE_URL, port=settings.PORT),
            appeal=appeal,
            seed=seed,
            people=make_up(number=number, seed=seed, lists=table("supporters")),
            letterbox=Letterbox(settings.DATA),
            notes=Notes.of(settings.DATA),
            show=bar.show,
        )
        try:
            progress = walk.go(connections=connections)
        except NoServer as error:
            raise CommandError(f"Outcry does not answer at {settings.SITE_URL}/; start it first with: make run") from error
        except NoAppeal as error:
            raise CommandError(f"The appeal {appeal} is not there, or takes no protests any more. The sample comes with: outcry demo load") from error
        except KeyboardInterrupt:
            progress = walk.progress
            self.stdout.write("\nStopped. The same command goes on from here.")
        self.stdout.write(summary(appeal=appeal, progress=progress))

    def _mailserver(self, *, port: int, **options: Any) -> None:
        if not port:
            raise CommandError("Say where to listen: OUTCRY_STANDIN_PORT or --port.")
        try:
            asyncio.run(_play_mail_servers(port))
        except OSError as error:
            raise CommandError(f"The stand-in mail server can't listen on port {port}: {error.strerror}.") from error


def _how_many(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


async def _play_mail_servers(port: int) -> None:
    material = table("offices")
    offices = Offices.of_material(material["office"])
    offices.block(blocking(settings.DATA))
    standin = Standin(
        mailbox=Mailbox.of(settings.DATA),
        journal=Journal(journal_of(settings.DATA)),
        offices=offices,
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
