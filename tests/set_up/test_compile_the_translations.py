"""Catalogues are compiled at set-up by Babel, so that no machine needs gettext."""

import os
import sysconfig
from pathlib import Path

import pytest

from tests.set_up.machine import Machine

_CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Send your protest"
msgstr "Отправить протест"
"""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.install("python3", "3.13.0")
    machine.set_up()
    (machine.clone / ".venv" / "bin" / "pybabel").symlink_to(Path(sysconfig.get_path("scripts")) / "pybabel")
    return machine


def a_catalogue(machine: Machine) -> Path:
    catalogue = machine.clone / "outcry" / "locale" / "ru" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(_CATALOGUE)
    return catalogue


def test_a_catalogue_is_compiled(machine: Machine) -> None:
    catalogue = a_catalogue(machine)

    done = machine.set_up()

    assert done.returncode == 0
    assert "Отправить протест".encode() in catalogue.with_suffix(".mo").read_bytes()


def test_a_compiled_catalogue_is_left_alone_until_it_changes(machine: Machine) -> None:
    catalogue = a_catalogue(machine)
    machine.set_up()
    compiled = catalogue.with_suffix(".mo")
    os.utime(catalogue, (1, 1))
    os.utime(compiled, (2, 2))

    machine.set_up()
    left_alone = compiled.stat().st_mtime == 2
    os.utime(catalogue, (3, 3))
    machine.set_up()

    assert left_alone
    assert compiled.stat().st_mtime > 3


def test_a_catalogue_that_cannot_be_read_is_told_in_one_sentence(machine: Machine) -> None:
    catalogue = a_catalogue(machine)
    catalogue.write_bytes(_CATALOGUE.encode("cp1251"))

    done = machine.set_up()

    assert done.returncode == 1
    assert done.stderr.startswith(f"The translations in {catalogue.parents[2].relative_to(machine.clone)} could not be compiled")
