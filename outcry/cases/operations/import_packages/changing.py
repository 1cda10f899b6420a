"""What a package changes in rows that are here: facts and words, each with its history, and what it takes to take that back."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from outcry.cases.exports.package import Table, header_name
from outcry.cases.models import Case, CaseImport, CaseImportStep, Change, Person
from outcry.cases.operations.import_packages.cells import Cells
from outcry.cases.operations.import_packages.known_rows import KnownRows
from outcry.cases.operations.import_packages.rows import COUNTED_BY_US, PackageRow, key_of, kind_above
from outcry.cases.operations.writing import change_facts, change_words, mark
from outcry.cases.refusals import Refused
from outcry.cases.tables.values import CannotPlace
from outcry.lib.translations import TextRow
from outcry.lib.wordings import ChangedMeanwhile, Edit

# What is wrong with a row; a full disk or a lost connection is nothing that a row could be refused for.
CLASHES = (DataError, IntegrityError)
_NO_WORDS = COUNTED_BY_US | {"language"}


class Changes:
    """Changes rows for one run; without a run it only finds out what can't be changed."""

    def __init__(self, known: KnownRows, cells: Cells, *, run: CaseImport | None, now: datetime | None) -> None:
        self._known, self._cells, self._run, self._now = known, cells, run, now

    def change(self, one: Table, row: PackageRow, pk: int, differs: Mapping[Any, str]) -> None:
        """Write what differs, or refuse the row as a whole."""
        facts: dict[str, Any] = {}
        for column, told in differs.items():
            try:
                facts[column.name] = self._cells.changed(column, told)
            except CannotPlace as refusal:
                row.refuse(header_name(column), str(refusal))
        if row.verdict == "refused" or self._run is None:
            return
        there = one.model._default_manager.get(pk=pk)
        if isinstance(there, TextRow):
            self._change_words(one, row, getattr(there, one.owner), there, {name: value or "" for name, value in facts.items()})
        else:
            self._with_history(row, there, lambda by, now: change_facts(row=there, facts=facts, seen=mark(there), by=by, now=now))

    def add(self, one: Table, row: PackageRow) -> None:
        """Words in one more language come to a row that is here. Other rows are added on the desk."""
        if not issubclass(one.model, TextRow):
            sentence = _("This case has no such row: %(section)s %(key)s. New rows are added on the desk.")
            row.refuse("id", sentence % {"section": one.name, "key": row.key})
            return
        row.verdict = "created"
        words = {column.name: row.cells.get(column.name, "") for column in one.columns if column.name not in _NO_WORDS}
        if self._run:
            owner_model = one.model._meta.get_field(one.owner).related_model
            self._change_words(one, row, owner_model._default_manager.get(pk=self._known.here[kind_above(one)][row.owner]), None, words)

    def _change_words(self, one: Table, row: PackageRow, owner: Any, there: Any, words: dict[str, str]) -> None:
        made_from = there.made_from_version if there else key_of(row.cells.get("made_from_version", ""))
        edit = Edit(language=row.cells["language"], seen_version=there.version if there else 0, made_from_version=made_from)
        whole = {column.name: getattr(there, column.name) for column in one.columns if column.name not in _NO_WORDS} if there else {}
        self._with_history(row, owner, lambda by, now: change_words(part=owner, edit=edit, words=whole | words, by=by, now=now))

    def _with_history(self, row: PackageRow, there: Any, write: Callable[..., object]) -> None:
        """Write, and keep what it takes to take it back. A person's facts are taken back with the first of her cases."""
        last = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        try:
            with transaction.atomic():
                write(self._run.by if self._run else None, self._now)
        except ValidationError as error:
            row.refuse("", "; ".join(error.messages))
            return
        except (ChangedMeanwhile, Refused, *CLASHES):
            row.refuse("", _("It can't stand beside what is there."))
            return
        file = there if isinstance(there, Case | Person) else there.file
        # Of this file alone: meanwhile somebody may have written into another.
        written = Change.objects.filter(case=file) if isinstance(file, Case) else Change.objects.filter(person=file)
        changes = list(written.filter(pk__gt=last, part_of=None).order_by("pk").values_list("pk", flat=True))
        case = file if isinstance(file, Case) else Case.objects.filter(participants__person=file).order_by("pk").first()
        CaseImportStep(run=self._run, case=case, row=row.row.number, opened=False, changes=changes).save()
