"""How many people some records are, as they are told: a person is one, a group is as many as it says, an organisation is nobody. Pure.

A group of whose size nothing is told is no number at all, and is told beside it.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from outcry.cases.vocabulary import ParticipantKind


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One record that is counted. Records of one key are one."""

    key: Hashable
    kind: str
    size_min: int | None = None
    size_max: int | None = None

    @property
    def is_of_several(self) -> bool:
        """Whether it stands for more than one."""
        return self.kind == ParticipantKind.GROUP or (self.size_max or self.size_min or 0) > 1


@dataclass(frozen=True, kw_only=True)
class Headcount:
    """At least and at most so many people; `most` is None where a group says no more than how many it is at least. `unsized` groups say nothing."""

    least: int = 0
    most: int | None = 0
    unsized: int = 0

    def __add__(self, other: "Headcount") -> "Headcount":
        most = None if self.most is None or other.most is None else self.most + other.most
        return Headcount(least=self.least + other.least, most=most, unsized=self.unsized + other.unsized)

    @property
    def in_words(self) -> str:
        """The number, or between which it lies, and what stands beside it."""
        if self.most is None:
            found = _("at least %(least)s") % {"least": number_format(self.least, 0)}
        elif self.least == self.most:
            found = number_format(self.least, 0)
        else:
            found = _("%(least)s to %(most)s") % {"least": number_format(self.least, 0), "most": number_format(self.most, 0)}
        return _("%(people)s, and groups of untold size: %(groups)s") % {"people": found, "groups": number_format(self.unsized, 0)} if self.unsized else found


def headcount(records: Iterable[Counted]) -> Headcount:
    """All of them, those of one key once."""
    found = Headcount()
    for one in {record.key: record for record in records}.values():
        found += _of(one)
    return found


def _of(one: Counted) -> Headcount:
    if one.kind == ParticipantKind.ORGANISATION:
        return Headcount()
    if not one.is_of_several:
        return Headcount(least=1, most=1)
    if one.size_min is None and one.size_max is None:
        return Headcount(unsized=1)
    return Headcount(least=one.size_min or 1, most=one.size_max)
