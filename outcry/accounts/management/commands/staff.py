"""`outcry staff`: let somebody use the desk, and let her try again who mistyped too often."""

import getpass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from outcry.accounts.operations import AlreadyThere, add_partner, add_staff
from outcry.accounts.queries import NoOrganisation, the_organisation
from outcry.accounts.signing_in import unlock


class Command(BaseCommand):
    help = "Members of staff: who may use the desk."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="let somebody use the desk")
        add.add_argument("name", help="the name to sign in with")
        add.add_argument("--email", required=True, help="where a forgotten password is renewed")
        add.add_argument("--password-file", type=Path, help="a file whose first line is the password; without it you are asked")
        kind = add.add_mutually_exclusive_group()
        kind.add_argument("--manages-staff", action="store_true", help="may also add and change members of staff in the desk")
        kind.add_argument("--partner", action="store_true", help="of an organisation you work with: reads what is open to partners, writes nothing")
        unlocked = verbs.add_parser("unlock", help="let somebody try to sign in again at once, after too many wrong tries")
        unlocked.add_argument("name", help="the name to sign in with")

    def handle(self, *, verb: str, name: str, **options: Any) -> None:
        if verb == "unlock":
            self.stdout.write(f"Wrong tries forgotten: {unlock(name=name, by=None, now=timezone.now())}. {name} can try again.")
        else:
            self._add(name, **options)

    def _add(self, name: str, *, email: str, password_file: Path | None, manages_staff: bool, partner: bool, **options: Any) -> None:
        try:
            organisation, password = the_organisation(), _password(password_file)
            if partner:
                add_partner(organisation=organisation, name=name, email=email, password=password)
            else:
                add_staff(organisation=organisation, name=name, email=email, password=password, manages_staff=manages_staff)
        except AlreadyThere:
            self.stdout.write(f"{name} is there already; nothing was changed.")
        except NoOrganisation as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        else:
            self.stdout.write(f"{name} can sign in at /desk/ now.")


def _password(file: Path | None) -> str:
    """From the file, else asked for twice, never from the command line: others can read that."""
    if file is None:
        first = getpass.getpass("Password: ")
        if first != getpass.getpass("The same again: "):
            raise CommandError("The two passwords differ; nothing was changed.")
        return first
    try:
        return file.read_text(encoding="utf-8").splitlines()[0]
    except (OSError, IndexError) as error:
        raise CommandError(f"No password can be read from {file}.") from error
