"""One line of a Postfix log: which mail it speaks of, and what became of it. Pure.

A mail is known by its queue id; only the line of `cleanup` says its Message-ID, and it comes before anybody knows whether the mail is
taken. Taken it is once `qmgr` names it.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

_LINE = re.compile(
    r"(?P<at>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)) \S+ "
    r"postfix[\w-]*(?:/[\w-]+)*/(?P<program>[\w-]+)\[\d+\]: (?P<queue_id>[0-9A-Za-z]{6,40}): (?P<rest>.*)"
)
_STAMP = re.compile(r"([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)) ")
_MESSAGE_ID = re.compile(r"message-id=(<[^>]*>)")
_FATE = re.compile(
    r"to=<.*?>, .*?relay=(?P<relay>[^,]+), .*?dsn=(?P<dsn>\d\.\d{1,3}\.\d{1,3}), status=(?P<status>sent|deferred|bounced)(?: \((?P<words>.*?)\)?)?$"
)
_EXPIRED = re.compile(r"from=<.*?>, status=(?:force-)?expired")
_HOST = re.compile(r"(?P<name>[^\[]+)\[(?P<address>[^\]]+)\]")
_A_DAY = timedelta(days=1)


class Word(StrEnum):
    """What a line says of a mail."""

    NAMED = "its Message-ID is known"
    TAKEN = "it stands in the queue"
    SENT = "the next server has taken it"
    DEFERRED = "it is tried again later"
    BOUNCED = "it goes back"
    DONE = "the relay has done with it"


@dataclass(frozen=True, kw_only=True)
class Told:
    """One line: `text` is the Message-ID, or the words of the next server."""

    queue_id: str
    word: Word
    at: datetime
    text: str = ""
    relay: str = ""
    status: str = ""

    @property
    def next_server(self) -> tuple[str, str]:
        """Name and address of the server that it speaks of; the address is blank where it is none of another machine."""
        found = _HOST.match(self.relay)
        return (found["name"], found["address"]) if found else (self.relay, "")


def read_line(line: str, *, now: datetime) -> Told | None:
    """What a line says of a mail; None for all other lines."""
    found = _LINE.match(line)
    at = moment_of(line, now=now) if found else None
    if found is None or at is None:
        return None
    queue_id, rest = found["queue_id"], found["rest"].rstrip()
    if (named := _MESSAGE_ID.match(rest)) and found["program"] == "cleanup":
        return Told(queue_id=queue_id, word=Word.NAMED, at=at, text=named[1])
    if fate := _FATE.match(rest):
        word = {"sent": Word.SENT, "deferred": Word.DEFERRED, "bounced": Word.BOUNCED}[fate["status"]]
        return Told(queue_id=queue_id, word=word, at=at, text=fate["words"] or "", relay=fate["relay"], status=fate["dsn"])
    return _of_queue(queue_id, rest, at) if found["program"] == "qmgr" else None


def _of_queue(queue_id: str, rest: str, at: datetime) -> Told | None:
    if rest == "removed":
        return Told(queue_id=queue_id, word=Word.DONE, at=at)
    if _EXPIRED.match(rest):
        return Told(queue_id=queue_id, word=Word.BOUNCED, at=at, text="given up by our relay", status="5.4.7")
    return Told(queue_id=queue_id, word=Word.TAKEN, at=at) if rest.startswith("from=<") and "nrcpt=" in rest else None


def moment_of(line: str, *, now: datetime) -> datetime | None:
    """When a line was written: as it says, or, where it leaves out year and zone, by this machine's zone and the last such day before now."""
    found = _STAMP.match(line)
    if found is None:
        return None
    try:
        if found[1][0].isdigit():
            return datetime.fromisoformat(found[1])
        local = now.astimezone()
        for year in (local.year, local.year - 1):
            at = datetime.strptime(f"{year} {' '.join(found[1].split())}", "%Y %b %d %H:%M:%S").astimezone()
            if at <= local + _A_DAY:
                return at
    except ValueError:
        return None
    return None
