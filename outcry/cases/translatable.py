"""The words of public cases, as translators work on them.

Among them is what an approval copies out, in cases that are public today: no name of a person, which is sealed, nothing that stays in the
file, and no case that is restricted to named people. Of the rest everybody has what her level lets her read.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case as Choice
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import get_language

from outcry.accounts.models import Organisation, User
from outcry.accounts.reading import reader
from outcry.cases.field_levels import level_of
from outcry.cases.levels import is_open_to, readable
from outcry.cases.models import ActText, Case, CaseOutcomeText, CaseText, EventText, InterventionText, PublicationRule, PublicCase
from outcry.cases.operations.writing import change_words
from outcry.cases.publication_rules import Rules, place_words_told
from outcry.evidence.models import Level
from outcry.lib.text_parts import TextPart, parts_said
from outcry.lib.translations import TextRow, in_language
from outcry.lib.wordings import Edit


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """A kind of words: the rows, the column that leads to what they are the words of, the columns that an approval copies out, which rows it copies."""

    texts: type[TextRow]
    owner: str
    names: tuple[str, ...]
    told: Q = Q()  # noqa: RUF009  a condition without conditions never changes

    @property
    def case(self) -> str:
        """Where a row leads to its case."""
        return "case" if self.owner == "case" else f"{self.owner}__case"


_OF_EVENT = Q(event__is_public=True) & ~Q(event__level=Level.RESTRICTED)
_KINDS = {
    "case": _Kind(texts=CaseText, owner="case", names=("name", "standfirst", "place")),
    "event": _Kind(texts=EventText, owner="event", names=("title", "description", "place", "impact"), told=_OF_EVENT),
    "act": _Kind(
        texts=ActText,
        owner="act",
        names=("headline", "when_note", "body", "against", "by", "reason_given", "ended"),
        told=Q(act__is_public=True, act__event__is_public=True) & ~Q(act__event__level=Level.RESTRICTED),
    ),
    "intervention": _Kind(texts=InterventionText, owner="intervention", names=("headline", "body")),
    "outcome": _Kind(texts=CaseOutcomeText, owner="outcome", names=("headline", "body")),
}
MISSING, BEGUN, BEHIND, DONE = "missing", "begun", "behind", "done"


@dataclass(frozen=True, kw_only=True)
class CaseWanted:
    """A public case, and where its words stand in a language."""

    case_id: int
    number: str
    name: str
    standing: str
    is_pressing: bool


@dataclass(frozen=True, kw_only=True)
class CaseWords:
    """The words of a public case, part by part."""

    case_id: int
    number: str
    name: str
    parts: list[TextPart]


class CasesWanted:
    """Public cases whose words are wanted in a language, those of `pressing` first, then the newest. Counted and cut like a list."""

    def __init__(self, *, organisation: Organisation, language: str, standing: str = "", pressing: Collection[int] = ()) -> None:
        self._language, self._source = language, organisation.source_language
        found = _public(organisation).annotate(standing=self._standing(), is_pressing=Exists(Case.objects.filter(pk=OuterRef("pk"), pk__in=pressing)))
        wanted = found.filter(standing=standing) if standing else found.exclude(standing=DONE)
        self._rows = wanted.order_by("-is_pressing", "-pk")

    def count(self) -> int:
        """How many there are."""
        return int(self._rows.count())

    def __getitem__(self, part: slice) -> list[CaseWanted]:
        return list(self._read(self._rows[part]))

    def _read(self, rows: QuerySet[Any]) -> Iterator[CaseWanted]:
        for case in rows.prefetch_related("texts"):
            name = _name(case, self._source)
            yield CaseWanted(case_id=case.pk, number=case.number, name=name, standing=case.standing, is_pressing=case.is_pressing)

    def _standing(self) -> Choice:
        """Nobody began, a text was made from other words, a part has no words, or all is there."""
        there = CaseText.objects.filter(case=OuterRef("pk"), language=self._language)
        behind = reduce(or_, (Q(Exists(self._behind(kind))) for kind in _KINDS.values()))
        lacking = reduce(or_, (Q(Exists(self._lacking(kind))) for kind in _KINDS.values()))
        return Choice(When(~Exists(there), then=Value(MISSING)), When(behind, then=Value(BEHIND)), When(lacking, then=Value(BEGUN)), default=Value(DONE))

    def _behind(self, kind: _Kind) -> QuerySet[Any]:
        source = _rows(kind).filter(**{kind.owner: OuterRef(kind.owner), "language": self._source})
        return _told(kind, self._language).filter(made_from_version__lt=Subquery(source.values("version")[:1]))

    def _lacking(self, kind: _Kind) -> QuerySet[Any]:
        there = _rows(kind).filter(**{kind.owner: OuterRef(kind.owner), "language": self._language})
        return _told(kind, self._source).filter(~Exists(there))


def words_of(*, case_id: int, organisation: Organisation) -> CaseWords | None:
    """The words of a case as far as whoever reads may have them; None where it is not public, or not hers to know."""
    case = _public(organisation).filter(pk=case_id).select_related("organisation").first()
    if case is None:
        return None
    source, rules = organisation.source_language, Rules(case)
    parts = [part for name, kind in _KINDS.items() for part in _parts(name, kind, case, rules)]
    return CaseWords(case_id=case.pk, number=case.number, name=_name(case, source), parts=parts_said(parts))


def translate_words(*, case_id: int, organisation: Organisation, key: str, edit: Edit, words: Mapping[str, str], by: User | None, now: datetime) -> TextRow:
    """Save one part's words in a language: a change of the file like any other: what waits for approval lapses, and it is public once
    it is approved.

    LookupError where whoever reads has no such part; ChangedMeanwhile where somebody else was faster.
    """
    found = words_of(case_id=case_id, organisation=organisation)
    if found is None or key not in {part.key for part in found.parts}:
        raise LookupError(key)
    name, _slash, pk = key.partition("/")
    kind = _KINDS[name]
    part: Any = kind.texts._meta.get_field(kind.owner).related_model._default_manager.get(pk=pk or case_id)  # type: ignore[union-attr]
    row = part.texts.filter(language=edit.language).first()
    # What she may not read stays as it is.
    kept = {name: getattr(row, name) for name in kind.names} if row else {}
    return change_words(part=part, edit=edit, words=kept | dict(words), by=by, now=now)


def _public(organisation: Organisation) -> QuerySet[Any]:
    out = PublicCase.objects.filter(case=OuterRef("pk"), is_current=True, withdrawn_at=None)
    return readable(Case.objects.filter(Exists(out), organisation=organisation).exclude(level=Level.RESTRICTED))


def _rows(kind: _Kind) -> QuerySet[Any]:
    return kind.texts._default_manager.all()


def _told(kind: _Kind, language: str) -> QuerySet[Any]:
    return readable(_rows(kind).filter(kind.told, **{kind.case: OuterRef("pk"), "language": language}))


def _parts(name: str, kind: _Kind, case: Any, rules: Rules) -> Iterator[TextPart]:
    """In the order of the file, the parts of one kind that the reader may know of."""
    by_owner: dict[int, list[TextRow]] = {}
    place = f"{kind.owner}__position" if kind.owner != "case" else "case"
    for row in readable(_rows(kind).filter(kind.told, **{kind.case: case})).order_by(place, kind.owner):
        by_owner.setdefault(getattr(row, f"{kind.owner}_id"), []).append(row)
    for number, (owner, rows) in enumerate(by_owner.items(), start=1):
        rule = rules.of_event(owner) if name == "event" else rules.of_case
        about = "" if name == "case" else f"{kind.texts._meta.get_field(kind.owner).related_model._meta.verbose_name} {number}"  # type: ignore[union-attr]
        yield TextPart(
            key=name if name == "case" else f"{name}/{owner}",
            about=about[:1].upper() + about[1:],
            rows=rows,
            names=_names(kind, rule),
            source_language=case.organisation.source_language,
        )


def _names(kind: _Kind, rule: PublicationRule) -> tuple[str, ...]:
    """The columns that become public and are open to whoever reads."""
    names = (name for name in kind.names if name != "place" or place_words_told("told", rule))
    return tuple(name for name in names if is_open_to(reader(), level_of(kind.texts, name)))


def _name(case: Any, source: str) -> str:
    return str(in_language(case.texts.all(), get_language() or source, source) or case.slug)
