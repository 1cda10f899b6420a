"""`outcry restore DATA-FILE KEYS-FILE`: bring a backup back into an empty installation."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from outcry.config.backup import BackupFailed, restore_backup


class Command(BaseCommand):
    # They would open the database, and an empty folder would be empty no more.
    requires_system_checks: list[str] = []
    help = "Bring a backup back into an empty data folder. All mail is held until `outcry mail release`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("data", type=Path, metavar="DATA-FILE", help="database, uploads and evidence: outcry-....data.tar")
        parser.add_argument("keys", type=Path, metavar="KEYS-FILE", help="the keys of the same backup: outcry-....keys.tar")

    def handle(self, *args: Any, data: Path, keys: Path, **options: Any) -> None:
        try:
            restore_backup(data=data, keys=keys, now=timezone.now())
        except (BackupFailed, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Restored. All mail is held: look at the desk what the backup believes unsent, then `outcry mail release`.")
