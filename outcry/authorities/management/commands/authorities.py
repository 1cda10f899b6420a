"""`outcry authorities import FILE`, `export`, `undo`: the directory of authorities in and out, in Popolo."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from outcry.accounts.queries import NoOrganisation, the_organisation
from outcry.authorities.models import ImportRun, ImportState
from outcry.authorities.operations import EntryRefused
from outcry.authorities.operations.imports import carry_out, look, new_run
from outcry.authorities.operations.undoing import undo_run
from outcry.authorities.popolo.kinds import KINDS
from outcry.authorities.popolo.pieces import FileRefused
from outcry.authorities.popolo.reading import sources_at
from outcry.authorities.queries.export import NoSuchSet, chunks_of_everything, chunks_of_set, the_set
from outcry.lib.whole_files import whole_file

_TOLD = 20


class Command(BaseCommand):
    help = "The directory of authorities: bodies, posts and who holds them, from files and into files."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        take = verbs.add_parser("import", help="take in Popolo JSON, a table of EveryPolitician, or a folder of OpenStates")
        take.add_argument("file", type=Path, help="a .json or .csv file, or a folder of .yml files")
        take.add_argument("--set", dest="set_name", default="", help="the set of records it belongs to (the file's name without its end)")
        take.add_argument("--kind", choices=list(KINDS), default="", help="what the records are, where the file does not say so")
        take.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
        give = verbs.add_parser("export", help="write Popolo JSON")
        give.add_argument("file", type=Path, help="where to write it; - for the screen")
        give.add_argument("--set", dest="set_name", default="", help="this set alone, with the ids its source gave; without it everything")
        undo = verbs.add_parser("undo", help="take back a whole import")
        undo.add_argument("run", type=int, help="the number that the import printed as run")

    def handle(self, *, verb: str, **options: Any) -> None:
        try:
            verbs: dict[str, Callable[..., None]] = {"import": self._import, "export": self._export, "undo": self._undo}
            verbs[verb](**options)
        except (FileRefused, EntryRefused) as refusal:
            raise CommandError(refusal.sentence) from refusal
        except (NoOrganisation, NoSuchSet, OSError) as error:
            raise CommandError(str(error)) from error

    def _import(self, *, file: Path, set_name: str, kind: str, dry_run: bool, **options: Any) -> None:
        organisation, sources, set_name = the_organisation(), sources_at(file), set_name or file.stem
        if dry_run:
            report = look(organisation=organisation, sources=sources, set_name=set_name, kind=kind)
            self._tell([(one.kind, one.place, one.record, one.field, one.reason) for one in report.troubles])
            self._end({"dry_run": True, "set": set_name, "kinds": report.counts})
            return
        now = timezone.now()
        run = new_run(organisation=organisation, sources=sources, set_name=set_name, kind=kind, by=None, now=now)
        is_done = carry_out(run=run, sources=sources, now=now, progress=self._progress)
        run.refresh_from_db()
        self._tell(run.troubles.order_by("pk").values_list("kind", "place", "record", "field", "reason"))
        if not is_done:
            self.stderr.write(run.sentence)
        self._end({"run": run.pk, "state": run.state, "set": set_name, "kinds": run.counts})
        if run.state != ImportState.DONE:
            sys.exit(1)

    def _progress(self, counts: dict[str, dict[str, int]]) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{sum(words['read'] for words in counts.values())}", ending="")

    def _tell(self, troubles: Any) -> None:
        found = list(troubles)
        for kind, place, name, field, reason in found[:_TOLD]:
            self.stderr.write(": ".join(filter(None, [f"{kind} {place}".strip(), name, field, reason])))
        if len(found) > _TOLD:
            self.stderr.write(f"... and {len(found) - _TOLD} more")

    def _end(self, line: dict[str, Any]) -> None:
        """One line of JSON, the last of the output."""
        self.stdout.write(json.dumps(line, ensure_ascii=False))

    def _export(self, *, file: Path, set_name: str, **options: Any) -> None:
        organisation = the_organisation()
        chunks = chunks_of_set(source_set=the_set(organisation=organisation, name=set_name)) if set_name else chunks_of_everything(organisation=organisation)
        if str(file) == "-":
            for chunk in chunks:
                self.stdout.write(chunk, ending="")
            return
        with whole_file(file) as out:
            for chunk in chunks:
                out.write(chunk.encode())
        self._end({"file": str(file), "bytes": file.stat().st_size})

    def _undo(self, *, run: int, **options: Any) -> None:
        found = ImportRun.objects.filter(pk=run, organisation=the_organisation()).first()
        if found is None:
            raise CommandError(f"No import has the number {run}.")
        left = undo_run(run=found, by=None, now=timezone.now())
        self._tell(found.troubles.filter(is_refusal=False, place="").order_by("pk").values_list("kind", "place", "record", "field", "reason"))
        self._end({"run": run, "state": ImportState.UNDONE.value, "left": left})
