"""Several machines in one: network namespaces with addresses of their own, joined by a bridge that stands in one more. No way leads out.

A cable can be pulled: then packets vanish, and nobody is told, as on a real network. Needs root, and Debian's iproute2.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_NETWORK = "10.77.0"
_SWITCH = "switch"


class Hosts:
    """The machines by their names; the first has the address 10.77.0.1."""

    def __init__(self, *names: str) -> None:
        # A name of an interface has at most fifteen letters; several runs may stand side by side.
        self._prefix = f"outcry{os.getpid()}"
        self.address = {name: f"{_NETWORK}.{number}" for number, name in enumerate(names, start=1)}

    def into(self, name: str) -> list[str]:
        """What to put before a command so that it runs on that machine."""
        return ["nsenter", f"--net=/run/netns/{self._space(name)}"]

    @contextmanager
    def inside(self, name: str) -> Iterator[None]:
        """Be on that machine while the block runs: this thread, and whatever it opens or starts. Sockets stay where they were opened."""
        home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        there = os.open(f"/run/netns/{self._space(name)}", os.O_RDONLY)
        try:
            os.setns(there, os.CLONE_NEWNET)
            yield
        finally:
            os.setns(home, os.CLONE_NEWNET)
            os.close(there)
            os.close(home)

    def cut(self, name: str) -> None:
        """Pull its cable."""
        _ip("-n", self._space(_SWITCH), "link", "set", name, "down")

    def join(self, name: str) -> None:
        """Put it in again."""
        _ip("-n", self._space(_SWITCH), "link", "set", name, "up")

    def build(self) -> None:
        """Make them all."""
        switch = self._space(_SWITCH)
        _ip("netns", "add", switch)
        _ip("-n", switch, "link", "add", "bridge", "type", "bridge")
        _ip("-n", switch, "link", "set", "bridge", "up")
        for name, address in self.address.items():
            space = self._space(name)
            _ip("netns", "add", space)
            _ip("-n", switch, "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", space)
            _ip("-n", switch, "link", "set", name, "master", "bridge", "up")
            _ip("-n", space, "address", "add", f"{address}/24", "dev", "eth0")
            for device in ("lo", "eth0"):
                _ip("-n", space, "link", "set", device, "up")

    def tear_down(self) -> None:
        """End whatever runs on them, and take them away."""
        for name in [*self.address, _SWITCH]:
            self._end_processes(name)
            subprocess.run(["ip", "netns", "delete", self._space(name)], check=False, capture_output=True)

    def _end_processes(self, name: str) -> None:
        for _ in range(50):
            there = subprocess.run(["ip", "netns", "pids", self._space(name)], check=False, capture_output=True, text=True).stdout.split()
            # This process itself, when it goes away from inside.
            others = [int(number) for number in there if int(number) != os.getpid()]
            if not others:
                return
            for number in others:
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            time.sleep(0.05)

    def _space(self, name: str) -> str:
        return f"{self._prefix}-{name}"


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def hindrance() -> str:
    """Why there can be no such machines here; empty when there can."""
    if os.geteuid() != 0:
        return "only root can make network namespaces"
    if not shutil.which("ip") or not shutil.which("nsenter"):
        return "ip or nsenter is not installed (Debian: iproute2, util-linux)"
    probe = Hosts("probe")
    try:
        probe.build()
    except subprocess.CalledProcessError as error:
        return f"the kernel makes no network namespaces: {error.stderr.decode(errors='replace').strip()}"
    finally:
        probe.tear_down()
    return ""


@contextmanager
def machines(*names: str) -> Iterator[Hosts]:
    """So many machines while the block runs."""
    hosts = Hosts(*names)
    try:
        hosts.build()
        yield hosts
    finally:
        hosts.tear_down()
