"""`outcry backup FOLDER`: take everything along while the site runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from outcry.config.backup import BackupFailed, make_backup


class Command(BaseCommand):
    help = "Write two files into FOLDER: database, uploads and evidence, and the keys. Keep them in two places."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="where both files are written, under names that tell the moment")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            backup = make_backup(folder=folder, now=timezone.now())
        except (BackupFailed, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"database, uploads and evidence: {backup.data}\nkeys, to be kept elsewhere: {backup.keys}")
