"""`outcry restore` begins with nothing, and leaves nothing behind when it refuses."""

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pysqlite3.dbapi2


def restore(data: Path, *files: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "outcry.config.cli", "restore", *map(str, files)]
    return subprocess.run(command, env=environment | {"DATA": str(data), "OUTCRY_MODE": "production"}, capture_output=True, text=True, check=False)


def test_looking_at_a_backup_makes_no_database(tmp_path: Path) -> None:
    torn = tmp_path / "torn.data.tar"
    torn.write_bytes(b"not a backup")

    done = restore(tmp_path / "data", torn, torn)

    assert done.returncode == 1
    assert "is not a backup of Outcry, or damaged" in done.stderr
    assert not (tmp_path / "data" / "outcry.sqlite3").exists()


def a_backup(folder: Path, *, steps: list[tuple[str, str]]) -> list[Path]:
    """The two files of a backup whose database went these steps."""
    database = folder / "old.sqlite3"
    there = pysqlite3.dbapi2.connect(str(database), isolation_level=None)
    there.execute("CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text, applied text)")
    there.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, '2026-11-20 10:00:00')", steps)
    there.close()
    held = {"data": {"outcry.sqlite3": database.read_bytes()}, "keys": {"keys/1": b"another key", "secret-key": b"another secret"}}
    return [tarred(folder / f"old.{part}.tar", files) for part, files in held.items()]


def tarred(path: Path, files: dict[str, bytes]) -> Path:
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    manifest = json.dumps({"format": 1, "made_at": "2026-11-20T10:00:00+00:00", "sha256": sums}).encode()
    with tarfile.open(path, "w") as tar:
        for name, content in {**files, "MANIFEST.json": manifest}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return path


def test_a_backup_of_another_version_is_refused_in_one_sentence_before_anything_is_replaced(tmp_path: Path) -> None:
    files = a_backup(tmp_path, steps=[("cases", "0001_initial"), ("cases", "0003_the_record"), ("wagtailcore", "0500_what_comes")])
    there = tmp_path / "data"
    (there / "keys").mkdir(parents=True)
    (there / "keys" / "1").write_bytes(b"my key")

    done = restore(there, *files)

    assert done.returncode == 1
    assert "made by another version of Outcry: its database has 1 steps that this version doesn't know, such as cases 0003_the_record." in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (there / "outcry.sqlite3").exists()
    assert not list(there.glob(".restore-*"))
    assert (there / "keys" / "1").read_bytes() == b"my key"
    assert not (there / "secret-key").exists() or (there / "secret-key").read_bytes() != b"another secret"


def test_what_holds_no_database_of_ours_is_refused(tmp_path: Path) -> None:
    [data, keys] = a_backup(tmp_path, steps=[])
    tarred(data, {"outcry.sqlite3": b""})

    done = restore(tmp_path / "data", data, keys)

    assert done.returncode == 1
    assert "holds no database of Outcry" in done.stderr
    assert not (tmp_path / "data" / "outcry.sqlite3").exists()
