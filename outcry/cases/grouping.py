"""Which records are one, as the judgments in force say. Pure: nothing is stored, so nothing has to be undone but a judgment.

Judged the same, records are joined, also over others: A with B and B with C makes one of three. A judgment that two of them
are different contradicts such a chain. It is never settled here: the whole chain counts as separate records until people
have settled it, because to take two people for one hides one of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Word:
    """A judgment in force: of which two, the number of its row, and which of two that are the same leads."""

    first: int
    second: int
    key: int = 0
    leader: int | None = None


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """Two records are judged different, and a chain of judgments joins them."""

    word: Word
    chain: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Group:
    """Records that are one. The leader comes first."""

    members: tuple[int, ...]
    contradictions: tuple[Contradiction, ...] = ()

    @property
    def leader(self) -> int:
        """The record by which all of them are called: the one the latest judgment chose."""
        return self.members[0]

    @property
    def is_one(self) -> bool:
        """Whether nothing contradicts it."""
        return not self.contradictions


@dataclass
class Grouping:
    """Every group there is, by the keys of its records."""

    same: Iterable[Word]
    different: Iterable[Word] = ()
    _groups: dict[int, Group] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.same, self.different = list(self.same), list(self.different)
        self._beside: dict[int, set[int]] = {}
        for word in self.same:
            self._beside.setdefault(word.first, set()).add(word.second)
            self._beside.setdefault(word.second, set()).add(word.first)
        roots = self._roots()
        joined: dict[int, list[int]] = {}
        for key, root in roots.items():
            joined.setdefault(root, []).append(key)
        against: dict[int, list[Contradiction]] = {}
        for word in self.different:
            if word.first in roots and roots[word.first] == roots.get(word.second):
                against.setdefault(roots[word.first], []).append(Contradiction(word=word, chain=self.chain(word.first, word.second)))
        leaders = {roots[word.first]: word.leader for word in sorted(self.same, key=lambda one: one.key)}
        for root, members in joined.items():
            leader = leaders[root] if leaders[root] is not None else min(members)
            ordered = sorted(members, key=lambda key: (key != leader, key))
            group = Group(members=tuple(ordered), contradictions=tuple(against.get(root, ())))
            self._groups |= dict.fromkeys(members, group)

    def of(self, key: int) -> Group | None:
        """The group a record stands in, contradicted or not; None where it stands alone."""
        return self._groups.get(key)

    def one_with(self, key: int) -> tuple[int, ...]:
        """The records that are one with this, itself among them, the leader first; itself alone where a contradiction is open."""
        group = self._groups.get(key)
        return group.members if group and group.is_one else (key,)

    def leader(self, key: int) -> int:
        """The record by which this one is called."""
        return self.one_with(key)[0]

    def number(self, keys: Iterable[int]) -> int:
        """How many these records are, a group counted once."""
        return len({self.leader(key) for key in keys})

    def groups(self) -> list[Group]:
        """Each group once."""
        return list(dict.fromkeys(self._groups.values()))

    def contradictions(self) -> list[Contradiction]:
        """All that contradict a chain."""
        return [one for group in self.groups() for one in group.contradictions]

    def chain(self, first: int, second: int) -> tuple[int, ...]:
        """The shortest chain of judgments from one record to another; empty where none joins them."""
        came_from, waiting = {first: first}, [first]
        for key in waiting:
            for other in sorted(self._beside.get(key, ())):
                if other not in came_from:
                    came_from[other] = key
                    waiting.append(other)
        if second not in came_from:
            return ()
        steps = [second]
        while steps[-1] != first:
            steps.append(came_from[steps[-1]])
        return tuple(reversed(steps))

    def _roots(self) -> dict[int, int]:
        """Each record with the one that stands for its group (union-find)."""
        above: dict[int, int] = {}

        def root(key: int) -> int:
            above.setdefault(key, key)
            while above[key] != key:
                above[key] = above[above[key]]
                key = above[key]
            return key

        for word in self.same:
            one, other = root(word.first), root(word.second)
            above[max(one, other)] = min(one, other)
        return {key: root(key) for key in above}
