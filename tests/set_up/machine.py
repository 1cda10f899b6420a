"""A machine as deploy/set-up.sh sees it: a clone of the repository, and in PATH only the interpreters a test puts there."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.start import ROOT

# What POSIX puts on every machine; nothing else of this one is seen.
_TOOLS = ["cat", "cksum", "cp", "dirname", "find", "grep", "head", "id", "mkdir", "mv", "rm", "sed", "sh"]
_LOCK = '[[package]]\nname = "uv"\nversion = "9.8.7"\n'

# Answers the few questions set-up asks; `-m venv` makes an environment whose pip installs a stub of uv.
_PYTHON = """#!/bin/sh
echo "python {version}: $*" >>"{log}"
case "$*" in
    *version_info*) {is_new_enough} ;;
    *"import ensurepip, venv"*) {has_venv} ;;
    *python_version*) echo {version} ;;
    "-m venv "*)
        for folder; do :; done
        rm -rf "$folder"
        mkdir -p "$folder/bin"
        cp "$0" "$folder/bin/python"
        ;;
    "-m pip install "*)
        {has_index} || exit 1
        cp "{stubs}/uv" "$(dirname "$0")/uv"
        ;;
    *) exit 64 ;;
esac
"""
_UV = """#!/bin/sh
echo "uv: $*" >>"{log}"
case "$*" in
    venv*)
        {can_fetch} || exit 1
        for folder; do :; done
        rm -rf "$folder"
        mkdir -p "$folder/bin"
        cp "{stubs}/fetched" "$folder/bin/python"
        ;;
    sync*)
        [ "{needs_system_certificates}" = false ] || [ "$UV_SYSTEM_CERTS" = true ] || {{ echo "invalid peer certificate"; exit 2; }}
        {can_sync}
        ;;
    *) exit 64 ;;
esac
"""
_SHIM = """#!/bin/sh
echo "pyenv: $(dirname "$0"): command not found" >&2
exit 127
"""


class Machine:
    """One machine, empty but for POSIX tools until a test installs Pythons on it."""

    def __init__(self, folder: Path, *, has_index: bool = True, can_fetch: bool = True, can_sync: bool = True, behind_a_proxy: bool = False) -> None:
        self.clone = folder / "outcry"
        self.home = folder / "home"
        self.log = folder / "log"
        self._stubs = folder / "stubs"
        self._has_index = has_index
        for made in (self.clone / "deploy", self.home, self._stubs, folder / "tools"):
            made.mkdir(parents=True)
        self.log.touch()
        shutil.copy(ROOT / "deploy" / "set-up.sh", self.clone / "deploy")
        (self.clone / "uv.lock").write_text(_LOCK)
        (self.clone / "pyproject.toml").touch()
        self.path = [folder / "tools"]
        for tool in _TOOLS:
            (folder / "tools" / tool).symlink_to(shutil.which(tool) or f"/bin/{tool}")
        uv = {"can_fetch": _word(can_fetch), "can_sync": _word(can_sync), "needs_system_certificates": _word(behind_a_proxy)}
        _write(self._stubs / "uv", _UV.format(log=self.log, stubs=self._stubs, **uv))
        self._write_python(self._stubs / "fetched", version="3.13.9", has_venv=True)

    def install(self, name: str, version: str, *, under: str = "usr/bin", has_venv: bool = True) -> Path:
        """Put an interpreter of this version in PATH under this name; its folder stands behind those already there."""
        file = self.clone.parent / under / name
        self._write_python(file, version=version, has_venv=has_venv)
        self._add_to_path(file.parent)
        return file

    def install_broken_shim(self, name: str) -> None:
        """Put a pyenv shim in PATH that is found and answers with an error."""
        file = self.home / ".pyenv" / "shims" / name
        _write(file, _SHIM)
        self._add_to_path(file.parent)

    def install_in_pyenv(self, version: str) -> Path:
        """Put an interpreter among pyenv's own installations, outside PATH."""
        file = self.home / ".pyenv" / "versions" / version / "bin" / ("python" + version.rpartition(".")[0])
        self._write_python(file, version=version, has_venv=True)
        return file

    def set_up(self, *arguments: str, environment: Mapping[str, str] | None = None, user: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run the script and wait for its end."""
        return subprocess.run(
            ["/bin/sh", str(self.clone / "deploy" / "set-up.sh"), *arguments],
            env={"PATH": os.pathsep.join(map(str, self.path)), "HOME": str(self.home), **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            user=user,
        )

    def asked(self, words: str) -> list[str]:
        """What interpreters and uv were asked for that holds these words, in order."""
        return [line for line in self.log.read_text().splitlines() if words in line]

    def python_in_use(self) -> str:
        """The version that the virtual environment runs on."""
        answer = subprocess.run([self.clone / ".venv" / "bin" / "python", "python_version"], capture_output=True, text=True, check=True)
        return answer.stdout.strip()

    def _write_python(self, file: Path, *, version: str, has_venv: bool) -> None:
        is_new_enough = tuple(map(int, version.split("."))) >= (3, 12)
        words = {"is_new_enough": _word(is_new_enough), "has_venv": _word(has_venv), "has_index": _word(self._has_index)}
        _write(file, _PYTHON.format(version=version, log=self.log, stubs=self._stubs, **words))

    def _add_to_path(self, folder: Path) -> None:
        if folder not in self.path:
            self.path.append(folder)


def _word(is_so: bool) -> str:
    return "true" if is_so else "false"


def _write(file: Path, script: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(script)
    file.chmod(0o755)
