"""What one record of a file means for the directory: new, changed, unchanged, or refused. Reads, and writes nothing.

Three accounts are compared: what the source says now, what it said last time, and what stands here. Where only the source
moved, its word is taken. Where the desk has changed a field meanwhile, the desk's word stays, and the report says so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import batched
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation
from outcry.authorities.models import Record, SourceSet
from outcry.authorities.popolo.checking import RecordRefused, checked, id_of
from outcry.authorities.popolo.kinds import KINDS, Json, Kind, Shape
from outcry.authorities.popolo.pieces import Piece, Reader
from outcry.authorities.queries.as_popolo import DESK, MODELS, as_record, rows_of

BATCH = 500
_NOTHING = object()


class Verdict(StrEnum):
    """What becomes of a record; also the words under which the report counts it."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


COUNTED = ("read", *Verdict)


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Something about one record that a person should know; a refusal, or a note."""

    kind: str
    place: str
    record: str
    field: str
    reason: str
    is_refusal: bool = True


@dataclass(kw_only=True)
class Compared:
    """One record of the file and what it means."""

    piece: Piece
    verdict: Verdict
    # Where it belongs.
    source_set: SourceSet | None = None
    id: str = ""
    copy: int = 0
    row: Any = None
    # The record as it shall stand here, and as the source said it.
    wanted: Json = field(default_factory=dict)
    said: Json = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)


class Sets:
    """Which set an id belongs to. Bare ids belong to the set of the import; `@set/id` names another, or the desk itself."""

    def __init__(self, *, organisation: Organisation, own: SourceSet | None) -> None:
        self.organisation = organisation
        self.own = own
        self._named: dict[str, SourceSet | None] = {one.name: one for one in SourceSet.objects.filter(organisation=organisation)} | {DESK: None}

    def split(self, text: str, *, within: SourceSet | None) -> tuple[SourceSet | None, str]:
        """The set and the id in it."""
        name, slash, rest = text[1:].partition("/")
        return (self._named[name], rest) if text.startswith("@") and slash and name in self._named else (within, text)

    def relative(self, text: str, *, within: SourceSet | None) -> str:
        """A reference as a record of the set `within` words it."""
        target, rest = self.split(text, within=within)
        return rest if target is not None and target == within else text


class Comparison:
    """Goes through a file, a kind at a time, and says what each record means."""

    def __init__(self, *, reader: Reader, sets: Sets) -> None:
        self._reader = reader
        self._sets = sets
        # (set, id) -> where it stood first, and how often it was met.
        self._met: dict[tuple[int | None, str], list[str]] = {}

    def batches(self, kind: Kind) -> Iterator[list[Compared]]:
        """All records of a kind, so many at a time that a batch is written in a moment."""
        self._met = {}
        for pieces in batched(self._reader.pieces(kind.name), BATCH, strict=False):
            yield self._compared(kind, pieces)

    def _compared(self, kind: Kind, pieces: Iterable[Piece]) -> list[Compared]:
        looked_at = [found for piece in pieces if (found := self._look(kind, piece)) is not None]
        rows = _existing(kind, [one for one in looked_at if one.verdict != Verdict.REFUSED], self._sets.organisation)
        for one in looked_at:
            if one.verdict != Verdict.REFUSED:
                one.row = rows.get(_place_of(one))
                _compare(kind, one)
        return looked_at

    def _look(self, kind: Kind, piece: Piece) -> Compared | None:
        """The record checked, with its place; None for a further mention of one that was met already."""
        try:
            if piece.refusal:
                raise RecordRefused("", piece.refusal)
            said = checked(kind, piece.record)
            own = id_of(kind, piece.record, said)
            source_set, own = self._sets.split(own, within=self._sets.own)
            met = self._met.setdefault((source_set.pk if source_set else None, own), [])
            if met and piece.is_mention:
                return None
            if met and kind.name != "memberships":
                raise RecordRefused("id", _("The same id stands at %(place)s already.") % {"place": met[0]})
        except RecordRefused as refusal:
            return _refused(piece, refusal)
        met.append(piece.place)
        for reference in kind.fields:
            if reference.shape == Shape.REFERENCE and isinstance(said.get(reference.name), str):
                said[reference.name] = self._sets.relative(said[reference.name], within=source_set)
        return Compared(piece=piece, verdict=Verdict.UNCHANGED, source_set=source_set, id=own, copy=len(met) - 1, said=said)


def _refused(piece: Piece, refusal: RecordRefused) -> Compared:
    named = piece.record.get("id") or piece.record.get("name") if isinstance(piece.record, dict) else piece.record
    name = named if isinstance(named, str) else ""
    # What no database holds is refused; neither may the report of it fail.
    name = name.replace("\0", "").encode(errors="ignore").decode()
    trouble = Trouble(kind=piece.kind, place=piece.place, record=name[:300], field=refusal.field[:100], reason=refusal.sentence)
    return Compared(piece=piece, verdict=Verdict.REFUSED, troubles=[trouble])


def _place_of(one: Compared) -> tuple[int | None, str, int]:
    return (one.source_set.pk if one.source_set else None, one.id, one.copy)


def _existing(kind: Kind, wanted: list[Compared], organisation: Organisation) -> dict[tuple[int | None, str, int], Record]:
    by_set: dict[int | None, list[str]] = {}
    for one in wanted:
        by_set.setdefault(one.source_set.pk if one.source_set else None, []).append(one.id)
    found: dict[tuple[int | None, str, int], Record] = {}
    for pk, ids in by_set.items():
        where = Q(source_set=pk, source_id__in=ids) if pk is not None else Q(source_set=None, public_id__in=ids)
        for row in rows_of(kind.name).filter(where, organisation=organisation):
            found[(pk, row.export_id, row.copy)] = row
    return found


def _compare(kind: Kind, one: Compared) -> None:
    if one.row is None:
        one.verdict, one.wanted = Verdict.CREATED, one.said
        return
    before: Json | None = one.row.as_imported
    if one.piece.is_mention and not one.piece.is_partial:
        one.said = before or {}
        return
    current = as_record(one.row, kind=kind)
    said = _added(one, current) if one.piece.adds_to else one.said
    one.said = {**(before or (current if one.piece.is_partial else {})), **said} if one.piece.is_partial else said
    one.wanted, kept = _merged(before, one.said, current)
    one.troubles += [_kept(one, name) for name in kept]
    one.verdict = Verdict.UNCHANGED if one.wanted == current else Verdict.CHANGED


def _added(one: Compared, current: Json) -> Json:
    """What a list of names adds to a record that is there: the names it does not have."""
    have = [current.get("name"), *(other.get("name") for other in current.get("other_names", []))]
    names = [one.said["name"], *(other["name"] for other in one.said.get("other_names", []))]
    fresh = [{"name": name} for name in dict.fromkeys(names) if name not in have]
    return {"other_names": [*current.get("other_names", []), *fresh]} if fresh else {}


def _merged(before: Json | None, said: Json, current: Json) -> tuple[Json, list[str]]:
    """What shall stand here, and the fields in which the desk's word was kept. A row never imported takes the file's word."""
    wanted, kept = dict(current), []
    base = current if before is None else before
    for name in {**base, **said}:
        new, old, ours = (where.get(name, _NOTHING) for where in (said, base, current))
        if new in (old, ours):
            continue
        if ours != old:
            kept.append(name)
        elif new is _NOTHING:
            del wanted[name]
        else:
            wanted[name] = new
    return wanted, kept


def _kept(one: Compared, name: str) -> Trouble:
    sentence = _("The source says something else now, but this field was changed at the desk: the desk’s word was kept.")
    return Trouble(kind=one.piece.kind, place=one.piece.place, record=one.id[:300], field=name[:100], reason=sentence, is_refusal=False)


def kinds_in_order() -> Iterator[Kind]:
    """The kinds as they are imported: what others refer to comes first."""
    yield from (KINDS[name] for name in MODELS)
