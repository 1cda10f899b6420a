"""What a page says of a record that is one with others, as people have judged."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from outcry.accounts.models import Organisation
from outcry.cases.grouping import Grouping
from outcry.cases.judged import grouping, rows_of
from outcry.cases.levels import readable
from outcry.cases.models import Case, Event, JudgedKind, Participant, Person
from outcry.cases.titles import title_of
from outcry.design.parts import Link


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Groups of one kind, with the records that are named on a page. Two statements and those for their words, however many there are."""

    groups: Grouping
    rows: dict[int, Any]

    @classmethod
    def read(cls, *, organisation: Organisation, kind: JudgedKind, keys: Iterable[int]) -> "Joined":
        """For a page that speaks of these records."""
        groups = grouping(organisation=organisation, kind=kind)
        named = {other for key in keys for other in groups.one_with(key) if len(groups.one_with(key)) > 1}
        found = rows_of(organisation=organisation, kind=kind, keys=named) if named else []
        rows = _with_titles(found) if named else found
        return cls(groups=groups, rows={row.pk: row for row in rows})

    def others(self, key: int) -> list[Any]:
        """The other records that are one with this, the leader first; those taken out of the file are left out."""
        return [self.rows[other] for other in self.groups.one_with(key) if other != key and other in self.rows]

    def links(self, key: int) -> list[Link]:
        """The same, each leading to both of them side by side."""
        return [Link(label=called(row), url=address_of_pair(row, key)) for row in self.others(key)]

    def links_of(self, case: Case) -> list[Link]:
        """Events of other cases that are one with one of this case."""
        pairs = [(event, row) for event in case.events.all() for row in self.others(event.pk)]
        return [Link(label=called(row), url=address_of_pair(row, event.pk)) for event, row in pairs if row.case_id != case.pk]


def called(row: Any) -> str:
    """A record so that it is told from another of the same name. Name and number are kept apart, whichever way either is written."""
    return f"\u2068{title_of(row)}\u2069 · \u2066{_mark(row)}\u2069"


def _mark(row: Any) -> str:
    if isinstance(row, Event):
        return f"{row.case.number}/{row.position}"
    return ", ".join(sorted({part.case.number for part in row.parts.all()})) or str(row.public_id)


def address_of_pair(row: Any, other: int) -> str:
    """The page with a record and another of its kind side by side."""
    kind = JudgedKind.PERSON if isinstance(row, Person) else JudgedKind.EVENT
    return reverse("cases_desk:pair", args=[kind, *sorted((row.pk, other))])


def one_line_each(keys: Collection[int], groups: Grouping) -> list[int]:
    """Of several records that are one, the one that stands first in the list."""
    seen: set[int] = set()
    kept = []
    for key in keys:
        if groups.leader(key) not in seen:
            kept.append(key)
        seen.add(groups.leader(key))
    return kept


def _with_titles(rows: Any) -> Any:
    if rows.model is Person:
        return rows.prefetch_related("names", Prefetch("parts", readable(Participant.objects.select_related("case"))))
    return rows.select_related("case__organisation").prefetch_related("texts")
