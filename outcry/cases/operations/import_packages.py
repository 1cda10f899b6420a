"""Importing a data package: the whole record, table by table, compared cell by cell with what an export would write now.

Cases and people are known anywhere by their public id, words by their language, everything else by its key within its file. Into an
installation that never had a case the rows come with the keys they had, so that an export gives the same tables again; elsewhere they
get new ones, which are remembered for the next import of the same origin. A package comes in whole or not at all.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.accounts.reading import reading_for
from outcry.audit.models import LogEntry
from outcry.cases.exports.leaving import Leaving
from outcry.cases.exports.package import NAME, Table, header_name, rows_of, tables_for
from outcry.cases.models import (
    Case,
    CaseImport,
    CaseImportStep,
    Change,
    CodedField,
    ExternalRecord,
    ManyCodedField,
    NameKey,
    Participant,
    Person,
    PersonName,
    StageMove,
)
from outcry.cases.names import keys_to_keep
from outcry.cases.operations.import_writing import keyed
from outcry.cases.operations.indexing import keep_words
from outcry.cases.operations.writing import change_facts, change_words, mark
from outcry.cases.refusals import Refused
from outcry.cases.stages import Cause
from outcry.cases.tables.packages import Package
from outcry.cases.tables.reading import Line
from outcry.cases.tables.records import Row, Trouble
from outcry.cases.tables.values import CannotPlace
from outcry.evidence.models import Level
from outcry.lib.names import script_of
from outcry.lib.tables.writing import plain
from outcry.lib.translations import TextRow
from outcry.lib.wordings import ChangedMeanwhile, Edit
from outcry.vocabularies.models import Term

_BATCH = 500
# What is wrong with a row; a full disk or a lost connection is nothing that a row could be refused for.
_CLASHES = (DataError, IntegrityError)
# Larger keys would leave none for the rows to come.
_MOST_FIGURES = 12
# Columns of words that say nothing.
_COUNTED_BY_US = frozenset({"version", "made_from_version"})
# Without these nobody would know the row again.
_NEVER_BLANK = frozenset({"public_id", "number", "slug", "language"})
# Whatever the model is called, people speak of cases.
_KIND_IN_COUNTS = {"case": "cases"}


@dataclass(kw_only=True)
class _Read:
    """One row of a table, on its way: its key in the package, that of the row it lies in, and what becomes of it."""

    row: Row
    key: int = 0
    owner: int = 0
    cells: Mapping[str, str] = field(default_factory=dict)
    verdict: str = ""

    def refuse(self, column: str, reason: str) -> None:
        self.verdict = "refused"
        self.row.troubles.append(Trouble(self.row.number, self.row.external_id, column, reason))

    def tell(self, column: str, reason: str) -> None:
        self.row.troubles.append(Trouble(self.row.number, self.row.external_id, column, reason, is_refusal=False))


@dataclass(frozen=True, kw_only=True)
class Told:
    """What became of rows of one kind, or would."""

    kind: str
    rows: list[tuple[Row, str]]


class PackageImport:
    """One package against the case file. With `run` it writes, inside the caller's transaction; without, it only looks."""

    def __init__(self, *, organisation: Organisation, file: BinaryIO, run: CaseImport | None = None, now: datetime | None = None) -> None:
        self._organisation, self._run, self._now = organisation, run, now
        self._by = run.by if run else None
        self._package = Package(file, name=NAME)
        self.set_name = f"package:{self._package.origin}"[:100]
        self._tables = _in_order(tables_for(Leaving(by=None, with_sealed=True)))
        self._kinds = {one.name: one for one in self._tables}
        self._keeps_keys = not _ever_had_a_case()
        # Key in the package -> key here, by kind; 0 for what would be new.
        self._keys: dict[str, dict[int, int]] = {one.name: {} for one in self._tables}
        self._new: dict[str, set[int]] = {one.name: set() for one in self._tables}
        # From earlier imports of this origin.
        self._known: dict[str, dict[int, int]] = {}
        # The case or the person in whose file a new row lies.
        self._file_of: dict[str, dict[int, tuple[str, int]]] = {one.name: {} for one in self._tables}
        self._cases_of_person: dict[int, set[int]] = {}
        self._terms: dict[str, dict[str, Term]] = {}
        self._numbers: set[str] = set()

    def batches(self) -> Iterator[Told]:
        """Every table, what is named before what names it; some rows at a time."""
        for one in self._tables:
            kind = _KIND_IN_COUNTS.get(one.name, one.name)
            for lines in batched(self._package.lines(one.name), _BATCH, strict=False):
                rows = self._batch(one, lines)
                yield Told(kind=kind, rows=[(row.row, row.verdict) for row in rows])

    def finish(self) -> None:
        """Once every row is written: what follows from them together."""
        opened = [self._keys["case"][key] for key in self._new["case"]]
        keep_words(cases=opened)
        if self._keeps_keys:
            kinds = [one.model for one in self._tables]
            with connection.cursor() as cursor:
                for sql in connection.ops.sequence_reset_sql(no_style(), kinds):
                    cursor.execute(sql)
        else:
            self._remember_keys()

    # --- one batch ---

    def _batch(self, one: Table, lines: Sequence[Line]) -> list[_Read]:
        rows = [self._read(one, line) for line in lines]
        there = self._there(one, [row for row in rows if not row.verdict])
        here = _as_exported(one, there.values())
        making: list[tuple[_Read, Any, dict[str, list[Any]]]] = []
        for row in rows:
            if row.verdict:
                continue
            if row.key in there:
                self._keys[one.name][row.key] = there[row.key]
                self._compare(one, row, there[row.key], here[there[row.key]])
            elif one.owner and row.owner not in self._new[self._kind_above(one)]:
                self._add_to_what_is_there(one, row)
            else:
                self._make(one, row, making)
        if self._run:
            self._write(one, making)
        return rows

    def _read(self, one: Table, line: Line) -> _Read:
        cells = {name: str(cell) for name, cell in line.cells.items()}
        row = _Read(row=Row(line.number, f"{one.name} {cells.get('id', '')}"[:200]), cells=cells)
        row.key, row.owner = _key(cells.get("id", "")), _key(cells.get(f"{one.owner}_id", ""))
        if not row.key:
            row.refuse("id", _("The id is missing, and so it is not known which row this is."))
        elif row.key in self._keys[one.name]:
            row.refuse("id", _("Another row before it has the same external id."))
        elif not one.owner and not cells.get("public_id"):
            row.refuse("public_id", _("The id is missing, and so it is not known which row this is."))
        elif one.owner and row.owner not in self._keys[self._kind_above(one)]:
            row.refuse(f"{one.owner}_id", _("What this row lies in is not in the package, or was refused."))
        return row

    def _kind_above(self, one: Table) -> str:
        return _kind(one.model._meta.get_field(one.owner).related_model)

    def _there(self, one: Table, rows: Sequence[_Read]) -> dict[int, int]:
        """Which of these rows are here already, under which keys."""
        if not one.owner:
            return self._by_public_id(one, rows)
        above = self._keys[self._kind_above(one)]
        owners = {row.key: above[row.owner] for row in rows if above[row.owner]}
        if issubclass(one.model, TextRow):
            found = one.model._default_manager.filter(**{f"{one.owner}__in": owners.values()}).values_list(f"{one.owner}_id", "language", "pk")
            words = {(owner, language): pk for owner, language, pk in found}
            keys = {row.key: words.get((owners.get(row.key, 0), row.cells.get("language", ""))) for row in rows}
            return {key: pk for key, pk in keys.items() if pk}
        asked = {key: self._here(one.name, key) for key in owners}
        lies_in = dict(one.model._default_manager.filter(pk__in=asked.values()).values_list("pk", f"{one.owner}_id"))
        return {key: pk for key, pk in asked.items() if lies_in.get(pk) == owners[key]}

    def _by_public_id(self, one: Table, rows: Sequence[_Read]) -> dict[int, int]:
        asked = {row.cells.get("public_id", ""): row for row in rows}
        found = {}
        for public_id, pk, organisation in one.model._default_manager.filter(public_id__in=asked).values_list("public_id", "pk", "organisation_id"):
            if organisation == self._organisation.pk:
                found[asked[public_id].key] = pk
            else:
                asked[public_id].refuse("public_id", _("This id is taken."))
        self._load_known(Q(case__in=found.values()) if one.model is Case else Q(case__participants__person__in=found.values()))
        if one.model is Case:
            self._refuse_taken_numbers([row for row in rows if not row.verdict and row.key not in found])
        return found

    def _load_known(self, which: Q) -> None:
        for parts in ExternalRecord.objects.filter(which, organisation=self._organisation, set_name=self.set_name).values_list("parts", flat=True).distinct():
            for kind, keys in parts.items():
                self._known.setdefault(kind, {}).update({int(key): pk for key, pk in keys.items()})

    def _refuse_taken_numbers(self, rows: Sequence[_Read]) -> None:
        numbers = [row.cells.get("number", "") for row in rows]
        taken = set(Case.objects.filter(organisation=self._organisation, number__in=numbers).values_list("number", flat=True))
        for row, number in zip(rows, numbers, strict=True):
            if number in taken or number in self._numbers:
                row.refuse("number", _("Another case has the number %(number)s.") % {"number": number})
            self._numbers.add(number)

    def _here(self, kind: str, key: int) -> int:
        """The key that a row of the package has here, if it is here: as an earlier import made it, else its own."""
        return self._keys[kind].get(key) or self._known.get(kind, {}).get(key, key)

    # --- what is here already ---

    def _compare(self, one: Table, row: _Read, pk: int, here: Mapping[str, str]) -> None:
        row.verdict, differs = "unchanged", {}
        for column in (*one.columns, *one.many):
            name = header_name(column)
            if name not in row.cells or name in _COUNTED_BY_US:
                continue
            try:
                if not self._is_same(column, row.cells[name], here[name]):
                    differs[column] = row.cells[name]
            except CannotPlace as refusal:
                row.refuse(name, str(refusal))
        if differs and row.verdict == "unchanged":
            row.verdict = "changed"
            self._change(one, row, pk, differs)

    def _is_same(self, column: Any, told: str, here: str) -> bool:
        kind = self._kind_named(column)
        if column.many_to_many:
            return self._are_same(column, _several(told), json.loads(here))
        if kind and told:
            return str(self._here(kind, _key(told))) == here
        # What is not in this installation could not come in, and is missed by nobody.
        return told == here or (not here and column.is_relation and not isinstance(column, CodedField) and self._authority(column, told) is None)

    def _are_same(self, column: Any, told: list[Any], here: list[Any]) -> bool:
        if kind := self._kind_named(column):
            return sorted(self._here(kind, _key(str(key))) for key in told) == here
        if isinstance(column, ManyCodedField):
            return sorted(map(str, told)) == sorted(here)
        return {one.get_username() for one in self._people_here(told)} == set(here)

    def _kind_named(self, column: Any) -> str:
        """The kind of row of the package that a column names; blank for none."""
        kind = _kind(column.related_model) if column.is_relation else ""
        return kind if kind in self._kinds else ""

    def _change(self, one: Table, row: _Read, pk: int, differs: Mapping[Any, str]) -> None:
        facts: dict[str, Any] = {}
        for column, told in differs.items():
            try:
                facts[column.name] = self._changed_value(column, told)
            except CannotPlace as refusal:
                row.refuse(header_name(column), str(refusal))
        if row.verdict == "refused" or not self._run:
            return
        there = one.model._default_manager.get(pk=pk)
        if isinstance(there, TextRow):
            self._change_words(one, row, getattr(there, one.owner), there, {name: value or "" for name, value in facts.items()})
        else:
            self._with_history(row, there, lambda: change_facts(row=there, facts=facts, seen=mark(there), by=self._by, now=self._moment))

    def _changed_value(self, column: Any, told: str) -> Any:
        if column.name == "position" or (column.is_relation and not isinstance(column, CodedField | ManyCodedField)):
            raise CannotPlace(_("Which rows belong together, in which order and who may read them is changed on the desk."))
        if isinstance(column, ManyCodedField):
            return [self._term(column, code) for code in _several(told)]
        value = self._value(column, told)
        return self._terms[column.in_list][told] if isinstance(column, CodedField) and told else value

    def _add_to_what_is_there(self, one: Table, row: _Read) -> None:
        """Words in one more language come to a row that is here. Other rows are added on the desk."""
        if not issubclass(one.model, TextRow):
            sentence = _("This case has no such row: %(section)s %(key)s. New rows are added on the desk.")
            row.refuse("id", sentence % {"section": one.name, "key": row.key})
            return
        row.verdict = "created"
        words = {column.name: row.cells.get(column.name, "") for column in one.columns if column.name not in {*_COUNTED_BY_US, "language"}}
        if self._run:
            owner_model = one.model._meta.get_field(one.owner).related_model
            self._change_words(one, row, owner_model._default_manager.get(pk=self._keys[self._kind_above(one)][row.owner]), None, words)

    def _change_words(self, one: Table, row: _Read, owner: Any, there: Any, words: dict[str, str]) -> None:
        language = row.cells["language"]
        made_from = there.made_from_version if there else _key(row.cells.get("made_from_version", ""))
        edit = Edit(language=language, seen_version=there.version if there else 0, made_from_version=made_from)
        whole = {column.name: getattr(there, column.name) for column in one.columns if column.name not in {*_COUNTED_BY_US, "language"}} if there else {}
        self._with_history(row, owner, lambda: change_words(part=owner, edit=edit, words=whole | words, by=self._by, now=self._moment))

    def _with_history(self, row: _Read, there: Any, write: Any) -> None:
        """Write, and keep what it takes to take it back. A person's facts are taken back with the first of her cases."""
        last = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        try:
            with transaction.atomic():
                write()
        except ValidationError as error:
            row.refuse("", "; ".join(error.messages))
            return
        except (ChangedMeanwhile, Refused, *_CLASHES):
            row.refuse("", _("It can't stand beside what is there."))
            return
        file = there if isinstance(there, Case | Person) else there.file
        # Of this file alone: meanwhile somebody may have written into another.
        written = Change.objects.filter(case=file) if isinstance(file, Case) else Change.objects.filter(person=file)
        changes = list(written.filter(pk__gt=last, part_of=None).order_by("pk").values_list("pk", flat=True))
        case = file if isinstance(file, Case) else Case.objects.filter(participants__person=file).order_by("pk").first()
        CaseImportStep(run=self._run, case=case, row=row.row.number, opened=False, changes=changes).save()

    # --- what is new ---

    def _make(self, one: Table, row: _Read, making: list[tuple[_Read, Any, dict[str, list[Any]]]]) -> None:
        values, several = self._facts(one, row)
        made = None if row.verdict else one.model(**values, **self._around(one, row))
        if made is None or not _is_clean(made, row, facts=values):
            return
        row.verdict = "created"
        self._keys[one.name][row.key] = 0
        self._new[one.name].add(row.key)
        self._file_of[one.name][row.key] = self._file_of[self._kind_above(one)].get(row.owner, ("", 0)) if one.owner else (one.name, row.key)
        if one.model is Participant and row.cells.get("person_id"):
            self._cases_of_person.setdefault(_key(row.cells["person_id"]), set()).add(row.owner)
        making.append((row, made, several))

    def _facts(self, one: Table, row: _Read) -> tuple[dict[str, Any], dict[str, list[Any]]]:
        """What the cells say, as columns take it: one value each, and several."""
        values: dict[str, Any] = {}
        several: dict[str, list[Any]] = {}
        for column in (*one.columns, *one.many):
            name = header_name(column)
            try:
                if name in row.cells and column.many_to_many:
                    several[column.name] = self._values(column, row)
                elif name in row.cells:
                    values[column.attname] = self._value(column, row.cells[name], row)
            except CannotPlace as refusal:
                row.refuse(name, str(refusal))
        return values, several

    def _around(self, one: Table, row: _Read) -> dict[str, Any]:
        """What a row has besides its facts."""
        kept: dict[str, Any] = {"pk": row.key} if self._keeps_keys else {}
        if one.owner:
            return kept | {f"{one.owner}_id": self._keys[self._kind_above(one)][row.owner]}
        kept |= {"organisation": self._organisation, "opened_at": self._now, "is_demo": self._organisation.is_demo}
        return kept | ({"opened_by": self._by} if one.model is Case else {})

    def _value(self, column: Any, told: str, row: _Read | None = None) -> Any:
        """A cell as its column takes it."""
        if isinstance(column, CodedField):
            return self._term(column, told).pk if told else None
        if column.is_relation:
            return self._row_named(column, told, row) if told else None
        if not told:
            return None if column.null else "" if column.empty_strings_allowed else column.get_default()
        if isinstance(column, models.BooleanField):
            if told not in ("true", "false"):
                raise CannotPlace(_("“%(text)s” is neither true nor false.") % {"text": told[:100]})
            return told == "true"
        try:
            return column.to_python(told)
        except ValidationError as error:
            raise CannotPlace(" ".join(error.messages)) from error

    def _row_named(self, column: Any, told: str, row: _Read | None) -> int | None:
        if kind := self._kind_named(column):
            key = _key(told)
            if key not in self._keys[kind]:
                raise CannotPlace(_("The row that it names is not in the package, or was refused."))
            return self._keys[kind][key]
        found = self._authority(column, told)
        if found is None and row:
            row.tell(header_name(column), _("What it names is not in this installation; the row comes in without it."))
        return found

    def _authority(self, column: Any, public_id: str) -> int | None:
        rows = column.related_model._default_manager.filter(organisation=self._organisation, public_id=public_id)
        return rows.values_list("pk", flat=True).first()  # type: ignore[no-any-return]

    def _values(self, column: Any, row: _Read) -> list[Any]:
        told = _several(row.cells[header_name(column)])
        if isinstance(column, ManyCodedField):
            return [self._term(column, code) for code in told]
        if self._kind_named(column):
            return [self._row_named(column, str(key), row) for key in told]
        return self._readers(told, row)

    def _readers(self, names: list[Any], row: _Read) -> list[Any]:
        found = self._people_here(names)
        for name in sorted(set(map(str, names)) - {one.get_username() for one in found}):
            row.tell("readers", _("Nobody here is called %(name)s; the record is not open to them.") % {"name": name[:150]})
        is_shut = row.cells.get("level") == Level.RESTRICTED and not found
        return [self._by] if is_shut and self._by else found

    def _people_here(self, names: list[Any]) -> list[User]:
        return list(User.objects.filter(organisation=self._organisation, username__in=[str(name) for name in names])) if names else []

    def _term(self, column: Any, code: Any) -> Term:
        known = self._terms.setdefault(column.in_list, {})
        if not known:
            known.update({term.code: term for term in Term.objects.in_list(column.in_list)})
        if code not in known:
            raise CannotPlace(_("“%(text)s” is no term of the list %(list)s.") % {"text": str(code)[:100], "list": column.in_list})
        return known[code]

    def _write(self, one: Table, making: list[tuple[_Read, Any, dict[str, list[Any]]]]) -> None:
        """Write new rows together; where they can't stand, one by one, so that it is known which."""
        if not making:
            return
        if one.model is Case:
            self._free_slugs([made for _row, made, _several in making])
        try:
            with transaction.atomic():
                self._create(one, making)
        except _CLASHES:
            if len(making) > 1:
                for each in making:
                    self._write(one, [each])
                return
            row = making[0][0]
            row.refuse("", _("It can't stand beside what is there."))
            del self._keys[one.name][row.key]
            self._new[one.name].discard(row.key)

    def _create(self, one: Table, making: list[tuple[_Read, Any, dict[str, list[Any]]]]) -> None:
        rows = [made for _row, made, _several in making]
        for made in rows:
            if isinstance(made, PersonName):
                made.script = script_of(made.text or "")
            if not self._keeps_keys:
                made.pk = None
        one.model._default_manager.bulk_create(rows)
        for column in one.many:
            through: Any = getattr(one.model, column.name).through
            own, other = column.m2m_column_name(), column.m2m_reverse_name()
            pairs = [(made.pk, getattr(value, "pk", value)) for _row, made, several in making for value in several.get(column.name, ())]
            through._default_manager.bulk_create(through(**{own: pk, other: key}) for pk, key in dict.fromkeys(pairs))
        self._follow(rows, making)
        for row, made, _several in making:
            self._keys[one.name][row.key] = made.pk

    def _follow(self, rows: Sequence[Any], making: list[tuple[_Read, Any, dict[str, list[Any]]]]) -> None:
        if isinstance(rows[0], PersonName):
            NameKey.objects.bulk_create(NameKey(name=name, key=key) for name in rows for key in keys_to_keep(name.text or ""))
        if isinstance(rows[0], Case):
            StageMove.objects.bulk_create(StageMove(case=case, at=self._moment, by=self._by, to_stage=case.stage, cause=Cause.FILED) for case in rows)
            CaseImportStep.objects.bulk_create(CaseImportStep(run=self._run, case=made, row=row.row.number, opened=True) for row, made, _several in making)

    def _free_slugs(self, cases: Sequence[Case]) -> None:
        wanted = [case.slug for case in cases]
        taken = set(Case.objects.filter(organisation=self._organisation, slug__in=wanted).values_list("slug", flat=True))
        for case in cases:
            if case.slug in taken:
                case.slug = f"{case.slug[:60]}-{case.public_id.lower()}"
            taken.add(case.slug)

    def _remember_keys(self) -> None:
        """Which rows the rows of the package became, with each case that is new; of its people with each of their cases."""
        parts: dict[int, dict[str, dict[str, int]]] = {key: {} for key in self._new["case"]}
        for kind, keys in self._new.items():
            for key in keys:
                file, owner = self._file_of[kind][key]
                for case in [owner] if file == "case" else self._cases_of_person.get(owner, ()):
                    if case in parts:
                        parts[case].setdefault(kind, {})[str(key)] = self._keys[kind][key]
        public_ids = dict(Case.objects.filter(pk__in=[self._keys["case"][key] for key in parts]).values_list("pk", "public_id"))
        ExternalRecord.objects.bulk_create(
            ExternalRecord(
                organisation=self._organisation,
                set_name=self.set_name,
                id_key=keyed("id", public_ids[self._keys["case"][case]])[0],
                case_id=self._keys["case"][case],
                fingerprint=keyed("record", public_ids[self._keys["case"][case]])[0],
                record="{}",
                parts=keys,
            )
            for case, keys in parts.items()
        )

    @property
    def _moment(self) -> datetime:
        if self._now is None:
            raise TypeError("a look writes nothing")
        return self._now


