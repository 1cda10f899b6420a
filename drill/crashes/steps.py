"""What a forked process does before it crashes, and what the next one does after it: the product's own steps, on a folder of its own."""

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from outcry.config.wsgi import application
from outcry.delivery.incoming import keep as doors
from outcry.delivery.incoming import listener
from outcry.delivery.management.commands.deliver import Command as Deliver
from outcry.delivery.models import IncomingMessage, OutgoingMessage
from outcry.delivery.outgoing import claims, in_hand, recovery, worker
from outcry.delivery.outgoing.remembered import compare_and_remember
from outcry.lib.database_clock import database_now
from outcry.lib.links import make_link
from outcry.lib.sqlite import durable_pragmas
from outcry.protests.addresses_of_pages import CONFIRM
from outcry.protests.models import Protest
from outcry.protests.operations.confirm_protest import confirm_protest

# How often the next process lets an hour pass, until nothing is left on the way.
_HOURS = 12
_LOOK_SECONDS = 0.02
# A library with the old race keeps its journal otherwise (outcry/lib/sqlite.py).
_PRAGMAS = {
    "wal": durable_pragmas(),
    "rollback": durable_pragmas((3, 40, 1)),
    "normal": durable_pragmas().replace("synchronous=FULL", "synchronous=NORMAL"),
}


def live_in(folder: Path, *, journal: str) -> None:
    """Use the database of this folder, with such a journal. No connection may be open."""
    connections["default"].settings_dict["NAME"] = str(folder / "outcry.sqlite3")
    connections["default"].settings_dict["OPTIONS"]["init_command"] = _PRAGMAS[journal]
    settings.DATA = folder


def mark(phase: str) -> None:
    """Leave a sign in the trace of system calls: a file is asked for that is not there."""
    os.access(f"/phase/{phase}", os.F_OK)


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None: ...  # noqa: A002  the library's name


def serve(door: socket.socket) -> None:
    """Answer visitors in one thread until told to stop."""
    stop = Event()
    signal.signal(signal.SIGTERM, lambda number, frame: stop.set())
    server = WSGIServer(door.getsockname(), _Silent, bind_and_activate=False)
    server.socket.close()
    server.socket = door
    server.server_name, server.server_port = "localhost", door.getsockname()[1]
    server.setup_environ()
    server.set_app(application)
    # Whatever goes wrong with one visitor is not the next one's trouble, and its words are of no use here.
    vars(server)["handle_error"] = lambda request, address: None
    server.timeout = _LOOK_SECONDS
    while not stop.is_set():
        server.handle_request()
    connections.close_all()


def receive(door: socket.socket) -> None:
    """Take mail in until told to stop; what was kept is read by others, later."""

    async def nothing(**told: Any) -> None: ...

    async def listen() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, stop.set)
        make = loop.create_server
        # The socket was opened before the fork, so that whoever waits knows where.
        vars(loop)["create_server"] = lambda protocol, host, port: make(protocol, sock=door)
        await listener.serve(port=0, stop=stop)

    vars(listener)["_keep_looking"] = nothing
    asyncio.run(listen())


class _OneLetter(worker.Worker):
    """The worker as it is, but it ends after one letter, and leaves signs in the trace."""

    def work_once(self) -> bool:
        mark("claim")
        if super().work_once():
            self.stop.set()
        return True

    def _hand_over(self, hand: in_hand.InHand) -> bool:
        mark("send")
        return super()._hand_over(hand)


def deliver(door: socket.socket) -> None:
    """Hand one letter over, as `outcry deliver` does, in one thread; or until told to stop, while the disk is full."""
    taken = in_hand.InHand.taken

    def marked(self: in_hand.InHand, *answer: Any, **named: Any) -> None:
        mark("record")
        taken(self, *answer, **named)

    vars(worker)["PAUSE_SECONDS"] = 0.01
    in_hand.InHand.taken = marked  # type: ignore[method-assign]
    mark("claim")
    with suppress(OSError):
        compare_and_remember(folder=settings.DATA, now=timezone.now())
    stop = Event()
    signal.signal(signal.SIGTERM, lambda number, frame: stop.set())
    _OneLetter(stop=stop).run()
    connections.close_all()


def drain(door: socket.socket) -> None:
    """Hand over everything that waits."""
    with suppress(OSError):
        compare_and_remember(folder=settings.DATA, now=timezone.now())
    worker.Worker().drain()
    with suppress(OSError):
        compare_and_remember(folder=settings.DATA, now=timezone.now())
    connections.close_all()


def work(door: socket.socket) -> None:
    """`outcry deliver` itself, until told to stop."""
    call_command(Deliver())


class _Later:
    """A clock that the drill puts forward, an hour at a time."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)

    def wait(self) -> None:
        self._ahead += timedelta(hours=1)

    def now(self) -> datetime:
        return timezone.now() + self._ahead

    def database_now(self) -> datetime:
        return database_now() + self._ahead


def go_on(*, handed_in: tuple[str, str] | None) -> dict[str, Any]:
    """Everything that comes after a crash: the next worker, whoever has not confirmed yet, the office that hands its answer in again."""
    clock = _Later()
    for module in (claims, recovery):
        vars(module)["database_now"] = clock.database_now
    fits = compare_and_remember(folder=settings.DATA, now=timezone.now())
    if handed_in:
        doors.keep(recipient=handed_in[0], envelope_sender="office@office.example", raw=handed_in[1].encode(), now=timezone.now())
    for protest in Protest.objects.filter(state="submitted"):
        confirm_protest(link=make_link(protest.public_id, purpose=CONFIRM), now=timezone.now())
    for _hour in range(_HOURS):
        clock.wait()
        worker.Worker(now=clock.now).drain()
        if not OutgoingMessage.objects.exclude(due_at=None, leased_until=None).exists():
            break
    answers = [sha256(bytes(row.raw or b"")).hexdigest() for row in IncomingMessage.objects.all()]
    connection.close()
    return {"fits": fits, "answers": answers}


STEPS: dict[str, Callable[[socket.socket], None]] = {"submit": serve, "confirm": serve, "deliver": deliver, "drain": drain, "receive": receive, "work": work}
logging.getLogger("outcry").setLevel(logging.CRITICAL)
