"""`outcry newsroom import FILE ...`, `draft`, `undo`: an old site moves in, what can be chosen of it, a whole import taken back."""

import json
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from outcry.accounts.queries import NoOrganisation, the_organisation
from outcry.authorities.models import ImportState
from outcry.newsroom.moving_in.choices import DRAFTS, DROP, EXTRAS, KEEP, LEAVE, PUBLISH, Choices, ChoicesRefused, read_choices
from outcry.newsroom.moving_in.entries import Note
from outcry.newsroom.moving_in.models import MovingRun
from outcry.newsroom.moving_in.operations.imports import carry_out, file_at, look, new_run, sentences_of, what_is_in
from outcry.newsroom.moving_in.operations.undoing import NotUndone, undo
from outcry.newsroom.moving_in.picture_files import FolderOfPictures, NoPictures, Pictures, ZipOfPictures
from outcry.newsroom.moving_in.reading import SiteRefused

_TOLD = 20


class Command(BaseCommand):
    help = "Old sites move in: exports of WordPress and archives of feeds become reports, and a whole import is taken back."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        take = verbs.add_parser("import", help="take in a WordPress export (WXR), or archives of feeds (RSS, Atom, JSON Feed); also packed (ZIP, gzip)")
        take.add_argument("file", type=Path, nargs="+", help="the files of one old site, in their order")
        take.add_argument("--files", type=Path, help="where its pictures are: a copy of wp-content/uploads, or a ZIP of it")
        take.add_argument("--fetch", action="store_true", help="ask the old site for pictures that are not among them")
        take.add_argument("--mapping", type=Path, help="what was chosen, as TOML or JSON; without it as it was kept for this site")
        take.add_argument("--set", dest="set_name", default="", help="as what site it is known here (its host)")
        take.add_argument("--language", default="", help="the language of entries that do not say theirs (that of the site, else of the organisation)")
        take.add_argument("--zone", default="", help="the time zone of the old site: Asia/Almaty (UTC)")
        take.add_argument("--authors", choices=(KEEP, DROP), default="", help="whether authors' names become bylines (keep)")
        take.add_argument("--pages", choices=(DRAFTS, PUBLISH, LEAVE), default="", help="what becomes of pages that are no news (drafts)")
        take.add_argument("--kinds", default="", help="further kinds of entries, with commas: post,news")
        take.add_argument("--with", dest="extras", action="append", choices=EXTRAS, default=[], help="take this in, too; may be given several times")
        take.add_argument("--credit", default="", help="whose pictures they are, as readers should see it (the name of the old site)")
        take.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
        take.add_argument("--report", type=Path, help="write what becomes of each thing into this file, as CSV in gzip")
        draft = verbs.add_parser("draft", help="write down what can be chosen for these files, to be mended by a person")
        draft.add_argument("file", type=Path, nargs="+", help="the files of one old site")
        back = verbs.add_parser("undo", help="take back a whole import")
        back.add_argument("run", type=int, help="the number that the import printed as run")

    def handle(self, *, verb: str, **options: Any) -> None:
        verbs: dict[str, Callable[..., None]] = {"import": self._import, "draft": self._draft, "undo": self._undo}
        try:
            verbs[verb](**options)
        except (SiteRefused, ChoicesRefused, NotUndone, NoOrganisation, OSError, zipfile.BadZipFile) as error:
            raise CommandError(str(error)) from error

    def _import(self, *, file: list[Path], files: Path | None, dry_run: bool, report: Path | None, **options: Any) -> None:
        organisation, now, told = the_organisation(), timezone.now(), _told(**options)
        exports = [file_at(path) for path in file]
        with _pictures(files) as pictures:
            if dry_run:
                found = look(organisation=organisation, files=exports, told=told, pictures=pictures, now=now, progress=self._progress)
                self._tell(found.notes)
                self._write(report, found.lines.packed())
                self._end({"dry_run": True, "set": found.set_name, "kinds": found.counts})
                return
            run = new_run(organisation=organisation, files=exports, told=told, by=None, now=now)
            is_done = carry_out(run=run, files=exports, pictures=pictures, now=now, progress=self._progress)
        run.refresh_from_db()
        self._tell(_notes(run))
        if hasattr(run, "report"):
            self._write(report, run.report.content or b"")
        if not is_done:
            self.stderr.write(run.sentence)
        self._end({"run": run.pk, "state": run.state, "set": run.set_name, "kinds": run.counts})
        if run.state != ImportState.DONE:
            sys.exit(1)

    def _draft(self, *, file: list[Path], **options: Any) -> None:
        found = what_is_in(files=[file_at(path) for path in file], organisation=the_organisation())
        known = {one.name for one in fields(Choices)}
        self.stdout.write(json.dumps({name: value for name, value in found.items() if name in known}, ensure_ascii=False, indent=2))

    def _undo(self, *, run: int, **options: Any) -> None:
        found = MovingRun.objects.filter(pk=run, organisation=the_organisation()).first()
        if found is None:
            raise CommandError(f"No import has the number {run}.")
        left = undo(run=found, by=None, now=timezone.now())
        self._tell(_notes(found) if left else [])
        self._end({"run": run, "state": ImportState.UNDONE.value, "left": left})

    def _progress(self, done: int, of: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{done}/{of}", ending="")

    def _tell(self, notes: Iterable[Note]) -> None:
        lines = list(sentences_of(notes))
        for line in lines[:_TOLD]:
            self.stderr.write(line)
        if len(lines) > _TOLD:
            self.stderr.write(f"... and {len(lines) - _TOLD} more")

    def _write(self, place: Path | None, content: bytes) -> None:
        if place is not None:
            place.write_bytes(content)

    def _end(self, line: dict[str, Any]) -> None:
        """One line of JSON, the last of the output."""
        self.stdout.write(json.dumps(line, ensure_ascii=False))


def _told(
    *,
    mapping: Path | None,
    set_name: str,
    language: str,
    zone: str,
    authors: str,
    pages: str,
    kinds: str,
    extras: list[str],
    credit: str,
    fetch: bool,
    **rest: Any,
) -> dict[str, Any]:
    """What the mapping says, and what the command line says beyond it."""
    told = read_choices(mapping.read_text(encoding="utf-8")) if mapping else {}
    said = {"set": set_name, "language": language, "zone": zone, "bylines": authors, "pages": pages, "credit": credit, "extras": extras, "fetch": fetch}
    said["kinds"] = [one.strip() for one in kinds.split(",") if one.strip()]
    return told | {name: value for name, value in said.items() if value}


@contextmanager
def _pictures(place: Path | None) -> Iterator[Pictures]:
    if place is None:
        yield NoPictures()
    elif place.is_dir():
        yield FolderOfPictures(place)
    else:
        with place.open("rb") as file:
            yield ZipOfPictures(file)


def _notes(run: MovingRun) -> Iterable[Note]:
    rows = run.troubles.order_by("pk")
    return (Note(number=row.number, kind=row.kind, name=row.name or "", verdict="", reason=row.reason or "") for row in rows)
