"""`outcry intake allow`, `outcry intake refuse`, `outcry intake lock`: who reads what people write to us in confidence."""

import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from outcry.accounts.models import User
from outcry.intake import desk_keys, operations
from outcry.intake.desk_keys import DeskIsLocked, DeskKeys, WrongPassphrase

SHORTEST_PASSPHRASE = 20


class Command(BaseCommand):
    help = "What people write to us in confidence: who reads it, and behind which passphrase."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        allow = verbs.add_parser("allow", help="let a member of staff read and answer; the public form opens with the first one")
        allow.add_argument("name", help="the name they sign in with")
        refuse = verbs.add_parser("refuse", help="no longer let them")
        refuse.add_argument("name", help="the name they sign in with")
        lock = verbs.add_parser("lock", help="put the keys of the desk behind a passphrase, or behind another one")
        lock.add_argument("--passphrase-file", type=Path, help="a file whose first line is the new passphrase; without it you are asked")
        lock.add_argument("--old-passphrase-file", type=Path, help="a file whose first line is the passphrase so far, where there is one")

    def handle(self, *, verb: str, **options: Any) -> None:
        if verb == "lock":
            self._lock(new=options["passphrase_file"], old=options["old_passphrase_file"])
        else:
            self._change_readers(name=options["name"], may_read=verb == "allow")

    def _change_readers(self, *, name: str, may_read: bool) -> None:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {name}; add them with: outcry staff add {name}")
        if may_read:
            operations.let_read(user=user, now=timezone.now())
            self.stdout.write(f"{name} finds what people write to us at /desk/intake/.")
        else:
            operations.no_longer_let_read(user=user, now=timezone.now())
            self.stdout.write(f"{name} no longer reads what people write to us.")

    def _lock(self, *, new: Path | None, old: Path | None) -> None:
        before = self._keys_so_far(old)
        passphrase = _passphrase(new, "New passphrase: ", twice=True)
        if len(passphrase) < SHORTEST_PASSPHRASE:
            raise CommandError(f"Take a passphrase of {SHORTEST_PASSPHRASE} letters at least, such as six words drawn by dice.")
        count = operations.lock_desk(passphrase=passphrase, before=before, now=timezone.now())
        self.stdout.write(f"{count} conversations are sealed to the new keys. Nobody reads them without the passphrase: write it down, and keep it elsewhere.")

    def _keys_so_far(self, file: Path | None) -> DeskKeys:
        try:
            return desk_keys.keys_at_hand()
        except DeskIsLocked:
            pass
        try:
            return desk_keys.unlock(_passphrase(file, "Passphrase so far: "))
        except WrongPassphrase as error:
            raise CommandError("This is not the passphrase of the desk; nothing was changed.") from error


def _passphrase(file: Path | None, question: str, *, twice: bool = False) -> str:
    """From the file, else asked for, never from the command line: others can read that."""
    if file is None:
        first = getpass.getpass(question)
        if twice and first != getpass.getpass("The same again: "):
            raise CommandError("The two differ; nothing was changed.")
        return first
    try:
        return file.read_text(encoding="utf-8").splitlines()[0]
    except (OSError, IndexError) as error:
        raise CommandError(f"No passphrase can be read from {file}.") from error
