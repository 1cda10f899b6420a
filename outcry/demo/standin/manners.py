"""How each sample office treats mail: takes it, asks to try later, refuses; and which letters it answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

# However many letters come, an office answers no more than these: a person reads them.
MOST_ANSWERS = 8
BLOCKS = "550 5.7.1 Sample server takes nothing from you"


class Result(StrEnum):
    """What became of one try, as the journal names it."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Manners:
    """One mailbox's way with letters. `words` are the server's answer, code first."""

    result: Result = Result.ACCEPTED
    words: str = "250 2.0.0 Ok: sample mailbox took it"
    deferrals: int = 0
    deferral_words: str = "451 4.7.1 Sample server asks you to try again later"
    answers_first: bool = False
    # One letter in so many is answered; 0 means none.
    answers_one_in: int = 0
    answers_after_seconds: float = 10
    name: str = ""
    language: str = "en"

    @classmethod
    def of_office(cls, office: Mapping[str, Any]) -> "Manners":
        """As an entry of the material describes them."""
        says = office["stand_in"]
        return cls(
            result=Result.REFUSED if says["behaviour"] == "refuse" else Result.ACCEPTED,
            words=says.get("server_words", cls.words),
            deferrals=says.get("deferrals", 1) if says["behaviour"] == "defer_then_accept" else 0,
            deferral_words=says.get("deferral_words", cls.deferral_words),
            answers_first=says.get("answer_first", False),
            answers_one_in=says.get("answer_one_in", 0),
            answers_after_seconds=says.get("answer_after_seconds", cls.answers_after_seconds),
            name=office["name"][office["language"]],
            language=office["language"],
        )


@dataclass(frozen=True)
class Verdict:
    """The answer to one try."""

    result: Result
    words: str
    # Whether this letter is one of the few that the office answers by mail.
    is_answered: bool = False


@dataclass
class Memory:
    """What the servers have seen so far: rebuilt from the journal when the process starts."""

    deferred: dict[tuple[str, str], int] = field(default_factory=dict)
    accepted: dict[str, set[str]] = field(default_factory=dict)
    answered: dict[str, set[str]] = field(default_factory=dict)


class Offices:
    """All known mailboxes; every other address accepts at once."""

    def __init__(self, manners: Mapping[str, Manners], memory: Memory | None = None) -> None:
        self._manners = {address.lower(): way for address, way in manners.items()}
        self.memory = memory or Memory()

    @classmethod
    def of_material(cls, offices: Iterable[Mapping[str, Any]]) -> "Offices":
        return cls({office["address"]: Manners.of_office(office) for office in offices})

    def block(self, addresses: Iterable[str]) -> None:
        """From now on the servers of these mailboxes take nothing from us, and say that it is for who we are (RFC 3463, 3.8)."""
        for address in addresses:
            self._manners[address.lower()] = replace(self.manners(address), result=Result.REFUSED, words=BLOCKS)

    def is_office(self, address: str) -> bool:
        return address.lower() in self._manners

    def manners(self, address: str) -> Manners:
        return self._manners.get(address.lower(), Manners())

    def judge(self, *, address: str, message_id: str) -> Verdict:
        """The answer to this try. Nothing is remembered before `remember` says that it was given."""
        way, address = self.manners(address), address.lower()
        if way.result is not Result.ACCEPTED:
            return Verdict(way.result, way.words)
        if self.memory.deferred.get((address, message_id), 0) < way.deferrals:
            return Verdict(Result.DEFERRED, way.deferral_words)
        return Verdict(Result.ACCEPTED, way.words, self._is_answered(way, address, message_id))

    def remember(self, *, address: str, message_id: str, result: str, is_answered: bool = False) -> None:
        """Take note of an answer that was given."""
        address = address.lower()
        if result == Result.DEFERRED:
            self.memory.deferred[address, message_id] = self.memory.deferred.get((address, message_id), 0) + 1
        elif result == Result.ACCEPTED and self.is_office(address):
            self.memory.accepted.setdefault(address, set()).add(message_id)
            if is_answered:
                self.memory.answered.setdefault(address, set()).add(message_id)

    def _is_answered(self, way: Manners, address: str, message_id: str) -> bool:
        before = self.memory.accepted.get(address, set())
        if message_id in before or len(self.memory.answered.get(address, ())) >= MOST_ANSWERS:
            return False
        number = len(before) + 1
        return (way.answers_first and number == 1) or (way.answers_one_in > 0 and number % way.answers_one_in == 0)
