"""What stands in a database after a crash, read by SQL, and what must be true of it at any moment."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pysqlite3

from drill.claims import is_a_true_story

_MARKED = frozenset({"submitting", "uncertain", "accepted"})


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Everything that the drill asks a database."""

    damage: list[str]
    # Public id and state.
    protests: dict[int, str]
    addressees: int
    # Per protest, how many rows of letters it has.
    letters: Counter[int]
    # Message id: key and state.
    messages: dict[str, tuple[str, str]]
    # Message id: from which state to which.
    stories: dict[str, list[tuple[str, str]]]
    accepted_tries: Counter[str]
    waiting: list[str]
    # Digests of mails with the addresses they came to (outcry/delivery/incoming/keep.py); the mails are sealed.
    kept: Counter[bytes]
    last_event: int

    @property
    def confirmed(self) -> int:
        return sum(state == "confirmed" for state in self.protests.values())

    def state(self, message: str) -> str:
        return self.messages.get(message, ("", "missing"))[1]

    def was_uncertain(self, message: str) -> bool:
        return any(after == "uncertain" for _before, after in self.stories.get(message, []))


def read(database: Path) -> Rows:
    """Open it as a new start would, which repairs what is torn, and read everything."""
    with closing(pysqlite3.connect(str(database), timeout=10)) as connection:
        ask = connection.execute
        damage = [str(row[0]) for row in ask("PRAGMA integrity_check") if row[0] != "ok"]
        damage += [f"a row of {row[0]} points nowhere" for row in ask("PRAGMA foreign_key_check")]
        names = dict(ask("SELECT id, message_id FROM delivery_outgoingmessage"))
        stories: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for message, before, after in ask("SELECT message_id, before, after FROM delivery_messageevent ORDER BY id"):
            stories[names[message]].append((before, after))
        return Rows(
            damage=damage,
            protests=dict(ask("SELECT id, state FROM protests_protest")),
            addressees=ask("SELECT COUNT(*) FROM appeals_addressee").fetchone()[0],
            letters=Counter(row[0] for row in ask("SELECT protest_id FROM protests_protestletter WHERE message_id IS NOT NULL")),
            messages={row[0]: (row[1], row[2]) for row in ask("SELECT message_id, key, state FROM delivery_outgoingmessage")},
            stories=dict(stories),
            accepted_tries=Counter(names[row[0]] for row in ask("SELECT message_id FROM delivery_attempt WHERE result = 'accepted'")),
            waiting=[row[0] for row in ask("SELECT message_id FROM delivery_outgoingmessage WHERE due_at IS NOT NULL OR leased_until IS NOT NULL")],
            kept=Counter(row[0] for row in ask("SELECT digest FROM delivery_incomingmessage")),
            last_event=ask("SELECT COALESCE(MAX(id), 0) FROM delivery_messageevent").fetchone()[0],
        )


def half_states(rows: Rows) -> Iterator[str]:
    """What no moment may leave behind, in words; nothing when all is whole."""
    yield from rows.damage
    asked = {key for key, _state in rows.messages.values() if key.endswith(":confirm")}
    if asked != {f"protest:{number}:confirm" for number in rows.protests}:
        yield "protests and the mails that ask to confirm them do not fit together"
    for number, state in rows.protests.items():
        expected = rows.addressees if state == "confirmed" else 0
        written = sum(key.startswith(f"protest:{number}:addressee:") for key, _state in rows.messages.values())
        if not expected == written == rows.letters[number]:
            yield f"a protest is {state} and has {rows.letters[number]} letters, {written} in the outbox"
    for message, (_key, state) in rows.messages.items():
        if not is_a_true_story(rows.stories.get(message, []), state):
            yield f"a message is {state}, and its steps do not lead there"
        if rows.accepted_tries[message] != (state == "accepted"):
            yield f"a message is {state} and has {rows.accepted_tries[message]} tries that were accepted"
    if any(number > 1 for number in rows.kept.values()):
        yield "a mail is kept twice"


def unmarked(rows: Rows, arrived: set[str]) -> Iterator[str]:
    """What left must be marked as having left: else it goes again, and nobody knows that it is a copy."""
    yield from (f"a message arrived and is {rows.state(message)}" for message in arrived if rows.state(message) not in _MARKED)
