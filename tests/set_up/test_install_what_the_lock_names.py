"""uv in the virtual environment, the packages of uv.lock, and the stamp that makes a second run short."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.set_up.machine import Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.install("python3", "3.13.0")
    return machine


def test_the_uv_that_wrote_the_lock_is_installed_in_the_environment(machine: Machine) -> None:
    machine.set_up()

    assert len(machine.asked("-m pip install")) == 1
    assert machine.asked("-m pip install")[0].endswith(" uv==9.8.7")


def test_uv_is_always_told_its_python(machine: Machine) -> None:
    machine.set_up()

    python = machine.clone / ".venv" / "bin" / "python"
    assert machine.asked("uv: ") == [f"uv: sync --frozen --quiet --python {python}"]


def test_a_second_run_asks_nobody_and_takes_well_under_a_second(machine: Machine) -> None:
    machine.set_up()
    asked = machine.asked("pip install") + machine.asked("uv: ")

    started = time.monotonic()
    done = machine.set_up()

    assert time.monotonic() - started < 1
    assert machine.asked("pip install") + machine.asked("uv: ") == asked
    assert done.stderr == ""


def test_a_changed_lock_is_installed_into_the_same_environment(machine: Machine) -> None:
    machine.set_up()

    with (machine.clone / "uv.lock").open("a") as lock:
        lock.write("# changed\n")
    machine.set_up()

    assert len(machine.asked("uv: sync")) == 2
    assert len(machine.asked("-m venv")) == 1


def test_a_broken_environment_is_made_anew(machine: Machine) -> None:
    machine.set_up()

    (machine.clone / ".venv" / "bin" / "python").unlink()
    done = machine.set_up()

    assert done.returncode == 0
    assert len(machine.asked("-m venv")) == 2


def test_a_clone_that_was_moved_gets_an_environment_of_its_own(machine: Machine) -> None:
    machine.set_up()

    machine.clone = machine.clone.rename(machine.clone.with_name("elsewhere"))
    machine.set_up()

    assert machine.asked("-m venv")[-1].endswith("/elsewhere/.venv")


def test_the_tools_for_tests_come_when_asked_for_and_stay(machine: Machine) -> None:
    machine.set_up()
    machine.set_up("--dev")
    machine.set_up()

    assert [line.endswith("--group dev") for line in machine.asked("uv: sync")] == [False, True]


def test_an_index_that_does_not_answer_is_told_in_one_sentence(tmp_path: Path) -> None:
    machine = Machine(tmp_path, has_index=False)
    machine.install("python3", "3.13.0")

    done = machine.set_up()

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("uv could not be installed: no package index answers;")


def test_packages_that_do_not_come_are_told_and_tried_again_next_time(tmp_path: Path) -> None:
    machine = Machine(tmp_path, can_sync=False)
    machine.install("python3", "3.13.0")

    first, second = machine.set_up(), machine.set_up()

    assert [first.returncode, second.returncode] == [1, 1]
    assert second.stderr.splitlines()[-1].startswith("The packages of uv.lock could not be installed: is a package index in reach?")


def test_behind_a_proxy_that_opens_tls_the_certificates_of_the_machine_are_taken(tmp_path: Path) -> None:
    machine = Machine(tmp_path, behind_a_proxy=True)
    machine.install("python3", "3.13.0")

    done = machine.set_up()

    assert (done.returncode, len(machine.asked("uv: sync"))) == (0, 2)


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that every account of this machine may enter, as pytest's own are not."""
    folder = Path(tempfile.mkdtemp(prefix="outcry-set-up-"))
    folder.chmod(0o755)
    yield folder
    (folder / "outcry").chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(shared_folder: Path) -> None:
    machine = Machine(shared_folder)
    machine.install("python3", "3.13.0")
    machine.log.chmod(0o666)
    machine.clone.chmod(0o555)

    # Root may write everywhere, so root asks as somebody else.
    done = machine.set_up(user="nobody" if os.geteuid() == 0 else None)

    assert done.returncode == 1
    assert done.stderr.startswith(f"The folder {machine.clone} can't be written by ")
    assert len(done.stderr.splitlines()) == 1
