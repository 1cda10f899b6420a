"""`outcry cases import FILE`, `undo`: tables of cases in, and a whole import taken back."""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from outcry.accounts.queries import NoOrganisation, the_organisation
from outcry.authorities.models import ImportState
from outcry.cases.models import CaseImport, SavedMapping
from outcry.cases.operations.imports import carry_out, look, new_run, save_mapping
from outcry.cases.operations.undoing_imports import NotUndone, undo_import
from outcry.cases.tables.mapping import Mapping, MappingRefused, mapping_of, read_mapping
from outcry.lib.tables.refusals import TableRefused

_TOLD = 20


class Command(BaseCommand):
    help = "Cases in tables: taken in from files, and a whole import taken back."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        take = verbs.add_parser("import", help="take in CSV, XLSX, ODS, JSON or JSON Lines")
        take.add_argument("file", type=Path, help="the file")
        take.add_argument("--mapping", type=Path, help="which columns fill which facts, as TOML or JSON; an export of Outcry needs none")
        take.add_argument("--set", dest="set_name", default="", help="use the mapping that was saved for this set")
        take.add_argument("--encoding", default="", help="how a CSV file is written, where it can't be known: cp1251, koi8_r ...")
        take.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
        undo = verbs.add_parser("undo", help="take back a whole import")
        undo.add_argument("run", type=int, help="the number that the import printed as run")

    def handle(self, *, verb: str, **options: Any) -> None:
        try:
            verbs: dict[str, Callable[..., None]] = {"import": self._import, "undo": self._undo}
            verbs[verb](**options)
        except (TableRefused, MappingRefused, NotUndone, NoOrganisation, OSError) as error:
            raise CommandError(str(error)) from error

    def _import(self, *, file: Path, mapping: Path | None, set_name: str, encoding: str, dry_run: bool, **options: Any) -> None:
        organisation, now = the_organisation(), timezone.now()
        told = self._mapping(mapping, set_name)
        with file.open("rb") as content:
            report = look(organisation=organisation, file=content, mapping=told, encoding=encoding) if dry_run else None
            if report is not None:
                self._tell((one.row, one.record, one.column, one.reason) for one in report.troubles)
                self._end({"dry_run": True, "encoding": report.encoding, "kinds": report.counts})
                return
            run = new_run(organisation=organisation, file=content, file_name=file.name, mapping=told, encoding=encoding, by=None, now=now)
            is_done = carry_out(run=run, file=content, now=now, progress=self._progress)
        if told is not None:
            save_mapping(organisation=organisation, mapping=told, now=now)
        run.refresh_from_db()
        self._tell((one.row, one.record, one.column, one.reason) for one in run.troubles.order_by("pk"))
        if not is_done:
            self.stderr.write(run.sentence)
        self._end({"run": run.pk, "state": run.state, "set": run.set_name, "kinds": run.counts})
        if run.state != ImportState.DONE:
            sys.exit(1)

    def _mapping(self, file: Path | None, set_name: str) -> Mapping | None:
        if file is not None:
            return read_mapping(file.read_text(encoding="utf-8"))
        if not set_name:
            return None
        saved = SavedMapping.objects.filter(organisation=the_organisation(), set_name=set_name).first()
        if saved is None:
            raise CommandError(f"No mapping was saved for the set {set_name}.")
        return mapping_of(saved.content)

    def _progress(self, counts: dict[str, dict[str, int]]) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{counts['cases']['read']}", ending="")

    def _tell(self, troubles: Iterable[tuple[int | None, str | None, str, str | None]]) -> None:
        found = list(troubles)
        for row, name, column, reason in found[:_TOLD]:
            self.stderr.write(": ".join(filter(None, [f"row {row}" if row else "", name, column, reason])))
        if len(found) > _TOLD:
            self.stderr.write(f"... and {len(found) - _TOLD} more")

    def _end(self, line: dict[str, Any]) -> None:
        """One line of JSON, the last of the output."""
        self.stdout.write(json.dumps(line, ensure_ascii=False))

    def _undo(self, *, run: int, **options: Any) -> None:
        found = CaseImport.objects.filter(pk=run, organisation=the_organisation()).first()
        if found is None:
            raise CommandError(f"No import has the number {run}.")
        left = undo_import(run=found, by=None, now=timezone.now())
        self._tell((one.row, one.record, one.column, one.reason) for one in found.troubles.filter(is_refusal=False).order_by("pk") if left and one.row)
        self._end({"run": run, "state": ImportState.UNDONE.value, "left": left})
