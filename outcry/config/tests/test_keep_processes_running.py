"""The supervisor with real processes: small Python programs that live, die, talk and hang."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PATIENCE_SECONDS = 20


class Group:
    """A supervisor in a process of its own, as `outcry run` is, and what it has said so far."""

    def __init__(self, folder: Path, programs: dict[str, str], *, grace_seconds: float) -> None:
        self.folder = folder
        listed = ", ".join(f"Program({name!r}, [sys.executable, '-uc', {code!r}], starts_last={name.endswith('last')})" for name, code in programs.items())
        script = textwrap.dedent(f"""
            import os, sys
            from outcry.config.supervisor import GaveUp, Supervisor, Program
            say = lambda line: print(line, flush=True)
            group = Supervisor([{listed}], environment=os.environ, say=say, when_ready="ready", grace_seconds={grace_seconds})
            try:
                group.run()
            except GaveUp as error:
                sys.exit(str(error))
        """)
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([sys.executable, "-c", script], stdout=log, stderr=subprocess.STDOUT, cwd=folder)

    def words(self) -> str:
        return self.log.read_text()

    def pids(self, name: str) -> list[int]:
        """The process ids that the program of this name wrote down, oldest first."""
        file = self.folder / name
        return [int(line) for line in file.read_text().split()] if file.exists() else []


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Group]]:
    groups: list[Group] = []

    def start_group(programs: dict[str, str], *, grace_seconds: float = 5.0) -> Group:
        groups.append(Group(tmp_path, programs, grace_seconds=grace_seconds))
        return groups[-1]

    yield start_group
    for group in groups:
        group.process.kill()
        group.process.wait()


def wait_until(is_true: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")


def living(name: str, *, before: str = "") -> str:
    """A program that writes down its process id and sleeps."""
    return f"{before}\nimport os, time\nopen({name!r}, 'a').write(f'{{os.getpid()}}\\n')\ntime.sleep(600)"


def test_every_line_carries_the_name_of_its_program(start: Callable[..., Group]) -> None:
    group = start({"web": "print('serving'); import time; time.sleep(600)", "deliver": "print('handing over'); import time; time.sleep(600)"})

    wait_until(lambda: "serving" in group.words() and "handing over" in group.words())

    assert {line.strip() for line in group.words().splitlines()} >= {"web        | serving", "deliver    | handing over"}


def test_ready_is_said_once_however_often_a_program_dies_later(start: Callable[..., Group]) -> None:
    group = start({"web": living("web"), "deliver": living("deliver")})
    wait_until(lambda: "ready" in group.words())

    wait_until(lambda: group.pids("web"))
    os.kill(group.pids("web")[0], signal.SIGKILL)
    wait_until(lambda: len(group.pids("web")) == 2)

    assert group.words().splitlines().count("ready") == 1


def test_a_program_that_starts_last_waits_until_the_others_are_ready(start: Callable[..., Group]) -> None:
    group = start({"web": "import time; time.sleep(600)", "deliver, last": "print('handing over'); import time; time.sleep(600)"})

    wait_until(lambda: "handing over" in group.words())

    assert [line.partition("|")[2].strip() or line for line in group.words().splitlines()] == ["ready", "handing over"]


def test_a_killed_program_is_started_again_and_logged(start: Callable[..., Group]) -> None:
    group = start({"deliver": living("deliver"), "web": living("web")})
    wait_until(lambda: group.pids("deliver") and group.pids("web"))

    os.kill(group.pids("deliver")[0], signal.SIGKILL)
    wait_until(lambda: len(group.pids("deliver")) == 2)

    assert "deliver ended by SIGKILL; starting it again in 0.5 s." in group.words()
    assert len(group.pids("web")) == 1


def test_a_program_that_keeps_dying_is_started_less_and_less_often(start: Callable[..., Group]) -> None:
    group = start({"chores": "import time; time.sleep(0.3); raise SystemExit(3)"})

    wait_until(lambda: "in 2 s." in group.words())

    pauses = [line for line in group.words().splitlines() if "starting it again" in line]
    assert pauses == [f"chores ended with exit status 3; starting it again in {pause} s." for pause in ("0.5", "1", "2")]


def test_a_program_that_never_starts_ends_the_group_with_one_sentence(start: Callable[..., Group]) -> None:
    never_ready = "import sys; sys.exit('no such command')"
    group = start({"web": living("web"), "deliver": never_ready})

    assert group.process.wait(PATIENCE_SECONDS) == 1

    assert group.words().splitlines()[-1] == "deliver ended 5 times in a row, the last time with exit status 1; its last words stand above."
    assert not any(is_alive(pid) for pid in group.pids("web"))


def test_what_a_dead_program_left_running_is_swept(start: Callable[..., Group]) -> None:
    helper = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {living('helper')!r}])"
    group = start({"web": living("web", before=helper)})
    wait_until(lambda: group.pids("web") and group.pids("helper"))

    os.kill(group.pids("web")[0], signal.SIGKILL)
    wait_until(lambda: not is_alive(group.pids("helper")[0]))

    assert group.process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(start: Callable[..., Group], number: signal.Signals) -> None:
    group = start({"web": living("web"), "deliver": living("deliver")})
    wait_until(lambda: group.pids("web") and group.pids("deliver"))

    group.process.send_signal(number)

    assert group.process.wait(PATIENCE_SECONDS) == 0
    assert not any(is_alive(pid) for pid in group.pids("web") + group.pids("deliver"))


def test_a_program_that_will_not_stop_is_killed_after_the_grace_time(start: Callable[..., Group]) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    group = start({"deliver": living("deliver", before=deaf)}, grace_seconds=0.5)
    wait_until(lambda: group.pids("deliver"))

    group.process.terminate()

    assert group.process.wait(PATIENCE_SECONDS) == 0
    assert not is_alive(group.pids("deliver")[0])


def test_a_second_signal_does_not_wait_for_the_grace_time(start: Callable[..., Group]) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, lambda *_: print('not yet', flush=True))"
    group = start({"deliver": living("deliver", before=deaf)}, grace_seconds=600)
    wait_until(lambda: group.pids("deliver"))

    group.process.terminate()
    wait_until(lambda: "not yet" in group.words())
    group.process.terminate()

    assert group.process.wait(PATIENCE_SECONDS) == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a process that its parent died")
def test_nothing_outlives_a_supervisor_that_is_killed(start: Callable[..., Group]) -> None:
    group = start({"web": living("web"), "deliver": living("deliver")})
    wait_until(lambda: group.pids("web") and group.pids("deliver"))

    group.process.kill()

    wait_until(lambda: not any(is_alive(pid) for pid in group.pids("web") + group.pids("deliver")))


def test_the_last_words_without_a_line_end_are_kept(start: Callable[..., Group]) -> None:
    group = start({"receive": "import sys; sys.stdout.write('half a line')"})

    wait_until(lambda: "receive    | half a line\n" in group.words())
