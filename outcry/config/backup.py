"""Taking everything along, and bringing it back: two files, so that the keys can be kept apart from what they open.

`<name>.data.tar` holds the database, uploads and evidence; `<name>.keys.tar` the key folder and the secret key. A restored
installation holds all mail until a person has looked: whatever the backup believes unsent may have left since.
"""

import hashlib
import io
import json
import logging
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import cast

import pysqlite3.dbapi2
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from outcry.config.preparation import unknown_steps
from outcry.delivery import outbox

logger = logging.getLogger(__name__)

FORMAT = 1
_MANIFEST = "MANIFEST.json"
_SQLITE, _POSTGRESQL = "outcry.sqlite3", "outcry.pgdump"
_EVIDENCE, _INTAKE = "evidence", "intake"
_SECRET = "secret-key"  # noqa: S105  a file's name
# Data folder entries that are made anew, or belong to the keys.
_HOLD_REASON = "restored from a backup"


class BackupFailed(Exception):
    """Says in one sentence what stood in the way; nothing half-done is left under a final name."""


@dataclass(frozen=True, kw_only=True)
class Backup:
    """The two files of one backup."""

    data: Path
    keys: Path


def make_backup(*, folder: Path, now: datetime) -> Backup:
    """Write a consistent copy while the site runs. Raise BackupFailed."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"outcry-{now:%Y%m%d-%H%M%S}"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".draft-") as draft:
        database = _dump_database(Path(draft))
        # The database first: sealed files are on the disk before their rows are, so whatever a row names is there to be taken along.
        parts = [(database, database.name), (settings.MEDIA_ROOT, "media"), (settings.EVIDENCE_FOLDER, _EVIDENCE), (settings.INTAKE_FOLDER, _INTAKE)]
        data = _write_tar(folder / f"{name}.data.tar", parts, now=now)
    keys = _write_tar(folder / f"{name}.keys.tar", [(settings.KEYS_FOLDER, "keys"), (settings.DATA / _SECRET, _SECRET)], now=now)
    return Backup(data=data, keys=keys)


def restore_backup(*, data: Path, keys: Path, now: datetime) -> None:
    """Bring both files back into an installation that holds nothing yet, and hold all mail. Raise BackupFailed."""
    manifest = _check(data), _check(keys)
    if manifest[0]["made_at"] != manifest[1]["made_at"]:
        raise BackupFailed(f"{data.name} and {keys.name} are not of the same backup.")
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix=".restore-") as draft:
        unpacked = Path(draft)
        for archive in (data, keys):
            with tarfile.open(archive) as tar:
                tar.extractall(unpacked, filter="data")
        _load_database(unpacked)
        _move_into_place(unpacked / "media", Path(settings.MEDIA_ROOT))
        _move_into_place(unpacked / _EVIDENCE, settings.EVIDENCE_FOLDER, mode=0o400)
        _move_into_place(unpacked / _INTAKE, settings.INTAKE_FOLDER)
        _move_into_place(unpacked / "keys", settings.KEYS_FOLDER)
        _move_into_place(unpacked / _SECRET, settings.DATA / _SECRET)
    outbox.hold(group=outbox.EVERYTHING, now=now, reason=_HOLD_REASON)


def _dump_database(folder: Path) -> Path:
    if connection.vendor == "postgresql":
        file = folder / _POSTGRESQL
        _run_client("pg_dump", "--format=custom", "--no-owner", f"--file={file}")
        return file
    file = folder / _SQLITE
    # Our own build of SQLite, as everywhere: another one could meet the WAL-reset race on a live file.
    source = pysqlite3.dbapi2.connect(f"file:{settings.DATABASES['default']['NAME']}?mode=ro", uri=True)
    target = pysqlite3.dbapi2.connect(str(file))
    with source, target:
        source.backup(target)
        [(verdict,)] = target.execute("PRAGMA integrity_check").fetchall()
    target.close()
    source.close()
    if verdict != "ok":
        raise BackupFailed(f"The database is damaged: {verdict}")
    return file


def _load_database(unpacked: Path) -> None:
    if connection.vendor == "postgresql":
        if connection.introspection.table_names():
            raise BackupFailed("The database that DATABASE_URL names is not empty. Restore into an empty one.")
        if not (unpacked / _POSTGRESQL).exists():
            raise BackupFailed("This backup was taken from SQLite; restore it without DATABASE_URL.")
        _refuse_another_version(_steps_of_dump(unpacked / _POSTGRESQL))
        _run_client("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={_database_name()}", str(unpacked / _POSTGRESQL))
        return
    if not (unpacked / _SQLITE).exists():
        raise BackupFailed("This backup was taken from PostgreSQL; set DATABASE_URL to an empty database and restore there.")
    place = Path(settings.DATABASES["default"]["NAME"])
    if place.exists():
        raise BackupFailed(f"{place} exists already. Restore into an empty folder: DATA=some/other/folder.")
    _refuse_another_version(_steps_of_file(unpacked / _SQLITE))
    connection.close()
    (unpacked / _SQLITE).rename(place)


def _refuse_another_version(went: Iterable[tuple[str, str]]) -> None:
    if unknown := unknown_steps(loader=MigrationLoader(None), went=went):
        raise BackupFailed(
            f"This backup was made by another version of Outcry: its database has {len(unknown)} steps that this version doesn't know, such as {unknown[0]}. "
            "Nothing was changed. Restore it with the version that made it."
        )


def _steps_of_file(file: Path) -> list[tuple[str, str]]:
    with closing(pysqlite3.dbapi2.connect(f"file:{file}?mode=ro", uri=True)) as there:
        try:
            return [(room, name) for room, name in there.execute("SELECT app, name FROM django_migrations")]
        except pysqlite3.dbapi2.DatabaseError as error:
            raise BackupFailed("This backup holds no database of Outcry.") from error


def _steps_of_dump(file: Path) -> list[tuple[str, str]]:
    """As pg_restore writes them out, without a database: a line for each row, its columns between tabs."""
    lines = _run_client("pg_restore", "--data-only", "--table=django_migrations", "--file=-", str(file)).splitlines()
    begin = next((place for place, line in enumerate(lines) if line.startswith("COPY public.django_migrations ")), None)
    if begin is None:
        raise BackupFailed("This backup holds no database of Outcry.")
    names = lines[begin].partition("(")[2].partition(")")[0].split(", ")
    rows = [dict(zip(names, line.split("\t"), strict=True)) for line in takewhile(lambda line: line != r"\.", lines[begin + 1 :])]
    return [(row["app"], row["name"]) for row in rows]


def _database_name() -> str:
    return str(connection.settings_dict["NAME"])


def _run_client(program: str, *arguments: str) -> str:
    """Run PostgreSQL's own client with our connection's settings, the password in its environment and not on its command line; what it wrote."""
    found = shutil.which(program)
    if found is None:
        raise BackupFailed(f"{program} is not installed; it comes with PostgreSQL's client programs (Debian: postgresql-client).")
    wanted = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {variable: str(wanted[key]) for variable, key in names.items() if wanted.get(key)}
    if "target_session_attrs" in wanted["OPTIONS"]:
        # Of several hosts the one that can be written.
        environment["PGTARGETSESSIONATTRS"] = wanted["OPTIONS"]["target_session_attrs"]
    done = subprocess.run([found, *arguments], env=os.environ | environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupFailed(f"{program} failed: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}")
    return done.stdout


def _write_tar(path: Path, parts: Sequence[tuple[str | Path, str]], *, now: datetime) -> Path:
    """Write an archive with a manifest of checksums; it gets its name once it is whole and on the disk. Mode 0600."""
    draft = path.with_name(f".{path.name}.draft")
    sums: dict[str, str] = {}
    with _private(draft) as file, tarfile.open(fileobj=file, mode="w") as tar:
        for source, name in parts:
            for one, inside in _files(Path(source), name):
                _add(tar, one, inside, sums)
        manifest = json.dumps({"format": FORMAT, "made_at": now.isoformat(), "sha256": sums}, indent=1).encode()
        entry = tarfile.TarInfo(_MANIFEST)
        entry.size = len(manifest)
        tar.addfile(entry, io.BytesIO(manifest))
    draft.rename(path)
    return path


def _add(tar: tarfile.TarFile, path: Path, inside: str, sums: dict[str, str]) -> None:
    """Add a file and note its checksum; one that its sender has deleted meanwhile is no longer anybody's to keep."""
    try:
        with path.open("rb") as file:
            sums[inside] = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            tar.addfile(tar.gettarinfo(arcname=inside, fileobj=file), file)
    except FileNotFoundError:
        logger.info("a file went away while the backup was made")


