"""Rows of a package that are new here: made from their cells, and written many at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from outcry.cases.exports.package import Table
from outcry.cases.models import Case, CaseImport, CaseImportStep, NameKey, PersonName, StageMove
from outcry.cases.names import keys_to_keep
from outcry.cases.operations.import_packages.cells import Cells
from outcry.cases.operations.import_packages.changing import CLASHES
from outcry.cases.operations.import_packages.known_rows import KnownRows
from outcry.cases.operations.import_packages.rows import PackageRow, kind_above
from outcry.cases.stages import Cause
from outcry.lib.names import script_of

# Without these nobody would know the row again.
_NEVER_BLANK = frozenset({"public_id", "number", "slug", "language"})


@dataclass(frozen=True, kw_only=True)
class NewRow:
    """A row that is to be written: as it was read, as it will stand, and what it has several of."""

    row: PackageRow
    made: Any
    several: Mapping[str, list[Any]]


class NewRows:
    """Makes rows for one run; without a run they are made and never written."""

    def __init__(self, known: KnownRows, cells: Cells, *, run: CaseImport | None, now: datetime | None) -> None:
        self._known, self._cells, self._run, self._now = known, cells, run, now
        # Whether rows keep the keys that they have in the package.
        self.keep_keys = False

    def make(self, one: Table, row: PackageRow) -> NewRow | None:
        """The row as it will stand; None where it is refused."""
        values, several = self._cells.facts(one, row)
        made = None if row.verdict else one.model(**values, **self._around(one, row))
        if made is None or not _is_clean(made, row, facts=values):
            return None
        row.verdict = "created"
        self._known.comes(one, row)
        return NewRow(row=row, made=made, several=several)

    def _around(self, one: Table, row: PackageRow) -> dict[str, Any]:
        """What a row has besides its facts."""
        kept: dict[str, Any] = {"pk": row.key} if self.keep_keys else {}
        if one.owner:
            return kept | {f"{one.owner}_id": self._known.here[kind_above(one)][row.owner]}
        organisation = self._known.organisation
        kept |= {"organisation": organisation, "opened_at": self._now, "is_demo": organisation.is_demo}
        return kept | ({"opened_by": self._run.by if self._run else None} if one.model is Case else {})

    def write(self, one: Table, rows: Sequence[NewRow]) -> None:
        """Write new rows together; where they can't stand, one by one, so that it is known which."""
        if not rows:
            return
        if one.model is Case:
            self._free_slugs([new.made for new in rows])
        try:
            with transaction.atomic():
                self._create(one, rows)
        except CLASHES:
            if len(rows) > 1:
                for new in rows:
                    self.write(one, [new])
                return
            rows[0].row.refuse("", _("It can't stand beside what is there."))
            self._known.stays_out(one, rows[0].row)

    def _create(self, one: Table, rows: Sequence[NewRow]) -> None:
        for new in rows:
            if isinstance(new.made, PersonName):
                new.made.script = script_of(new.made.text or "")
            if not self.keep_keys:
                new.made.pk = None
        one.model._default_manager.bulk_create([new.made for new in rows])
        for column in one.many:
            _tie(one, column, rows)
        self._follow(one, rows)
        for new in rows:
            self._known.here[one.name][new.row.key] = new.made.pk

    def _follow(self, one: Table, rows: Sequence[NewRow]) -> None:
        """What stands beside a name, and beside a case."""
        if one.model is PersonName:
            NameKey.objects.bulk_create(NameKey(name=new.made, key=key) for new in rows for key in keys_to_keep(new.made.text or ""))
        if one.model is Case and self._run and self._now:
            moves = [StageMove(case=new.made, at=self._now, by=self._run.by, to_stage=new.made.stage, cause=Cause.FILED) for new in rows]
            StageMove.objects.bulk_create(moves)
            CaseImportStep.objects.bulk_create(CaseImportStep(run=self._run, case=new.made, row=new.row.row.number, opened=True) for new in rows)

    def _free_slugs(self, cases: Sequence[Case]) -> None:
        wanted = [case.slug for case in cases]
        taken = set(Case.objects.filter(organisation=self._known.organisation, slug__in=wanted).values_list("slug", flat=True))
        for case in cases:
            if case.slug in taken:
                case.slug = f"{case.slug[:60]}-{case.public_id.lower()}"
            taken.add(case.slug)


def _tie(one: Table, column: Any, rows: Iterable[NewRow]) -> None:
    through: Any = getattr(one.model, column.name).through
    own, other = column.m2m_column_name(), column.m2m_reverse_name()
    pairs = [(new.made.pk, getattr(value, "pk", value)) for new in rows for value in new.several.get(column.name, ())]
    through._default_manager.bulk_create(through(**{own: pk, other: key}) for pk, key in dict.fromkeys(pairs))


def _is_clean(made: Any, row: PackageRow, *, facts: Mapping[str, Any]) -> bool:
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
