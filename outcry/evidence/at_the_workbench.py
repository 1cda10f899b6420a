"""Hands a file to the workbench, a process of its own, and takes what it made."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from outcry.evidence.workbench.areas import Area
from outcry.evidence.workbench.office.anew import BUILDERS

KINDS = frozenset({"application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff"})
OFFICE_KINDS = frozenset(BUILDERS)
_SECONDS, _SECONDS_FOR_FACES = 150, 30
_WORKBENCH, _FACE_FINDER = "outcry.evidence.workbench", "outcry.evidence.face_finder"
# Nothing of our settings: neither keys nor the database's address.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")


class NotMade(Exception):
    """The workbench refused the file, or broke over it; `kind` is a word for which the desk has a sentence."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, kw_only=True)
class Made:
    """What came back."""

    data: bytes
    kind: str
    pages: int


@dataclass(frozen=True, kw_only=True)
class Size:
    """A picture in one width, as WebP."""

    width: int
    height: int
    data: bytes


@dataclass(frozen=True, kw_only=True)
class Anew:
    """A file of an office program, built anew; `left` are words for what stayed behind."""

    data: bytes
    left: tuple[str, ...]


def anew(*, data: bytes, kind: str) -> Anew:
    """What is seen in a text or a table of an office program (`OFFICE_KINDS`), as a new file. Raise NotMade."""
    facts, made = _job(data, job="anew", kind=kind)
    return Anew(data=made, left=tuple(facts["left"]))


def clean(*, data: bytes, kind: str, areas: Sequence[Area] = (), keep_notes: bool = True) -> Made:
    """A copy without hidden data, with `areas` gone for good. Raise NotMade."""
    return _made(*_job(data, job="clean", kind=kind, areas=[asdict(area) for area in areas], keep_notes=keep_notes))


def render(*, data: bytes, kind: str, page: int) -> Made:
    """A picture of a page (the first is 1) for a screen. Raise NotMade."""
    return _made(*_job(data, job="render", kind=kind, page=page))


def sizes(*, data: bytes, widths: Sequence[int], areas: Sequence[Area] = (), quality: int = 82) -> tuple[Size, ...]:
    """A picture for readers in several widths, the smallest first, without hidden data, with `areas` gone for good. Raise NotMade."""
    facts, files = _job(data, job="size", widths=list(widths), areas=[asdict(area) for area in areas], quality=quality)
    made, start = [], 0
    for width, height, length in facts["sizes"]:
        made.append(Size(width=width, height=height, data=files[start : start + length]))
        start += length
    return tuple(made)


def likely_faces(*, data: bytes, most: int) -> tuple[Area, ...]:
    """Where faces may be in a picture, the largest first: a proposal for a person, and no proof that there are no others.

    Empty where the finder broke, or took too long.
    """
    try:
        facts, _nothing = _job(data, by=_FACE_FINDER, seconds=_SECONDS_FOR_FACES, most=most)
    except NotMade:
        return ()
    return tuple(Area(**area) for area in facts["areas"])


def _made(facts: dict[str, Any], data: bytes) -> Made:
    return Made(data=data, kind=facts["kind"], pages=facts["pages"])


def _job(data: bytes, *, by: str = _WORKBENCH, seconds: int = _SECONDS, **order: Any) -> tuple[dict[str, Any], bytes]:
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", by],
            input=json.dumps(order).encode() + b"\n" + data,
            capture_output=True,
            env=environment | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            timeout=seconds,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise NotMade("broken") from error
    head, _, made = done.stdout.partition(b"\n")
    facts = json.loads(head)
    if "refused" in facts:
        raise NotMade(facts["refused"])
    return facts, made
