"""Which changes of a file somebody may read: what is restricted now, or was when it was taken out, is in nobody else's history."""

from collections.abc import Iterable
from typing import Any

from outcry.accounts.models import User
from outcry.cases.levels import RAISED, readable
from outcry.cases.models import Act, Change, Part
from outcry.cases.operations.history import model_of, read
from outcry.evidence.models import Level

# Kind of row, and its key.
Key = tuple[str, int]


def hidden_changes(*, changes: Iterable[Change], user: User | None) -> set[int]:
    """Of all changes of a file, the keys of those that this person may not read.

    A row that is gone is known by its changes alone: by the last level they tell, and by the row it lay in.
    """
    if user is None:
        return set()
    every = list(changes)
    told = _Told(every)
    there = _hidden_rows_there(every, user)
    hidden: dict[Key, bool] = {}

    def is_hidden(key: Key, seen: frozenset[Key] = frozenset()) -> bool:
        if key not in hidden:
            above = told.above.get(key, set()) - seen
            hidden[key] = key in there or told.is_restricted(key, user) or any(is_hidden(one, seen | {key}) for one in above)
        return hidden[key]

    return {change.pk for change in every if is_hidden((change.kind, change.row))}


class _Told:
    """What a history tells of its rows: the level they had last, who was named, what they lay in."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self.level: dict[Key, str] = {}
        self.readers: dict[Key, list[int]] = {}
        self.above: dict[Key, set[Key]] = {}
        self.gone: set[Key] = set()
        for change in sorted(changes, key=lambda one: one.pk):
            key = (change.kind, change.row)
            sides = [side for side in (read(change.before), read(change.after)) if side]
            (self.gone.add if change.after is None and not change.language else self.gone.discard)(key)
            for side in sides:
                self._take(key, model_of(change), side)

    def _take(self, key: Key, model: Any, side: dict[str, Any]) -> None:
        facts = side.get("facts") or {}
        self.level[key] = facts.get("level", self.level.get(key, ""))
        self.readers[key] = facts.get("readers", self.readers.get(key, []))
        above = self.above.setdefault(key, set())
        if side.get("owner") and issubclass(model, Part):
            above.add((_kind_above(model), side["owner"]))
        if model is Act and facts.get("event"):
            above.add(("event", facts["event"]))

    def is_restricted(self, key: Key, user: User) -> bool:
        return key in self.gone and self.level.get(key) == Level.RESTRICTED and user.pk not in self.readers.get(key, [])


def _kind_above(model: Any) -> str:
    return str(model._meta.get_field(model.OWNER).related_model._meta.model_name)


def _hidden_rows_there(changes: Iterable[Change], user: User) -> set[Key]:
    """Rows that are in the file and may not be read: one question for each kind."""
    keys: dict[str, set[int]] = {}
    for change in changes:
        keys.setdefault(change.kind, set()).add(change.row)
    found: set[Key] = set()
    for kind, rows in keys.items():
        model: Any = model_of_kind(kind)
        if model in RAISED or issubclass(model, Part):
            there = set(model._default_manager.filter(pk__in=rows).values_list("pk", flat=True))
            may = set(readable(model._default_manager.filter(pk__in=rows), to=user).values_list("pk", flat=True))
            found |= {(kind, key) for key in there - may}
    return found


def model_of_kind(kind: str) -> Any:
    """The model behind the kind of a change."""
    return model_of(Change(kind=kind))
