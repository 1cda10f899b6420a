"""`outcry vocabularies`: the lists of terms by which records are coded."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from outcry.vocabularies.entries import Tally
from outcry.vocabularies.exporting import as_csv, as_skos
from outcry.vocabularies.models import Vocabulary, VocabularyVersion
from outcry.vocabularies.operations import NotUndone, import_terms, load_shipped, undo_import
from outcry.vocabularies.reading import FileRefused
from outcry.vocabularies.reports import lines


class Command(BaseCommand):
    help = "The lists of terms by which records are coded."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("load", help="bring the lists to what this release ships; words that were changed here stay")
        self._add_import(verbs.add_parser("import", help="take in the official HURIDOCS lists, or a table that `outcry vocabularies export` wrote"))
        undo = verbs.add_parser("undo", help="take back what a file brought, in every list that it changed")
        undo.add_argument("key", metavar="LIST", help="the key of one of these lists, such as acts")
        undo.add_argument("number", metavar="VERSION", type=int, help="the number of its version, as the history of the list on the desk has it")
        self._add_export(verbs.add_parser("export", help="write lists as a table (CSV) or as SKOS (JSON-LD)"))

    def _add_import(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="FILE_OR_FOLDER", type=Path, help="a table (CSV in UTF-8, XLSX or ODS), or a folder with terms.csv and lists.csv")
        parser.add_argument("--dry-run", action="store_true", help="count what would happen, and change nothing")

    def _add_export(self, parser: ArgumentParser) -> None:
        parser.add_argument("keys", metavar="LIST", nargs="*", help="the key of a list, such as acts; without any, all lists")
        parser.add_argument("--as", dest="form", choices=["csv", "skos"], default="csv", help="csv (all lists in one table) or skos (one list)")

    def handle(self, *, verb: str, **options: Any) -> None:
        match verb:
            case "load":
                self._tell(load_shipped(now=timezone.now(), even_if_loaded=True), with_kept=True)
            case "import":
                self._import(options["path"], dry_run=options["dry_run"], with_kept=options["verbosity"] > 1)
            case "undo":
                self._undo(options["key"], options["number"])
            case "export":
                self._export(options["keys"], options["form"])

    def _import(self, path: Path, *, dry_run: bool, with_kept: bool) -> None:
        file = path / "terms.csv" if path.is_dir() else path
        lists = file.with_name("lists.csv")
        try:
            names = lists.read_bytes() if lists.exists() else b""
            tally = import_terms(file=file.read_bytes(), lists=names, name=file.name, by=None, now=timezone.now(), dry_run=dry_run)
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}.") from error
        except FileRefused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self._tell(tally, with_kept=with_kept)

    def _undo(self, key: str, number: int) -> None:
        version = VocabularyVersion.objects.from_files().filter(vocabulary__key=key, number=number).first()
        if version is None:
            raise CommandError(f"No file made version {number} of the list {key}.")
        try:
            undone = undo_import(version=version, by=None, now=timezone.now())
        except NotUndone as refusal:
            raise CommandError(str(refusal)) from refusal
        for code in undone.left:
            self.stdout.write(f"left as it is, changed since: {code}")
        self.stdout.write(json.dumps({"lists": undone.lists, "taken_back": undone.taken_back, "left": len(undone.left)}))

    def _export(self, keys: list[str], form: str) -> None:
        known = {one.key: one for one in Vocabulary.objects.all()}
        unknown = [key for key in keys if key not in known]
        if unknown:
            raise CommandError(f"There is no list {unknown[0]}; there are: {', '.join(known)}.")
        if form == "skos" and len(keys) != 1:
            raise CommandError("SKOS describes one list: name it.")
        if form == "skos":
            self.stdout.write(as_skos(vocabulary=known[keys[0]]))
            return
        for piece in as_csv(keys=keys or list(known)):
            self.stdout.write(piece.decode(), ending="")

    def _tell(self, tally: Tally, *, with_kept: bool) -> None:
        """What was left or refused, with its rows; then one line for machines."""
        for code, language in tally.kept if with_kept else ():
            self.stdout.write(f"kept as it is here: {code} in {language}")
        for line in lines(tally.refusals):
            what = f"{line.kind} in {line.language}" if line.language else line.kind
            self.stdout.write(f"not taken: {line.number} x {what}, rows {line.rows}: {line.reason}")
        self.stdout.write(json.dumps(tally.as_json()))
