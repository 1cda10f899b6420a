"""What must be in place before the processes start: schema, lists of terms, static files and, in a demonstration, the sample material."""

import fcntl
import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from django.apps import apps
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from outcry.appeals.models import Appeal
from outcry.lib.keys import KeyMissing
from outcry.lib.sealing import SealBroken
from outcry.vocabularies.operations import load_shipped


class AlreadyRunning(Exception):
    """Another `outcry run` holds this data folder."""


class WrongKeys(Exception):
    """The key folder is not the one that this database was written with."""


class MadeByAnotherVersion(Exception):
    """The database has steps of which this version knows nothing."""


def hold(data: Path) -> IO[str]:
    """Hold the folder for as long as the returned file is open; AlreadyRunning when another process has it."""
    lock = (data / "run.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise AlreadyRunning(f"Outcry is already running on {data}; stop it first or choose another folder with DATA=.") from None
    return lock


def bring_schema_up_to_date(*, say: Callable[[str], None]) -> None:
    """Apply the migrations that are missing; nothing is written when none is. MadeByAnotherVersion when some are unknown."""
    executor = MigrationExecutor(connection)
    refuse_another_version(executor.loader)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database.")
        call_command("migrate", interactive=False, verbosity=0)


def refuse_another_version(loader: MigrationLoader) -> None:
    """MadeByAnotherVersion when the database went steps of ours that are not here: a newer version made it, or one from before the first release.

    Django passes over such steps, and would take a room's first for the one that it finds here under the same name.
    Why there is no way from the earliest: docs/decisions/0045-tables-are-made-in-one-step.md.
    """
    if unknown := unknown_steps(loader=loader, went=loader.applied_migrations):
        raise MadeByAnotherVersion(
            f"the database was made by another version of Outcry: it has {len(unknown)} steps that this version doesn't know, such as {unknown[0]}. "
            "Nothing was changed. Run the version that made it, or begin with an empty database: DATA=some/other/folder, or another DATABASE_URL."
        )


def unknown_steps(*, loader: MigrationLoader, went: Iterable[tuple[str, str]]) -> list[str]:
    """Which steps of ours a database went that are not here."""
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("outcry.")}
    known = set(loader.disk_migrations).union(*(step.replaces for step in loader.disk_migrations.values()))
    return sorted(f"{room} {name}" for room, name in set(went) - known if room in ours)


def load_vocabularies(*, say: Callable[[str], None]) -> None:
    """Bring the lists of terms to what this release ships; asks one question when nothing is new."""
    tally = load_shipped(now=timezone.now())
    if tally.lists.created or tally.lists.changed:
        say("Loaded the lists of terms.")
    if tally.kept:
        say(f"{len(tally.kept)} words of the lists were changed here and stay as they are: `outcry vocabularies load` names them.")


def try_the_keys(folder: Path) -> None:
    """Open something sealed. WrongKeys when that fails: what is sealed from now on would be mixed with what nobody can open."""
    try:
        Appeal.objects.filter(lookup_key__isnull=False).order_by("-pk").values_list("lookup_key", flat=True).first()
    except (KeyMissing, SealBroken):
        raise WrongKeys(f"the keys in {folder} don't open what is in the database; bring back the key folder that belongs to it.") from None


def gather_static_files(data: Path, *, say: Callable[[str], None]) -> None:
    """Copy the static files to where the web server finds them, if any has changed since the last time."""
    note, fingerprint = data / "static.fingerprint", _fingerprint_of_static_files()
    if note.exists() and note.read_text() == fingerprint:
        return
    say("Gathering the static files.")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    note.write_text(fingerprint)


def _fingerprint_of_static_files() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{storage.path(path)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def load_sample_material(data: Path, *, say: Callable[[str], None]) -> None:
    """Load it on the first start of a demonstration; once loaded, what a visitor removed stays away."""
    note = data / "demo" / "loaded"
    if note.exists():
        return
    say("Loading the sample material.")
    call_command("demo", "load", verbosity=0)
    note.parent.mkdir(exist_ok=True)
    note.write_text("The sample material was loaded at the first start.\n")
