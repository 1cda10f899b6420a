"""A process that has loaded all of Outcry and forks others that may crash: `python -m drill.crashes.forge`, told what to do by lines of JSON.

Loading takes seconds, a fork milliseconds; that is what makes thousands of crashes possible. It serves one command after another: `fork`
makes a child for a step, which waits for `go`; the others are done by a child that answers.
"""

import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcry.config.settings")
django.setup()

from django.db import connections  # noqa: E402  these need the settings

from drill.crashes import controls, house, steps  # noqa: E402
from outcry.config.wsgi import application  # noqa: E402
from outcry.delivery.outgoing.worker import Worker  # noqa: E402


def main() -> None:
    """Serve until there are no more commands."""
    for line in sys.stdin:
        told = json.loads(line)
        command = told.pop("command")
        print(json.dumps(_COMMANDS[command](told)), flush=True)


def _answered(do: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Done in a child, so that nothing it opens or remembers stays here."""

    def asked(told: dict[str, Any]) -> dict[str, Any]:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            _in_child(lambda: os.write(writing, json.dumps(do(told)).encode()))
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            answer = pipe.read()
        _pid, status = os.waitpid(pid, 0)
        return json.loads(answer) if answer else {"failed": status}

    return asked


def _fork(told: dict[str, Any]) -> dict[str, Any]:
    """A child that waits for `go`, and the port at which it will listen."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(writing)

            def begin() -> None:
                steps.live_in(Path(told["folder"]), journal=told["journal"])
                controls.break_down(told["control"])
                if os.read(reading, 1):
                    steps.STEPS[told["step"]](door)

            _in_child(begin)
        os.close(reading)
        _waiting[pid] = writing
        return {"pid": pid, "port": door.getsockname()[1]}


def _go(told: dict[str, Any]) -> dict[str, Any]:
    os.write(_waiting[told["pid"]], b"g")
    return {}


def _bury(told: dict[str, Any]) -> dict[str, Any]:
    """Wait until it has ended; how it did."""
    os.close(_waiting.pop(told["pid"]))
    _pid, status = os.waitpid(told["pid"], 0)
    return {"status": os.waitstatus_to_exitcode(status)}


def _in_child(do: Callable[[], object]) -> None:
    """Never returns: what the parent has open is none of this process's business."""
    status = 0
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.stdin.close()
        for other in _waiting.values():
            os.close(other)
        do()
    except BaseException:  # noqa: BLE001  the drill looks at the status and at what it said
        traceback.print_exc()
        status = 1
    finally:
        os._exit(status)


def _in(told: dict[str, Any]) -> Path:
    folder = Path(told["folder"])
    steps.live_in(folder, journal=told["journal"])
    return folder


def _migrate(told: dict[str, Any]) -> dict[str, Any]:
    _in(told)
    return house.migrate()


def _build(told: dict[str, Any]) -> dict[str, Any]:
    _in(told)
    return house.build()


def _let_letters_wait(told: dict[str, Any]) -> dict[str, Any]:
    _in(told)
    return house.let_letters_wait()


def _drain(told: dict[str, Any]) -> dict[str, Any]:
    _in(told)
    return {"handled": Worker().drain()}


def _put_letters(told: dict[str, Any]) -> dict[str, Any]:
    _in(told)
    return house.put_letters(told["number"])


def _go_on(told: dict[str, Any]) -> dict[str, Any]:
    _in(told)
    return steps.go_on(handed_in=tuple(told["handed_in"]) if told["handed_in"] else None)


def _warm(told: dict[str, Any]) -> dict[str, Any]:
    """Load here what the first visitor would load in each child."""
    _in(told)
    for path in told["paths"]:
        asked = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost"}
        list(application({**asked, "wsgi.input": sys.stdin.buffer, "wsgi.url_scheme": "http"}, lambda *answer: None))
    connections.close_all()
    return {}


_waiting: dict[int, int] = {}
_COMMANDS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "migrate": _answered(_migrate),
    "build": _answered(_build),
    "let_letters_wait": _answered(_let_letters_wait),
    "drain": _answered(_drain),
    "put_letters": _answered(_put_letters),
    "go_on": _answered(_go_on),
    "warm": _warm,
    "fork": _fork,
    "go": _go,
    "bury": _bury,
}

if __name__ == "__main__":
    main()