@contextmanager
def _private(path: Path) -> Iterator[io.BufferedWriter]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _files(source: Path, name: str) -> Iterator[tuple[Path, str]]:
    if source.is_file():
        yield source, name
        return
    for path in sorted(source.rglob("*")) if source.is_dir() else []:
        # A file that is being written has no row yet.
        if path.is_file() and path.suffix != ".draft":
            yield path, f"{name}/{path.relative_to(source)}"


def _check(archive: Path) -> dict[str, str]:
    """The manifest, once every file agrees with it."""
    try:
        with tarfile.open(archive) as tar:
            member = tar.extractfile(_MANIFEST)
            if member is None:
                raise KeyError(_MANIFEST)
            manifest: dict[str, dict[str, str]] = json.load(member)
            for name, expected in manifest["sha256"].items():
                content = tar.extractfile(name)
                # tarfile's readers are buffered ones; its types say less.
                if content is None or hashlib.file_digest(cast(io.BufferedReader, content), "sha256").hexdigest() != expected:
                    raise BackupFailed(f"{archive.name} is damaged: {name} is not what was written.")
    except (OSError, tarfile.TarError, KeyError, ValueError) as error:
        raise BackupFailed(f"{archive} is not a backup of Outcry, or damaged.") from error
    return {"made_at": str(manifest["made_at"])}


def _move_into_place(source: Path, place: Path, *, mode: int = 0o600) -> None:
    if not source.exists():
        return
    if source.is_dir():
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        for entry in source.iterdir():
            _move_into_place(entry, place / entry.name, mode=mode)
        return
    # Keys made by starting the empty installation give way: they have sealed nothing.
    shutil.move(source, place)
    place.chmod(mode)
