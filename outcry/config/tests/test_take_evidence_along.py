"""`outcry backup` takes originals along, and `outcry restore` brings them back to another folder, still sealed and provable."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import copyfile

import pytest

# For the tables that the suite keeps; what is backed up and restored lies in files of its own.
pytestmark = [pytest.mark.django_db, pytest.mark.own_databases]
WORDS = b"At midnight they gathered outside the prison.\n"


def outcry(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "outcry.config.cli", *words]
    return subprocess.run(command, env=environment | {"DATA": str(data), "OUTCRY_MODE": "production"}, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory, kept_tables: Path | None) -> list[str]:
    """The two files of a backup of an installation with one original."""
    folder = tmp_path_factory.mktemp("installation")
    (folder / "note.txt").write_bytes(WORDS)
    (folder / "data").mkdir()
    if kept_tables:
        copyfile(kept_tables, folder / "data/outcry.sqlite3")
    else:
        outcry(folder / "data", "migrate")
    outcry(folder / "data", "organisation", "create", "Solidarity", "--slug", "solidarity", "--mail-domain", "m.example", "--contact", "desk@c.example")
    taken = outcry(folder / "data", "evidence", "take-in", str(folder / "note.txt"), "--subject", "case:7")
    assert "text/plain 46 bytes" in taken.stdout, taken.stderr
    outcry(folder / "data", "backup", str(folder / "backup"))
    return [str(path) for path in sorted((folder / "backup").glob("*.tar"))]


def test_a_restored_original_is_sound_and_read_only(backup: list[str], tmp_path: Path) -> None:
    outcry(tmp_path / "data", "restore", *backup)

    checked = outcry(tmp_path / "data", "evidence", "check")

    assert checked.stdout == "1 originals looked at, 0 not sound, 0 files without a record.\n", checked.stderr
    [file] = [path for path in (tmp_path / "data/evidence").rglob("*") if path.is_file()]
    assert file.stat().st_mode & 0o777 == 0o400


def test_the_backup_without_the_keys_file_tells_nothing(backup: list[str]) -> None:
    data, keys = backup

    assert WORDS not in Path(data).read_bytes()
    assert data.endswith(".data.tar")
    assert keys.endswith(".keys.tar")


def test_an_original_that_did_not_come_back_is_found(backup: list[str], tmp_path: Path) -> None:
    outcry(tmp_path / "data", "restore", *backup)
    for path in (tmp_path / "data/evidence").rglob("*"):
        if path.is_file():
            path.unlink()

    checked = outcry(tmp_path / "data", "evidence", "check")

    assert checked.returncode == 1
    assert "The file is not in the store" in checked.stdout
