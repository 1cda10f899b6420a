"""`outcry cases import FILE`, `draft`, `export`, `undo`, `likely`: tables of cases in and out, an import taken back, what may be written down twice."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import parse_qsl

from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count
from django.utils import timezone

from outcry.accounts.queries import NoOrganisation, the_organisation
from outcry.authorities.models import ImportState
from outcry.cases.filters import BadFilter, CaseFilter
from outcry.cases.models import CaseImport, ExportForm, LikelyPair, SavedMapping
from outcry.cases.operations.exports import export_cases
from outcry.cases.operations.import_steps import draft_for, mapping_for
from outcry.cases.operations.imports import carry_out, look, new_run, save_mapping
from outcry.cases.operations.likely_pairs import ask_for_search, carry_out_search
from outcry.cases.operations.undoing_imports import NotUndone, undo_import
from outcry.cases.search import Search
from outcry.cases.tables.mapping import Mapping, MappingRefused, as_json, mapping_of, read_mapping
from outcry.lib.tables.refusals import TableRefused
from outcry.lib.whole_files import whole_file
from outcry.vocabularies.queries import NoSuchTerm

_TOLD = 20
# Of the address of a list: they choose no cases.
_NO_CONDITIONS = frozenset({"sort", "page"})


class Command(BaseCommand):
    help = "Cases in tables: taken in from files, and a whole import taken back."
    # The checks of screens would load the whole web site into each export, 66 MB; `outcry run` makes them.
    requires_system_checks = (Tags.models,)

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        take = verbs.add_parser("import", help="take in CSV, XLSX, ODS, JSON or JSON Lines, or a data package that an export wrote")
        take.add_argument("file", type=Path, help="the file")
        take.add_argument("--mapping", type=Path, help="which columns fill which facts, as TOML or JSON; an export of Outcry needs none")
        take.add_argument("--set", dest="set_name", default="", help="use the mapping that was saved for this set")
        take.add_argument("--encoding", default="", help="how a CSV file is written, where it can't be known: cp1251, koi8_r ...")
        take.add_argument("--sheet", default="", help="the sheet of an XLSX or ODS file (the first that is not hidden)")
        take.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
        draft = verbs.add_parser("draft", help="write a first mapping for a file, by its columns and what stands in them, to be mended by a person")
        draft.add_argument("file", type=Path, help="the file")
        draft.add_argument("--encoding", default="", help="how a CSV file is written, where it can't be known")
        draft.add_argument("--sheet", default="", help="the sheet of an XLSX or ODS file")
        for parser_of in (take, draft):
            parser_of.add_argument("--country", default="", help="without a mapping: the country of every case, where no column says it: KZ")
            parser_of.add_argument("--language", default="", help="without a mapping: the language of the words in the file (that of the organisation)")
        give = verbs.add_parser("export", help="write the cases that a filter means, all of them without one")
        give.add_argument("file", type=Path, nargs="?", default=Path("-"), help="where to write it; - or nothing for the standard output")
        give.add_argument("--as", dest="form", choices=ExportForm.values, default=ExportForm.CSV.value, help="the form of the file")
        give.add_argument("--query", default="", help="the filter, as it stands in the address of the list on the desk: country=KZ&began=2011")
        give.add_argument("--with-sealed", action="store_true", help="names of people, confidential notes and whatever else is stored sealed, too")
        verbs.add_parser("likely", help="look through all people and events for records that may be one; the desk lists them, people judge")
        undo = verbs.add_parser("undo", help="take back a whole import")
        undo.add_argument("run", type=int, help="the number that the import printed as run")

    def handle(self, *, verb: str, **options: Any) -> None:
        try:
            verbs: dict[str, Callable[..., None]] = {
                "import": self._import,
                "draft": self._draft,
                "export": self._export,
                "undo": self._undo,
                "likely": self._likely,
            }
            verbs[verb](**options)
        except BadFilter as bad:
            raise CommandError("; ".join(f"{name}: {sentence}" for name, sentence in bad.problems.items())) from bad
        except NoSuchTerm as error:
            raise CommandError(f"No list has the term {error}.") from error
        except IsADirectoryError as error:
            raise CommandError(f"{error.filename} is a folder. Name a file in it: CSV, XLSX, ODS, JSON, JSON Lines or a data package.") from error
        except (TableRefused, MappingRefused, NotUndone, NoOrganisation, OSError) as error:
            raise CommandError(str(error)) from error

    def _import(
        self, *, file: Path, mapping: Path | None, set_name: str, encoding: str, sheet: str, country: str, language: str, dry_run: bool, **options: Any
    ) -> None:
        organisation, now = the_organisation(), timezone.now()
        told = self._mapping(mapping, set_name)
        with file.open("rb") as content:
            if told is None:
                told = self._found(content, file.stem, encoding=encoding, sheet=sheet, country=country, language=language)
            report = look(organisation=organisation, file=content, mapping=told, encoding=encoding, sheet=sheet) if dry_run else None
            if report is not None:
                self._tell((one.row, one.record, one.column, one.reason) for one in report.troubles)
                self._end({"dry_run": True, "encoding": report.encoding, "kinds": report.counts})
                return
            run = new_run(organisation=organisation, file=content, file_name=file.name, mapping=told, encoding=encoding, sheet=sheet, by=None, now=now)
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

    def _likely(self, **options: Any) -> None:
        search = ask_for_search(organisation=the_organisation(), by=None, now=timezone.now())
        if not carry_out_search(search=search, now=timezone.now(), progress=self._looked_at):
            raise CommandError("Another search is running. It ends within the hour, and this one can begin then.")
        kinds = dict(LikelyPair.objects.filter(organisation=search.organisation).order_by().values_list("kind").annotate(number=Count("pk")))
        read = {"people": search.people, "events": search.events, "pairs": search.pairs}
        self._end({"search": search.pk, "read": read, "likely": kinds, "left_off": search.left_off, "too_common": search.too_common})

    def _looked_at(self, looked_at: int, of: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{looked_at}/{of}", ending="")

    def _mapping(self, file: Path | None, set_name: str) -> Mapping | None:
        if file is not None:
            return read_mapping(file.read_text(encoding="utf-8"))
        if not set_name:
            return None
        saved = SavedMapping.objects.filter(organisation=the_organisation(), set_name=set_name).first()
        if saved is None:
            raise CommandError(f"No mapping was saved for the set {set_name}.")
        return mapping_of(saved.content)

    def _found(self, file: BinaryIO, name: str, **stated: str) -> Mapping | None:
        """Where none was named: the kept mapping that fits, else a draft; either way it is told."""
        found = mapping_for(organisation=the_organisation(), file=file, name=name, **stated)
        if found is None:
            return None
        if found.is_draft:
            self.stderr.write("No mapping was named or kept for these columns, so they are read by their names and by what stands in them:")
            for column in found.mapping.columns:
                self.stderr.write(f"  {column.key}: {', '.join(column.names)}")
            if "case.country" not in {*found.mapping.given, *(column.key for column in found.mapping.columns)}:
                self.stderr.write("No column says the country, and a case needs one: state it with --country.")
            self.stderr.write("To say it better: outcry cases draft FILE > mapping.json, mend it, and import with --mapping mapping.json")
        else:
            self.stderr.write(f"The columns are read as they were kept for the set {found.mapping.set_name}.")
        return found.mapping

    def _draft(self, *, file: Path, encoding: str, sheet: str, country: str, language: str, **options: Any) -> None:
        with file.open("rb") as content:
            mapping = draft_for(
                organisation=the_organisation(), file=content, name=file.stem, encoding=encoding, sheet=sheet, country=country, language=language
            )
        self.stdout.write(json.dumps(as_json(mapping), ensure_ascii=False, indent=2))

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

    def _export(self, *, file: Path, form: str, query: str, with_sealed: bool, **options: Any) -> None:
        search = Search(wanted=_filter(query), organisation=the_organisation())
        export = export_cases(search=search, form=ExportForm(form), with_sealed=with_sealed, by=None, now=timezone.now())
        if str(file) == "-":
            for piece in export.pieces:
                sys.stdout.buffer.write(piece)
            return
        with whole_file(file) as out:
            for piece in export.pieces:
                out.write(piece)
        self._end({"file": str(file), "bytes": file.stat().st_size, "export": export.row.pk, "cases": export.row.cases, "rows": export.row.rows})

    def _undo(self, *, run: int, **options: Any) -> None:
        found = CaseImport.objects.filter(pk=run, organisation=the_organisation()).first()
        if found is None:
            raise CommandError(f"No import has the number {run}.")
        left = undo_import(run=found, by=None, now=timezone.now())
        self._tell((one.row, one.record, one.column, one.reason) for one in found.troubles.filter(is_refusal=False).order_by("pk") if left and one.row)
        self._end({"run": run, "state": ImportState.UNDONE.value, "left": left})


def _filter(query: str) -> CaseFilter:
    """The filter of an address. A word that is none is refused: without it the file would hold more than was asked for."""
    told = dict(parse_qsl(query))
    unknown = told.keys() - {field.name for field in fields(CaseFilter)} - _NO_CONDITIONS
    if unknown:
        raise CommandError(f"A filter has no condition {min(unknown)}.")
    return CaseFilter.read(told)
