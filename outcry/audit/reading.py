"""Entries of the log as a person reads them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from outcry.audit.models import LogEntry
from outcry.audit.vocabulary import Vocabulary, vocabulary
from outcry.design.parts import Link

_TOO_LONG = 19


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """One entry in words. `about` leads nowhere (a blank url) where the thing is gone or has no page."""

    at: datetime
    who: str
    what: str
    subject: str
    kind: str
    about: Link
    details: tuple[tuple[str, str], ...]


def in_words(*, entries: Iterable[LogEntry], organisation_id: int | None) -> list[LogLine]:
    """The entries in the reader's language. One look-up for each kind of thing they are about, however many entries there are."""
    rows, words = list(entries), vocabulary()
    found = _find(rows, words, organisation_id)
    return [_line(row, words, found) for row in rows]


def name_of(*, subject: str, organisation_id: int | None) -> str:
    """What a subject ("case:7") is called."""
    words, (kind, key) = vocabulary(), _split(subject)
    known = words.subjects.get(kind)
    found = known.find(organisation_id, [key]) if known and organisation_id else {}
    return _about(kind, key, words, {(kind, one): link for one, link in found.items()}).label


def _split(subject: str) -> tuple[str, int]:
    kind, _colon, key = subject.partition(":")
    # Longer numbers are no row's: an address can hold anything.
    return kind, int(key) if key.isdecimal() and len(key) < _TOO_LONG else 0


def _find(rows: list[LogEntry], words: Vocabulary, organisation_id: int | None) -> Mapping[tuple[str, int], Link]:
    wanted: dict[str, set[int]] = {}
    for row in rows:
        for kind, key in _mentioned(row, words):
            wanted.setdefault(kind, set()).add(key)
    if organisation_id is None:
        return {}
    known = {kind: words.subjects[kind].find(organisation_id, keys) for kind, keys in wanted.items() if kind in words.subjects}
    return {(kind, key): link for kind, links in known.items() for key, link in links.items()}


def _mentioned(row: LogEntry, words: Vocabulary) -> Iterable[tuple[str, int]]:
    """What an entry is about, and the things that its details name by number."""
    yield _split(row.subject)
    for name, value in row.details.items():
        detail = words.details.get(name)
        if detail and detail.subject and isinstance(value, int):
            yield detail.subject, value


def _line(row: LogEntry, words: Vocabulary, found: Mapping[tuple[str, int], Link]) -> LogLine:
    kind, key = _split(row.subject)
    return LogLine(
        at=row.at,
        who=row.actor_name if row.actor_id else _("the system"),
        what=str(words.verbs.get(row.verb) or row.verb.replace("_", " ").replace(".", " ")),
        subject=row.subject,
        kind=str(words.subjects[kind].one) if kind in words.subjects else kind,
        about=_about(kind, key, words, found),
        details=tuple(_detail(name, value, words, found) for name, value in _in_order(row, words)),
    )


def _in_order(row: LogEntry, words: Vocabulary) -> list[tuple[str, Any]]:
    """The details that say something, in the order of the vocabulary: PostgreSQL keeps none."""
    places = {name: place for place, name in enumerate(words.details)}
    hidden = {name for name, detail in words.details.items() if detail.hidden}
    said = [(name, value) for name, value in row.details.items() if value not in (None, "", False, []) and name not in hidden]
    return sorted(said, key=lambda pair: (places.get(pair[0], len(places)), pair[0]))


def _about(kind: str, key: int, words: Vocabulary, found: Mapping[tuple[str, int], Link]) -> Link:
    if (kind, key) in found:
        return found[kind, key]
    named = words.subjects.get(kind)
    return Link(label=_("%(kind)s %(number)s") % {"kind": named.one if named else kind, "number": key}, url="")


def _detail(name: str, value: Any, words: Vocabulary, found: Mapping[tuple[str, int], Link]) -> tuple[str, str]:
    detail = words.details.get(name)
    if detail is None:
        return name.replace("_", " "), str(value)
    if detail.subject and isinstance(value, int):
        return str(detail.label), _about(detail.subject, value, words, found).label
    return str(detail.label), detail.read(value)
