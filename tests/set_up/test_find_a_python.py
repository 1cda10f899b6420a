"""Which Python set-up takes, and what it says when there is none to take."""

from pathlib import Path

import pytest

from tests.set_up.machine import Machine


def test_a_python3_new_enough_by_itself_is_taken(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.install("python3", "3.12.4")

    done = machine.set_up()

    assert (done.returncode, machine.python_in_use()) == (0, "3.12.4")


def test_the_newest_name_is_taken_before_python3(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    for name, version in [("python3", "3.12.1"), ("python3.12", "3.12.1"), ("python3.13", "3.13.0"), ("python3.14", "3.14.0")]:
        machine.install(name, version)

    machine.set_up()

    assert machine.python_in_use() == "3.14.0"


def test_a_working_shim_of_3_13_is_taken_where_python3_is_3_11(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.install("python3", "3.11.7", under="home/.pyenv/shims")
    machine.install("python3.13", "3.13.0", under="home/.pyenv/shims")

    done = machine.set_up()

    assert (done.returncode, machine.python_in_use()) == (0, "3.13.0")


def test_a_shim_that_answers_with_an_error_is_passed_over(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.install_broken_shim("python3.14")
    machine.install_broken_shim("python3.13")
    machine.install("python3.12", "3.12.1")

    done = machine.set_up()

    assert (done.returncode, machine.python_in_use()) == (0, "3.12.1")


def test_behind_a_failing_shim_the_same_name_further_down_the_path_is_tried(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.install_broken_shim("python3")
    machine.install("python3", "3.13.2")

    done = machine.set_up()

    assert (done.returncode, machine.python_in_use()) == (0, "3.13.2")


def test_what_pyenv_has_installed_is_found_behind_its_failing_shim(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.install("python3", "3.11.7")
    machine.install_broken_shim("python3.13")
    machine.install_in_pyenv("3.13.0")

    done = machine.set_up()

    assert (done.returncode, machine.python_in_use()) == (0, "3.13.0")
    assert not machine.asked("uv: venv")


def test_where_none_is_new_enough_uv_fetches_one(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.install("python3", "3.11.7")

    done = machine.set_up()

    assert (done.returncode, machine.python_in_use()) == (0, "3.13.9")
    assert len(machine.asked("uv: venv")) == 1
    assert "--python 3.13" in machine.asked("uv: venv")[0]
    assert (machine.clone / ".venv" / "bin" / "uv").exists()
    assert not (machine.clone / "build" / "uv").exists()


def test_a_python_that_cannot_be_fetched_is_told_in_one_sentence(tmp_path: Path) -> None:
    machine = Machine(tmp_path, can_fetch=False)
    old = machine.install("python3", "3.11.7")

    done = machine.set_up()

    expected = f"Outcry needs Python 3.12 or newer: {old} is 3.11.7, and uv could not fetch a newer one; install python3.12 or newer and start again."
    assert (done.returncode, done.stderr.splitlines()[-1]) == (1, expected)
    assert not (machine.clone / "build" / "uv").exists()


def test_no_python_at_all_is_told_in_one_sentence(tmp_path: Path) -> None:
    done = Machine(tmp_path).set_up()

    assert done.returncode == 1
    assert done.stderr == "Outcry needs Python 3.12 or newer, and there is no python3 here that runs: install one and start again.\n"


@pytest.mark.parametrize("version", ["3.13.1", "3.11.7"])
def test_a_missing_venv_module_is_told_with_the_name_of_the_package(tmp_path: Path, version: str) -> None:
    machine = Machine(tmp_path)
    python = machine.install("python3", version, has_venv=False)

    done = machine.set_up()

    assert done.returncode == 1
    assert done.stderr == (f"Set-up needs Python's venv module, which {python} lacks: install the package python3-venv (Debian, Ubuntu) and start again.\n")


def test_an_older_python_with_venv_is_taken_before_a_newer_one_without(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.install("python3.13", "3.13.1", has_venv=False)
    machine.install("python3.12", "3.12.1")

    done = machine.set_up()

    assert (done.returncode, machine.python_in_use()) == (0, "3.12.1")
