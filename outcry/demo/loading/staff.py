"""The two made-up members of staff: one writes, the other confirms. Their passwords are random and known to this machine alone."""

import secrets
from datetime import datetime
from pathlib import Path

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import add_staff
from outcry.intake.operations import let_read
from outcry.lib.identifiers import encode
from outcry.lib.keys import write_secret

CAMPAIGNER = "demo-campaigner"
EDITOR = "demo-editor"


def passwords_of(data: Path) -> Path:
    """Where the passwords of a data folder are kept."""
    return data / "demo" / "passwords.txt"


def load_staff(*, organisation: Organisation, data: Path, now: datetime) -> tuple[User, User]:
    """Both, made where they are missing, both to look after messages in confidence; their passwords are on the disk before the accounts are."""
    there = {user.username: user for user in User.objects.filter(organisation=organisation, username__in=(CAMPAIGNER, EDITOR))}
    if missing := [name for name in (CAMPAIGNER, EDITOR) if name not in there]:
        passwords = {name: encode(secrets.token_bytes(10)) for name in missing}
        _keep(passwords, path=passwords_of(data))
        there |= {
            name: add_staff(organisation=organisation, name=name, email=f"{name}@{organisation.mail_domain}", password=password)
            for name, password in passwords.items()
        }
        for name in missing:
            let_read(user=there[name], now=now)
    return there[CAMPAIGNER], there[EDITOR]


def _keep(passwords: dict[str, str], *, path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    write_secret(path, "\n".join(f"{name} {password}" for name, password in passwords.items()))
