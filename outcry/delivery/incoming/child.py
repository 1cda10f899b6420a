"""`python -m outcry.delivery.incoming.child`: strangers' mail is taken apart here, in a process of its own, without our keys, database and settings.

A line of JSON, then bytes, both ways, until the input ends. In: {"job": "judge" | "read" | "addressed" | "attached", "size": bytes, ...}. Out: facts, or
{"unread": why}. A mail made to break a parser breaks this process, within its bounds of time and memory, and nothing else.
"""

import json
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from outcry.delivery.incoming import texts
from outcry.delivery.incoming.classify import classify
from outcry.delivery.incoming.parsing import Unreadable

# Whoever waits for us stops waiting after five seconds; should nobody wait any more, the processor's clock ends us.
_SECONDS = 6
_MEMORY = 240 * 1024**2

type Answer = tuple[dict[str, Any], bytes]


def main() -> None:
    """Serve until nobody asks any more."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    # Nothing is written to a disk here, and nothing opened.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(b"ready\n")
    sys.stdout.buffer.flush()
    for line in iter(sys.stdin.buffer.readline, b""):
        order = json.loads(line)
        used = resource.getrusage(resource.RUSAGE_SELF)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + _SECONDS, resource.RLIM_INFINITY))
        facts, data = _answer(order, sys.stdin.buffer.read(order["size"]))
        sys.stdout.buffer.write(json.dumps({**facts, "size": len(data)}).encode() + b"\n" + data)
        sys.stdout.buffer.flush()


def _answer(order: dict[str, Any], raw: bytes) -> Answer:
    try:
        return _JOBS[order["job"]](order, raw)
    except Unreadable as error:
        return {"unread": error.why}, b""
    except MemoryError:
        return {"unread": "memory"}, b""
    except RecursionError:
        return {"unread": "depth"}, b""
    except Exception:  # noqa: BLE001  the parser raises a dozen kinds of errors on broken mail, and none of them is ours to mend
        return {"unread": "broken"}, b""


def _judge(order: dict[str, Any], raw: bytes) -> Answer:
    return asdict(classify(raw=raw, envelope_sender=order["sender"])), b""


def _read(_order: dict[str, Any], raw: bytes) -> Answer:
    return asdict(texts.read(raw)), b""


def _addressed(_order: dict[str, Any], raw: bytes) -> Answer:
    return asdict(texts.addressed(raw)), b""


def _attached(order: dict[str, Any], raw: bytes) -> Answer:
    facts, data = texts.attached(raw, order["number"])
    return {"file": asdict(facts)}, data


_JOBS: dict[str, Callable[[dict[str, Any], bytes], Answer]] = {"judge": _judge, "read": _read, "addressed": _addressed, "attached": _attached}


if __name__ == "__main__":
    main()
