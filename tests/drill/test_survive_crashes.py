"""Crashes at single system calls, random kills and power cuts, in small; each with its controls, which must turn red."""

from pathlib import Path

import pytest

from drill.crashes import kills, points_run, power
from drill.crashes.points import SETTINGS, Point
from drill.crashes.strace import DISK_FULL, KILL, Call, calls_in, faults_of

pytestmark = pytest.mark.timeout(1500)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What takes longest, an empty database, is made once."""
    return tmp_path_factory.mktemp("crashes")


@pytest.mark.drill
def test_a_crash_at_any_call_loses_nothing_and_leaves_nothing_half_done(shared: Path) -> None:
    assert points_run.run(shared / "points", is_full=False, seed=1, say=print)


@pytest.mark.drill
def test_a_power_cut_takes_back_nothing_that_was_acknowledged(shared: Path) -> None:
    assert power.run(shared / "power", is_full=False, seed=1, say=print)


@pytest.mark.drill
def test_random_kills_lose_no_letter_and_each_copy_was_called_uncertain(shared: Path) -> None:
    assert kills.run(shared / "kills", is_full=False, seed=1, say=print)


TRACE = """\
7 access("/phase/claim", F_OK) = -1 ENOENT (No such file or directory)
7 pwrite64(5</data/outcry.sqlite3-wal>, ""..., 24, 0) = 24
7 sendto(4<UNIX-STREAM:[1->2]>, "\\0", 1, 0, NULL, 0) = 1
8 pwrite64(5</data/outcry.sqlite3-wal>, ""..., 24, 24) = 24
7 access("/phase/send", F_OK) = -1 ENOENT (No such file or directory)
7 sendto(9<TCP:[127.0.0.1:1->127.0.0.1:2]>, "DATA"..., 6, 0, NULL, 0) = 6
7 pwrite64(5</data/outcry.sqlite3-wal>, ""..., 24, 48) = 24
"""


def test_each_call_of_a_step_is_found_once_with_its_phase(tmp_path: Path) -> None:
    (tmp_path / "trace").write_text(TRACE)

    # The second thread's first call is the first one's first, for strace.
    assert calls_in(tmp_path / "trace", phase="begin") == [Call("pwrite64", 1, "claim"), Call("sendto", 2, "send"), Call("pwrite64", 2, "send")]


def test_the_line_by_which_a_process_wakes_itself_never_fails(tmp_path: Path) -> None:
    first, second = "".join(line for line in TRACE.splitlines(True) if line[0] == "7"), '8 sendto(9<TCP:[1->2]>, "220"..., 5, 0, NULL, 0) = 5\n'
    (tmp_path / "trace").write_text(first + second)

    [banner] = [call for call in calls_in(tmp_path / "trace", phase="begin") if (call.name, call.number) == ("sendto", 1)]

    assert faults_of(banner) == (KILL,)


def test_a_full_disk_stays_full() -> None:
    point = Point(SETTINGS[0], Call("pwrite64", 3, "submit"), DISK_FULL)

    assert point.fault.at(point.call) == "inject=pwrite64:error=ENOSPC:when=3+"
    assert DISK_FULL not in faults_of(Call("sendto", 1, "send"))
