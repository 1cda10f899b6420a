"""The listener for what comes back: SMTP and LMTP on the loopback, behind the mail server of the organisation's domain.

An address that is not ours is refused while the other server is still on the line: nothing is accepted and then
dropped, and nobody innocent gets a report. 250 is said when the mail has been committed, never before.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections, connections

from outcry.delivery.incoming.imap import Account, PickupFailed, configured, pick_up
from outcry.delivery.incoming.keep import SIZE_LIMIT, Welcome, keep, welcome
from outcry.delivery.incoming.look import BATCH, look_at_new

logger = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
# Bytes: real mail has lines far beyond the 1,000 of RFC 5321, 4.5.3.1.6.
LINE_LIMIT = 1024 * 1024
SILENCE_SECONDS = 120.0
LOOK_SECONDS = 5.0

_LATER = "451 4.3.0 not now, please try again"
_WELCOME: dict[Welcome, str] = {
    "open": "250 2.1.5 ok",
    "unknown": "550 5.1.1 no such address here",
    "full": "552 5.2.2 too much has come to this address",
    "busy": "452 4.2.2 too much has come to this address today, please try tomorrow",
}


def real_now() -> datetime:
    return datetime.now(UTC)


class _Conversation(SMTP):
    """One connection: SMTP, or LMTP when it begins with LHLO. As there is one recipient a mail, both answer the end alike."""

    line_length_limit = LINE_LIMIT

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, hostname: str) -> None:
        await self.smtp_EHLO(hostname)


class Door:
    """What aiosmtpd asks at each step of a conversation."""

    def __init__(self, *, now: Callable[[], datetime], arrived: Callable[[], None]) -> None:
        self._now = now
        self._arrived = arrived

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if envelope.rcpt_tos:
            return "452 4.5.3 one recipient at a time, please"
        answer = _WELCOME.get(await _in_database(welcome, address=address, now=self._now()), _LATER)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        # A report of failure comes from nobody, which aiosmtpd gives as it was written.
        sender = (envelope.mail_from or "").removeprefix("<").removesuffix(">")
        kept = await _in_database(keep, recipient=envelope.rcpt_tos[0], envelope_sender=sender, raw=raw, now=self._now())
        if kept is None:
            return _LATER
        self._arrived()
        return f"250 2.0.0 kept as {kept.public_id}"

    async def handle_exception(self, error: Exception) -> str:
        logger.warning("the listener: %s", type(error).__name__)
        return "451 4.3.0 something went wrong here"


async def serve(*, port: int, stop: asyncio.Event, now: Callable[[], datetime] = real_now, ready: Callable[[int], None] = lambda port: None) -> None:
    """Receive until `stop` is set. Port 0 takes a free one; `ready` is told which once it listens."""
    arrived = asyncio.Event()
    arrived.set()
    door = Door(now=now, arrived=arrived.set)
    server = await asyncio.get_running_loop().create_server(lambda: _conversation(door), LOOPBACK, port)
    beside = [asyncio.create_task(_keep_looking(arrived=arrived, now=now))]
    if account := configured():
        beside.append(asyncio.create_task(_keep_picking_up(account=account, arrived=arrived, stop=stop, now=now)))
    async with server:
        ready(server.sockets[0].getsockname()[1])
        await stop.wait()
    for task in beside:
        task.cancel()
    await asyncio.gather(*beside, return_exceptions=True)
    await sync_to_async(connections.close_all)()


def _conversation(door: Door) -> SMTP:
    return _Conversation(door, data_size_limit=SIZE_LIMIT, enable_SMTPUTF8=True, hostname="localhost", ident="Outcry", timeout=SILENCE_SECONDS)


async def _keep_looking(*, arrived: asyncio.Event, now: Callable[[], datetime]) -> None:
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(arrived.wait(), LOOK_SECONDS)
        arrived.clear()
        # Whole batches one after another: what is left waits for one that arrives.
        while (await _beside("mail that came in", lambda: look_at_new(now=now())) or 0) >= BATCH:
            pass


async def _keep_picking_up(*, account: Account, arrived: asyncio.Event, stop: asyncio.Event, now: Callable[[], datetime]) -> None:
    """Look into the mailbox again and again."""
    while not stop.is_set():
        if await _beside("the mailbox", lambda: pick_up(account=account, now=now(), stop=stop.is_set)):
            arrived.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), settings.IMAP_EVERY)


async def _beside(what: str, look: Callable[[], int]) -> int | None:
    """The answer of a function that takes its time, in a thread and on a connection of its own, so that nobody waits for it at the door."""

    def looked() -> int:
        try:
            return look()
        finally:
            connections.close_all()

    try:
        return await asyncio.to_thread(looked)
    except PickupFailed as error:
        logger.warning("%s was not looked into to its end: %s", what, error)
    except Exception as error:  # noqa: BLE001  the rim: it stays where it is, and is looked at again. The error's words may hold an address
        logger.error("%s could not be looked at: %s", what, type(error).__name__)
    return None


async def _in_database(ask: Callable[..., Any], **facts: Any) -> Any:
    """The answer of a function that asks the database, in the one thread that does; None when the database is away."""

    def asked() -> Any:
        close_old_connections()
        return ask(**facts)

    try:
        return await sync_to_async(asked)()
    except Exception as error:  # noqa: BLE001  the rim: the other server keeps the mail and comes back. The error's words may hold an address
        logger.error("the listener could not reach its rows: %s", type(error).__name__)
        return None
