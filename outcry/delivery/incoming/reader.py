"""Hands strangers' mail to a child that takes it apart (child.py), and gives up on it after five seconds. No mail is parsed anywhere else."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from types import TracebackType
from typing import IO, Any, Self, cast

from outcry.delivery.incoming.classify import Verdict
from outcry.delivery.incoming.failures import Failure, Reason
from outcry.delivery.incoming.parsing import LOOKED_AT_BYTES, Unreadable
from outcry.delivery.incoming.texts import Addressed, Attached, MailText
from outcry.delivery.kinds import Kind

SECONDS = 5.0
_SECONDS_TO_BEGIN = 60.0
# A header may be long; nobody's goes on for megabytes.
_HEAD_BYTES = 1024 * 1024
READY = b"ready\n"
_CHILD = "outcry.delivery.incoming.child"
# Nothing of our settings: neither keys nor the database's address.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")


class NoReader(Exception):
    """The machine could not start a child: no fault of the mail's, so try again later."""


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that came with a mail."""

    about: Attached
    content: bytes


class Reader:
    """One child for the mails of one round, a new one after each that it could not read. Use as a context.

    A mail that a child dies of, or takes too long over, is given to a second one: the machine may have been to blame.
    """

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def judge(self, *, raw: bytes, envelope_sender: str | None) -> Verdict:
        """Who wrote it, and of a failure what it says; by the beginning of the mail. Raise Unreadable, NoReader."""
        facts, _ = self._ask(raw[:LOOKED_AT_BYTES], job="judge", sender=envelope_sender)
        told = facts.pop("failure")
        failure = Failure(**told | {"recipients": tuple(told["recipients"]), "reason": Reason(told["reason"])})
        return Verdict(**facts | {"kind": Kind(facts["kind"]), "failure": failure})

    def read(self, *, raw: bytes) -> MailText:
        """What a person reads of it; `why_not` says why it could not be read. Raise NoReader."""
        try:
            facts, _ = self._ask(raw, job="read")
        except Unreadable as error:
            return MailText(why_not=error.why)
        facts["attached"] = tuple(Attached(**one) for one in facts["attached"])
        return MailText(**facts | {name: tuple(facts[name]) for name in ("addresses", "answers")})

    def addressed(self, *, raw: bytes) -> Addressed:
        """To whom it was handed in, as its headers tell. Raise Unreadable, NoReader."""
        facts, _ = self._ask(raw[:_HEAD_BYTES], job="addressed")
        return Addressed(recipients=tuple(facts["recipients"]), sender=facts["sender"])

    def attached(self, *, raw: bytes, number: int) -> File:
        """One file that came with it. Raise Unreadable, NoReader."""
        facts, content = self._ask(raw, job="attached", number=number)
        return File(about=Attached(**facts["file"]), content=content)

    def _ask(self, raw: bytes, **order: Any) -> tuple[dict[str, Any], bytes]:
        for _try in range(2):
            answer = self._asked_once(raw, order)
            if answer is not None:
                break
        else:
            raise Unreadable("died")
        facts, data = answer
        if "unread" in facts:
            # Whatever it left behind in that process is gone with it.
            self._end()
            raise Unreadable(facts["unread"])
        return facts, data

    def _asked_once(self, raw: bytes, order: dict[str, Any]) -> tuple[dict[str, Any], bytes] | None:
        """Facts and bytes, or None when the child died or took too long."""
        child = self._child = self._child or _started()
        into, out = cast(IO[bytes], child.stdin), cast(IO[bytes], child.stdout)
        clock = Timer(self._seconds, child.kill)
        clock.start()
        try:
            into.write(json.dumps(order | {"size": len(raw)}).encode() + b"\n" + raw)
            into.flush()
            facts = json.loads(out.readline())
            size = facts.pop("size")
            data = out.read(size)
            if len(data) == size:
                return facts, data
        except (OSError, ValueError):
            # It is gone: the pipe is broken, or no line of JSON came out of it.
            pass
        finally:
            clock.cancel()
        self._end()
        return None

    def _end(self) -> None:
        if self._child is not None:
            _ended(self._child)
            self._child = None


def _started() -> subprocess.Popen[bytes]:
    """A child that has said that it is ready, so that a machine on which none can live is not taken for a bad mail."""
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    try:
        child = subprocess.Popen([sys.executable, "-m", _CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    except OSError as error:
        raise NoReader from error
    clock = Timer(_SECONDS_TO_BEGIN, child.kill)
    clock.start()
    is_ready = cast(IO[bytes], child.stdout).readline() == READY
    clock.cancel()
    if not is_ready:
        _ended(child)
        raise NoReader
    return child


def _ended(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        # What it did not take in any more is written in vain.
        with suppress(OSError):
            if pipe is not None:
                pipe.close()
