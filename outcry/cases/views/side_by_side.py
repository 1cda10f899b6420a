"""Two records side by side, line by line: what both say, what only one says, and where they differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from outcry.cases.field_levels import level_of
from outcry.cases.forms.facts import in_words
from outcry.cases.levels import readable
from outcry.cases.models import Event, Person
from outcry.cases.titles import term_words, title_of
from outcry.design.day_words import day_in_words
from outcry.evidence.models import Level
from outcry.lib.dates import EdtfField
from outcry.lib.text import fold

# Shown in lines of their own, or of no use for telling two records apart.
_NOT_COMPARED = frozenset({"sources", "is_public", "visible_from", "monitoring", "level", "readers"})


@dataclass(frozen=True, kw_only=True)
class Said:
    """One thing that a record says, and whether the other says the same."""

    text: str
    is_shared: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """What both records say of one thing."""

    label: str
    left: list[Said]
    right: list[Said]

    @property
    def state(self) -> Literal["same", "differs", "one"]:
        """`one`: only one of them says anything."""
        if not (self.left and self.right):
            return "one"
        return "same" if all(said.is_shared for said in (*self.left, *self.right)) else "differs"


def lines_of(left: Any, right: Any) -> list[Line]:
    """Every line of which at least one of the two records says something."""
    about = _of_person if isinstance(left, Person) else _of_event
    ours, theirs = about(left), about(right)
    lines = [_line(label, ours.get(label, ()), theirs.get(label, ())) for label in {**ours, **theirs}]
    return [line for line in lines if line.left or line.right]


def _line(label: str, left: Iterable[str], right: Iterable[str]) -> Line:
    ours, theirs = _once(left), _once(right)
    return Line(label=label, left=_said(ours, theirs), right=_said(theirs, ours))


def _said(ours: dict[str, str], theirs: dict[str, str]) -> list[Said]:
    return [Said(text=text, is_shared=key in theirs) for key, text in ours.items()]


def _once(texts: Iterable[str]) -> dict[str, str]:
    """Each text once, whatever its capitals and accents."""
    found: dict[str, str] = {}
    for text in texts:
        if text.strip():
            found.setdefault(fold(text), text)
    return found


def _of_person(person: Person) -> dict[str, Iterable[str]]:
    return {
        _("Names"): [name.text or "" for name in person.names.all()],
        **_facts(person),
        _("Relations"): [title_of(one) for one in person.relations.all()],
        _("Cases"): [f"{part.case.number} {title_of(part.case)}" for part in person.parts.all()],
    }


def _of_event(event: Event) -> dict[str, Iterable[str]]:
    acts = list(event.acts.select_related("victim", "case").prefetch_related("texts", "victim__texts", "involvements__perpetrator__texts"))
    texts = list(event.texts.all())
    sources = list(readable(event.case.sources.all()))
    return {
        _("Case"): [f"{event.case.number} {title_of(event.case)}"],
        _("Title"): [text.title for text in texts],
        _("What happened"): [text.description for text in texts],
        _("Place in words"): [text.place for text in texts],
        **_facts(event),
        _("Acts"): [_act(act) for act in acts],
        _("To whom"): [title_of(act.victim) for act in acts if act.victim],
        _("Who did it"): [title_of(one.perpetrator) for act in acts for one in act.involvements.all()],
        _("Sources"): [" · ".join(filter(None, (source.publisher, source.title, source.url))) for source in sources],
    }


def _act(act: Any) -> str:
    when = day_in_words(act.when).text if act.when else ""
    return ", ".join(filter(None, (term_words(act.kind), when)))


def _facts(row: Any) -> dict[str, Iterable[str]]:
    shown = [name for name in row.FACTS if name not in _NOT_COMPARED and level_of(type(row), name) != Level.SEALED]
    columns = [row._meta.get_field(name) for name in shown]
    return {str(capfirst(column.verbose_name)): [_fact(row, column)] for column in columns}


def _fact(row: Any, column: Any) -> str:
    value = getattr(row, column.name)
    if isinstance(column, EdtfField):
        return day_in_words(value).text if value else ""
    # What nobody had to say is no difference.
    return "" if value is False else in_words(row, column.name)
