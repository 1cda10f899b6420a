"""`outcry restore` begins with nothing, and leaves nothing behind when it refuses."""

import os
import subprocess
import sys
from pathlib import Path


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
