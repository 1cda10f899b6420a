"""The processes of one installation: which there are, how each is started, and how to see that it serves."""

import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from outcry.config.supervisor import Program

LOOPBACK = "127.0.0.1"
_PROBE_SECONDS = 0.5


@dataclass(frozen=True)
class Ports:
    """Where the processes listen on the loopback; `standin` is the demonstration's mail server, 0 when there is none."""

    web: int
    receive: int
    standin: int = 0
    # The desk's own process, where the public site signs in to the database as a role of its own; 0: one process serves both.
    desk: int = 0


# What the process of the public site must not hold: the address of the database as everybody else opens it.
_PUBLIC_SITE: dict[str, str | None] = {"OUTCRY_SERVES": "public", "DATABASE_URL": None, "DATABASE_URL_FILE": None}


def programs(*, ports: Ports, web_workers: int, web_threads: int, has_broker: bool = False) -> list[Program]:
    """Every process that runs beside the others, in the order in which they start. With a broker workers are woken, and may run elsewhere too."""
    web = partial(_web, workers=web_workers, threads=web_threads)
    first = [web("web", ports.web, environment=_PUBLIC_SITE if ports.desk else {})]
    if ports.desk:
        first.append(web("desk", ports.desk, environment={}))
    if ports.standin:
        first.append(Program("mailserver", _outcry("demo", "mailserver"), partial(accepts_connections, ports.standin)))
    # The site is there first; and a letter that left before the stand-in listens would be put off for minutes.
    return first + [
        Program(name, _outcry(name), starts_last=True) for name in (("work", "receive", "sweep") if has_broker else ("deliver", "receive", "chores"))
    ]


def _web(name: str, port: int, *, workers: int, threads: int, environment: dict[str, str | None]) -> Program:
    command = ["granian", "--interface", "wsgi", "--http", "1", "--no-ws", "--host", LOOPBACK, "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", str(threads), "--respawn-failed-workers"]
    # No log of visitors, whatever the environment says: a path can be the secret of a link.
    command += ["--workers-kill-timeout", "5", "--log-level", "warning", "--no-access-log", "outcry.config.wsgi:application"]
    return Program(name, [sys.executable, "-m", *command], partial(answers_http, port), environment=environment)


def _outcry(*arguments: str) -> Sequence[str]:
    return [sys.executable, "-m", "outcry.config.child", *arguments]


def hindrance(port: int) -> str:
    """Why we can't listen on this port of the loopback now, as the end of a sentence; empty when we can."""
    with socket.socket() as probe:
        # A connection that has just ended keeps its port for a minute; a listener still refuses us.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except PermissionError:
            return "may not be opened by this account"
        except OverflowError:
            return "does not exist"
        except OSError:
            return "is taken by another program"
        return ""


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def accepts_connections(port: int) -> bool:
    """Whether someone listens there."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=_PROBE_SECONDS).close()
    except OSError:
        return False
    return True


def answers_http(port: int) -> bool:
    """Whether a web server answers there, whatever it says: granian listens before the application is loaded."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=_PROBE_SECONDS) as probe:
            probe.sendall(b"GET /robots.txt HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return probe.recv(1) != b""
    except OSError:
        return False
