"""Whoever runs it for real behind https hears no warning from Django's own list."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.timeout(300)
def test_production_behind_https_passes_the_deploy_check(tmp_path: Path) -> None:
    done = check(tmp_path, site="https://outcry.example")

    assert done.returncode == 0, done.stderr
    # Two hints about names that are not ours: see HSTS_COVERS in the settings.
    assert "no issues (2 silenced)" in done.stdout


@pytest.mark.timeout(300)
def test_whoever_binds_the_whole_domain_has_nothing_silenced(tmp_path: Path) -> None:
    done = check(tmp_path, site="https://outcry.example", OUTCRY_HSTS_COVERS="preload")

    assert "no issues (0 silenced)" in done.stdout, done.stderr


@pytest.mark.timeout(300)
def test_the_check_warns_where_there_is_no_https(tmp_path: Path) -> None:
    done = check(tmp_path, site="http://outcry.example")

    assert done.returncode != 0
    assert "security.W" in done.stderr


def check(data: Path, *, site: str, **settings: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("OUTCRY_", "DATABASE_URL"))}
    environment = inherited | {"DATA": str(data / "var"), "OUTCRY_MODE": "production", "OUTCRY_SITE_URL": site} | settings
    command = [sys.executable, "-m", "outcry.config.cli", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