def _in_order(tables: Iterable[Table]) -> list[Table]:
    """Cases first; a table after those whose rows it names."""
    waiting = sorted(tables, key=lambda one: (one.model is not Case, one.name))
    kinds, found = {one.name for one in waiting}, list[Table]()
    while waiting:
        done = {one.name for one in found}
        following = [one for one in waiting if _named_by(one) & kinds <= done]
        found += following
        waiting = [one for one in waiting if one not in following]
    return found


def _named_by(one: Table) -> set[str]:
    columns = [*one.columns, *one.many, *([one.model._meta.get_field(one.owner)] if one.owner else [])]
    return {_kind(column.related_model) for column in columns if column.is_relation} - {one.name}


def _as_exported(one: Table, keys: Iterable[int]) -> dict[int, dict[str, str]]:
    """These rows as an export writes them and a reader of the file gets them."""
    header = [found["name"] for found in one.schema()["fields"]]
    # An import compares with the whole file, whoever began it: it would write again what it can't see.
    with reading_for(None):
        rows = list(rows_of(one, {"pk__in": list(keys)}, None))
    return {cells[0]: {name: cell if isinstance(cell, str) else plain(cell) for name, cell in zip(header, cells, strict=True)} for cells in rows}


def _is_clean(made: Any, row: _Read, *, facts: Mapping[str, Any]) -> bool:
    """Whether each fact is one that its column may hold; else the row is refused. What names another row was looked up already.

    A form may ask for words that a record can do without: what was blank where it left is blank here.
    """
    exclude = {column.name for column in made._meta.fields if column.is_relation or column.attname not in facts}
    exclude |= {name for name, value in facts.items() if value == "" and name not in _NEVER_BLANK}
    try:
        made.clean_fields(exclude=exclude)
    except ValidationError as error:
        for name, reasons in error.message_dict.items():
            row.refuse(name, " ".join(reasons))
    return not row.verdict


def _kind(model: Any) -> str:
    return str(model._meta.model_name)


def _key(text: str) -> int:
    """0 for what is no key."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_FIGURES else 0


def _several(text: str) -> list[Any]:
    try:
        found = json.loads(text or "[]")
    except ValueError:
        found = None
    if not isinstance(found, list):
        raise CannotPlace(_("This has to be a list in JSON: %(text)s") % {"text": text[:100]})
    return found


def _ever_had_a_case() -> bool:
    """Old entries of the log, and evidence, speak of cases and people by their keys: these are never given to others."""
    told = Q(subject__startswith="case:") | Q(subject__startswith="person:")
    return Case.objects.exists() or Person.objects.exists() or LogEntry.objects.filter(told).exists()
