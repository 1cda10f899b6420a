"""A form over one row that two people may have open at once: it carries a mark of what stood there when it was opened.

Whoever saves second is told, sees what the first one saved beside each field that differs, and decides; nothing is overwritten
unseen, and her input is kept. Words per language have the same in lib/wording_forms.py.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.lib.wordings import ChangedMeanwhile

MARK_LENGTH = 16
NOTHING = "—"


def facts_of(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """The columns of a row that a form writes."""
    return {name: getattr(row, name) for name in names}


def mark_of_facts(facts: Mapping[str, Any]) -> str:
    """A short mark of facts as they stand; others have another mark."""
    return hashlib.sha256(repr([(name, str(facts[name])) for name in sorted(facts)]).encode()).hexdigest()[:MARK_LENGTH]


def as_seen[Row: models.Model](row: Row, *, names: Iterable[str], seen: str | None) -> Row:
    """The row, locked for a change. ChangedMeanwhile, with the row as it stands, when it is not what the writer saw.

    `seen` is the mark in her form, None when there was no form before whoever writes. Call it inside a transaction.
    """
    found = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if seen is not None and mark_of_facts(facts_of(found, names)) != seen:
        raise ChangedMeanwhile(found)
    return found


class SeenForm(forms.Form):
    """The facts of a row. A subclass adds the fields, named as the columns, and calls `remember` with the row."""

    seen = forms.CharField(required=False, max_length=MARK_LENGTH, widget=forms.HiddenInput)

    # What is entered but no column of the row: a reason, a place in a list.
    beside: tuple[str, ...] = ()

    @classmethod
    def names(cls) -> list[str]:
        """The columns it writes."""
        return [name for name in cls.base_fields if name != "seen" and name not in cls.beside]

    def remember(self, row: Any) -> None:
        """Fill the form from the row, and mark what stands there."""
        facts = facts_of(row, self.names())
        self.initial = facts | dict(self.initial) | {"seen": mark_of_facts(facts)}

    def facts(self) -> dict[str, Any]:
        """What was entered, by the names of the columns."""
        return {name: self.cleaned_data[name] for name in self.names()}

    @property
    def changes_facts(self) -> bool:
        """Whether it says something else than the row does now."""
        return any(name in self.changed_data for name in self.names())

    def tell_of(self, row: Any) -> None:
        """Say that somebody else saved the row, show hers, and let the next try replace it knowingly."""
        facts = facts_of(row, self.names())
        tell(self, theirs=facts, seen=mark_of_facts(facts))


def tell(form: Any, *, theirs: Mapping[str, Any], seen: str) -> None:
    """Show what somebody else saved beside each field that differs; the form then carries the mark of hers."""
    for name, value in theirs.items():
        bound = form[name]
        if form.fields[name].has_changed(value, bound.data):
            # Read by the template of a field, which shows it beside the input.
            bound.theirs = NOTHING if value in (None, "") else _shown(form.fields[name], value)
    data: Any = form.data
    form.data = data = data.copy()
    data[form.add_prefix("seen")] = seen
    form.add_error(
        None,
        _("Somebody else saved this while you were writing. Hers stands below each field that differs; yours is still in it. Save again to replace hers."),
    )


def _shown(field: forms.Field, value: Any) -> Any:
    """The label of a choice instead of its value; other values as they would stand in the field."""
    choices: Any = getattr(field, "choices", None)
    if choices is None or isinstance(value, list):
        return field.prepare_value(value)
    return next((label for key, label in choices if str(key) == str(value)), value)
