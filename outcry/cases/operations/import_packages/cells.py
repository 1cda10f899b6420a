"""What the cells of a package say, as columns take it."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.cases.exports.package import Table, header_name
from outcry.cases.models import CodedField, ManyCodedField
from outcry.cases.operations.import_packages.known_rows import KnownRows
from outcry.cases.operations.import_packages.rows import PackageRow, key_of
from outcry.cases.tables.values import CannotPlace
from outcry.evidence.models import Level
from outcry.vocabularies.models import Term


class Cells:
    """Reads the cells of one package. `by` may read what came in restricted where nobody named is here."""

    def __init__(self, known: KnownRows, *, by: User | None) -> None:
        self._known, self._by = known, by
        self._terms: dict[str, Mapping[str, Term]] = {}

    def facts(self, one: Table, row: PackageRow) -> tuple[dict[str, Any], dict[str, list[Any]]]:
        """One value each, and several; what can't be placed refuses the row."""
        values: dict[str, Any] = {}
        several: dict[str, list[Any]] = {}
        for column in (*one.columns, *one.many):
            name = header_name(column)
            try:
                if name in row.cells and column.many_to_many:
                    several[column.name] = self._several(column, row)
                elif name in row.cells:
                    values[column.attname] = self._value(column, row.cells[name], row)
            except CannotPlace as refusal:
                row.refuse(name, str(refusal))
        return values, several

    def changed(self, column: Any, told: str) -> Any:
        """A value as a change of a fact takes it. Raise CannotPlace for a tie, which no file changes."""
        if column.name == "position" or (column.is_relation and not isinstance(column, CodedField | ManyCodedField)):
            raise CannotPlace(_("Which rows belong together, in which order and who may read them is changed on the desk."))
        if isinstance(column, ManyCodedField):
            return [self._term(column, code) for code in as_list(told)]
        if isinstance(column, CodedField) and told:
            return self._term(column, told)
        return self._value(column, told)

    def _value(self, column: Any, told: str, row: PackageRow | None = None) -> Any:
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

    def _row_named(self, column: Any, told: str, row: PackageRow | None) -> int | None:
        if kind := self._known.kind_named(column):
            key = key_of(told)
            if key not in self._known.here[kind]:
                raise CannotPlace(_("The row that it names is not in the package, or was refused."))
            return self._known.here[kind][key]
        found = self.authority(column, told)
        if found is None and row:
            row.tell(header_name(column), _("What it names is not in this installation; the row comes in without it."))
        return found

    def authority(self, column: Any, public_id: str) -> int | None:
        """The post or body here that has this id anywhere."""
        rows = column.related_model._default_manager.filter(organisation=self._known.organisation, public_id=public_id)
        return rows.values_list("pk", flat=True).first()  # type: ignore[no-any-return]

    def _several(self, column: Any, row: PackageRow) -> list[Any]:
        told = as_list(row.cells[header_name(column)])
        if isinstance(column, ManyCodedField):
            return [self._term(column, code) for code in told]
        if self._known.kind_named(column):
            return [self._row_named(column, str(key), row) for key in told]
        return self._readers(told, row)

    def _readers(self, names: list[Any], row: PackageRow) -> list[Any]:
        found = self.people_here(names)
        for name in sorted(set(map(str, names)) - {one.get_username() for one in found}):
            row.tell("readers", _("Nobody here is called %(name)s; the record is not open to them.") % {"name": name[:150]})
        is_shut = row.cells.get("level") == Level.RESTRICTED and not found
        return [self._by] if is_shut and self._by else found

    def people_here(self, names: list[Any]) -> list[User]:
        """Staff by the names with which they sign in."""
        staff = User.objects.filter(organisation=self._known.organisation, username__in=[str(name) for name in names])
        return list(staff) if names else []

    def _term(self, column: Any, code: Any) -> Term:
        if column.in_list not in self._terms:
            self._terms[column.in_list] = {term.code: term for term in Term.objects.in_list(column.in_list)}
        terms = self._terms[column.in_list]
        if not isinstance(code, str) or code not in terms:
            raise CannotPlace(_("“%(text)s” is no term of the list %(list)s.") % {"text": str(code)[:100], "list": column.in_list})
        return terms[code]


def as_list(text: str) -> list[Any]:
    """A cell with several values."""
    try:
        found = json.loads(text or "[]")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list):
        raise CannotPlace(_("This has to be a list in JSON: %(text)s") % {"text": text[:100]})
    return found
