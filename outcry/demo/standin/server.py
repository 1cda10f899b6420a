"""The SMTP server itself: judges each mail, keeps what it takes before it says so, writes every try into the journal."""

import asyncio
import logging
import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from outcry.demo.standin.answering import LOOPBACK, compose_answer, hand_in
from outcry.demo.standin.faults import Faults
from outcry.demo.standin.heads import address_in, head, heads
from outcry.demo.standin.journal import Journal, Line
from outcry.demo.standin.mailbox import Entry, Kind, Mailbox
from outcry.demo.standin.manners import Offices, Result, Verdict

log = logging.getLogger(__name__)
LETTER_SENDER = "letter-"  # how the From address of a letter to an authority begins
_TRIES_TO_ANSWER = 20
_PAUSE_SECONDS = 3.0


@dataclass(frozen=True, kw_only=True)
class _Mail:
    """One mail as it came over the wire, and what its head says."""

    recipient: str
    sender: str
    content: bytes
    message_id: str
    kind: Kind


class Standin:
    """The server from start to stop. Everything it must remember stands in the journal."""

    def __init__(
        self, *, mailbox: Mailbox, journal: Journal, offices: Offices, answers: Sequence[Mapping[str, Any]] = (), receive_port: int = 0, faults: Faults
    ) -> None:
        self._mailbox = mailbox
        self._journal = journal
        self._offices = offices
        self._answers = answers
        self._receive_port = receive_port
        self._faults = faults
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, *, port: int) -> int:
        """Listen on the loopback; return the port (another one when 0 was asked for)."""
        owed = self._recall()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, hostname="stand-in.example", ident="Outcry demonstration, nothing is passed on", loop=loop), host=LOOPBACK, port=port
        )
        for line in owed:
            self._plan_answer(line)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Take no more connections. Answers not given yet are given after the next start."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # The hooks that aiosmtpd calls.

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]) -> str:
        await self._suffer("rcpt", server)
        if envelope.rcpt_tos:
            # The answer after the text is one for all; each mailbox is to have its own.
            return "452 4.5.3 One recipient at a time"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await self._suffer("data", server)
        mail = self._read(envelope)
        verdict = self._offices.judge(address=mail.recipient, message_id=mail.message_id)
        entry = await self._keep(mail) if verdict.result is Result.ACCEPTED else None
        line = self._write_down(mail, verdict, entry)
        if verdict.is_answered:
            self._plan_answer(line)
        await self._suffer("answer", server)
        return verdict.words

    def _read(self, envelope: Envelope) -> _Mail:
        content = bytes(envelope.original_content or b"")
        recipient, message = str(envelope.rcpt_tos[0]), heads(content)
        is_letter = self._offices.is_office(recipient) or address_in(message, "From").startswith(LETTER_SENDER)
        return _Mail(
            recipient=recipient,
            sender=str(envelope.mail_from or ""),
            content=content,
            message_id=head(message, "Message-ID"),
            kind=Kind.AUTHORITY if is_letter else Kind.SUPPORTER,
        )

    async def _keep(self, mail: _Mail) -> Entry:
        return await asyncio.to_thread(self._mailbox.keep, mail.content, recipient=mail.recipient, kind=mail.kind, now=datetime.now(UTC))

    def _write_down(self, mail: _Mail, verdict: Verdict, entry: Entry | None) -> Line:
        line: Line = {
            "at": datetime.now(UTC).isoformat(),
            "recipient": mail.recipient,
            "sender": mail.sender,
            "message_id": mail.message_id,
            "result": str(verdict.result),
            "answer": verdict.words,
        }
        if entry is not None:
            line |= {"day": entry.day, "name": entry.name, "is_answered": verdict.is_answered}
        self._journal.write(line)
        self._offices.remember(address=mail.recipient, message_id=mail.message_id, result=verdict.result, is_answered=verdict.is_answered)
        return line

    def _recall(self) -> list[Line]:
        """Read the journal from its beginning; return the letters whose answer is still owed."""
        owed: dict[str, Line] = {}
        for line in self._journal.read():
            recipient, message_id = str(line.get("recipient", "")), str(line.get("message_id", ""))
            if line.get("result") == "answer sent":
                owed.pop(message_id, None)
                continue
            is_answered = line.get("is_answered") is True
            self._offices.remember(address=recipient, message_id=message_id, result=str(line.get("result")), is_answered=is_answered)
            if is_answered:
                owed[message_id] = line
        return list(owed.values())

    def _plan_answer(self, line: Line) -> None:
        if not self._receive_port:
            return
        task = asyncio.get_running_loop().create_task(self._answer(line))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, line: Line) -> None:
        office, message_id = str(line["recipient"]), str(line["message_id"])
        manners = self._offices.manners(office)
        letter = self._mailbox.read(Entry(day=str(line["day"]), name=str(line["name"])))
        number = len(self._offices.memory.answered.get(office.lower(), ()))
        answer = letter and compose_answer(letter=letter, office=office, manners=manners, texts=self._answers, number=number, now=datetime.now(UTC))
        if not answer:
            return
        await asyncio.sleep(manners.answers_after_seconds)
        for _ in range(_TRIES_TO_ANSWER):
            try:
                await asyncio.to_thread(hand_in, answer, port=self._receive_port)
            except (OSError, smtplib.SMTPException) as error:
                log.debug("The answer to %s waits: %s", message_id, type(error).__name__)
                await asyncio.sleep(_PAUSE_SECONDS)
            else:
                self._journal.write({"at": datetime.now(UTC).isoformat(), "recipient": office, "message_id": message_id, "result": "answer sent"})
                return
        log.warning("The answer to %s was not taken; it is tried again at the next start.", message_id)

    async def _suffer(self, phase: str, server: SMTP) -> None:
        """Stall or hang up where a drill asks for it."""
        fault = self._faults.take(phase)
        if fault is None:
            return
        await asyncio.sleep(fault.seconds)
        if fault.drops and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
            # The lost connection cancels this task.
            await asyncio.get_running_loop().create_future()
