"""Which row of a package is which row here.

Cases and people are known anywhere by their public id, words by their language, everything else by its key within its file: as an earlier
import from the same origin made it, else its own.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation
from outcry.cases.exports.package import Table
from outcry.cases.models import Case, ExternalRecord, Participant
from outcry.cases.operations.import_packages.rows import PackageRow, key_of, kind_above, kind_of
from outcry.cases.operations.import_writing import keyed
from outcry.cases.tables.reading import Line
from outcry.cases.tables.records import Row
from outcry.lib.translations import TextRow

_Keys = dict[str, dict[int, int]]


class KnownRows:
    """The rows of one package that were met so far, and what they are here."""

    def __init__(self, *, organisation: Organisation, set_name: str, tables: Sequence[Table]) -> None:
        self.organisation, self.set_name = organisation, set_name
        self._kinds = {one.name for one in tables}
        # Key in the package -> key here, by kind; 0 for what would be new.
        self.here: _Keys = {kind: {} for kind in self._kinds}
        self.new: dict[str, set[int]] = {kind: set() for kind in self._kinds}
        # What earlier imports of this origin made of rows, as far as it was needed.
        self._earlier: _Keys = {kind: {} for kind in self._kinds}
        self._numbers: set[str] = set()
        # The case or the person in whose file a row lies.
        self._file_of: dict[str, dict[int, tuple[str, int]]] = {kind: {} for kind in self._kinds}
        self._rows_in: dict[tuple[str, int], list[tuple[str, int]]] = {}
        self._people_in: dict[int, set[int]] = {}

    def kind_named(self, column: Any) -> str:
        """The kind of row of the package that a column names; blank for none."""
        kind = kind_of(column.related_model) if column.is_relation else ""
        return kind if kind in self._kinds else ""

    def key_here(self, kind: str, key: int) -> int:
        """The key that a row of the package has here, if it is here."""
        return self.here[kind].get(key) or self._earlier[kind].get(key, key)

    def met(self, one: Table, line: Line) -> PackageRow:
        """A row as it is read; refused where nobody could tell which it is, or where what it lies in stayed out."""
        cells = {name: str(cell) for name, cell in line.cells.items()}
        row = PackageRow(row=Row(line.number, f"{one.name} {cells.get('id', '')}"[:200]), cells=cells)
        row.key, row.owner = key_of(cells.get("id", "")), key_of(cells.get(f"{one.owner}_id", ""))
        if not row.key:
            row.refuse("id", _("The id is missing, and so it is not known which row this is."))
        elif row.key in self.here[one.name]:
            row.refuse("id", _("Another row before it has the same external id."))
        elif not one.owner and not cells.get("public_id"):
            row.refuse("public_id", _("The id is missing, and so it is not known which row this is."))
        elif one.owner and row.owner not in self.here[kind_above(one)]:
            row.refuse(f"{one.owner}_id", _("What this row lies in is not in the package, or was refused."))
        return row

    def find(self, one: Table, rows: Sequence[PackageRow]) -> dict[int, int]:
        """Which of these rows are here already, under which keys."""
        if not one.owner:
            return self._by_public_id(one, rows)
        above = self.here[kind_above(one)]
        owners = {row.key: above[row.owner] for row in rows if above[row.owner]}
        if issubclass(one.model, TextRow):
            found = one.model._default_manager.filter(**{f"{one.owner}__in": owners.values()}).values_list(f"{one.owner}_id", "language", "pk")
            words = {(owner, language): pk for owner, language, pk in found}
            keys = {row.key: words.get((owners.get(row.key, 0), row.cells.get("language", ""))) for row in rows}
            return {key: pk for key, pk in keys.items() if pk}
        asked = {key: self.key_here(one.name, key) for key in owners}
        lies_in = dict(one.model._default_manager.filter(pk__in=asked.values()).values_list("pk", f"{one.owner}_id"))
        return {key: pk for key, pk in asked.items() if lies_in.get(pk) == owners[key]}

    def _by_public_id(self, one: Table, rows: Sequence[PackageRow]) -> dict[int, int]:
        asked = {row.cells.get("public_id", ""): row for row in rows}
        found = {}
        for public_id, pk, organisation in one.model._default_manager.filter(public_id__in=asked).values_list("public_id", "pk", "organisation_id"):
            if organisation == self.organisation.pk:
                found[asked[public_id].key] = pk
            else:
                asked[public_id].refuse("public_id", _("This id is taken."))
        self._recall(Q(case__in=found.values()) if one.model is Case else Q(case__participants__person__in=found.values()))
        if one.model is Case:
            self._refuse_taken_numbers([row for row in rows if not row.verdict and row.key not in found])
        return found

    def _recall(self, which: Q) -> None:
        for parts in ExternalRecord.objects.filter(which, organisation=self.organisation, set_name=self.set_name).values_list("parts", flat=True).distinct():
            for kind, keys in parts.items():
                if kind in self._kinds:
                    self._earlier[kind].update({int(key): pk for key, pk in keys.items()})

    def _refuse_taken_numbers(self, rows: Sequence[PackageRow]) -> None:
        numbers = [row.cells.get("number", "") for row in rows]
        taken = set(Case.objects.filter(organisation=self.organisation, number__in=numbers).values_list("number", flat=True))
        for row, number in zip(rows, numbers, strict=True):
            if number in taken or number in self._numbers:
                row.refuse("number", _("Another case has the number %(number)s.") % {"number": number})
            self._numbers.add(number)

    # --- what becomes of them ---

    def found(self, one: Table, row: PackageRow, pk: int) -> None:
        """This row is here, under this key."""
        self.here[one.name][row.key] = pk
        self._lies(one, row)

    def comes(self, one: Table, row: PackageRow) -> None:
        """This row is new, and has no key here yet."""
        self.here[one.name][row.key] = 0
        self.new[one.name].add(row.key)
        self._lies(one, row)
        if one.model is Participant and row.cells.get("person_id"):
            self._people_in.setdefault(row.owner, set()).add(key_of(row.cells["person_id"]))

    def stays_out(self, one: Table, row: PackageRow) -> None:
        """This row could not be written after all."""
        del self.here[one.name][row.key]
        self.new[one.name].discard(row.key)

    def _lies(self, one: Table, row: PackageRow) -> None:
        file = self._file_of[kind_above(one)].get(row.owner, ("", 0)) if one.owner else (one.name, row.key)
        self._file_of[one.name][row.key] = file
        # A tie between two files is remembered with both: the one may be remembered long before the other comes.
        for each in {file, *(other for other in self._files_named(one, row) if other[0] == file[0])}:
            self._rows_in.setdefault(each, []).append((one.name, row.key))

    def _named(self, one: Table, row: PackageRow) -> list[tuple[str, int]]:
        """The rows that this one names, by kind and key."""
        return [(kind, key_of(row.cells.get(column.attname, ""))) for column in one.columns if (kind := self.kind_named(column))]

    def _files_named(self, one: Table, row: PackageRow) -> set[tuple[str, int]]:
        return {self._file_of[kind][key] for kind, key in self._named(one, row) if key in self._file_of[kind]}

    def is_owner_new(self, one: Table, row: PackageRow) -> bool:
        """Whether what the row lies in comes with the same package."""
        return row.owner in self.new[kind_above(one)]

    def ties_a_new_row(self, one: Table, row: PackageRow) -> bool:
        """Whether the row ties something that came from this origin before to something that comes only now: it waited for it."""
        return row.owner in self._earlier[kind_above(one)] and any(key in self.new[kind] for kind, key in self._named(one, row))

    # --- for the next import ---

    def remember(self, cases: Iterable[int]) -> None:
        """With each of these new cases, which rows here its rows became, and those of the people in it. `cases` by their keys in the package."""
        parts = {key: self._became(key) for key in cases}
        public_ids = dict(Case.objects.filter(pk__in=[self.here["case"][key] for key in parts]).values_list("pk", "public_id"))
        ExternalRecord.objects.bulk_create(
            ExternalRecord(
                organisation=self.organisation,
                set_name=self.set_name,
                id_key=keyed("id", public_ids[self.here["case"][case]])[0],
                case_id=self.here["case"][case],
                fingerprint=keyed("record", public_ids[self.here["case"][case]])[0],
                record="{}",
                parts=keys,
            )
            for case, keys in parts.items()
        )

    def _became(self, case: int) -> dict[str, dict[str, int]]:
        parts: dict[str, dict[str, int]] = {}
        for file in (("case", case), *(("person", person) for person in sorted(self._people_in.get(case, ())))):
            for kind, key in self._rows_in.get(file, ()):
                if key in self.new[kind] or key in self._earlier[kind]:
                    parts.setdefault(kind, {})[str(key)] = self.here[kind][key]
        return parts
