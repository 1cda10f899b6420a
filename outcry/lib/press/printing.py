"""Ask the press: HTML in, PDF out, with the page on which each anchor stands."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_PATIENCE_SECONDS = 600
# What no reader of HTML takes, and half characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# Python's words where Pango, or the library that asks it, is not there.
_NO_PRESS = re.compile("^(OSError: cannot load library|ModuleNotFoundError|ImportError)", re.MULTILINE)
_STYLE = (Path(__file__).parent / "paper.css").read_text(encoding="utf-8")


class NotPrinted(Exception):
    """It could not be printed; `no_press` when this machine lacks what the press needs, else it broke at this page."""

    def __init__(self, kind: str, words: str = "") -> None:
        super().__init__(f"{kind}: {words}")
        self.kind, self.words = kind, words


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A PDF, how many pages it has, and by the name of each anchor its page."""

    content: bytes
    pages: int
    anchors: dict[str, int]


def printed(*, html: str, first_page: int = 1) -> Printed:
    """Print a page of HTML, whose first sheet has this number. Raise NotPrinted."""
    order = {"html": _UNPRINTABLE.sub("\ufffd", html), "first_page": first_page, "style": _STYLE}
    # Without our settings and keys; a folder for caches of fonts is all it needs.
    surroundings = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH", "XDG_CACHE_HOME") if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "outcry.lib.press"],
            input=json.dumps(order).encode() + b"\n",
            capture_output=True,
            timeout=_PATIENCE_SECONDS,
            env=surroundings,
            cwd=Path(__file__).parents[3],
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotPrinted("broken", "it took too long") from error
    head, _line, content = done.stdout.partition(b"\n")
    if done.returncode or not head:
        words = done.stderr.decode(errors="replace").strip()
        raise NotPrinted("no_press" if _NO_PRESS.search(words) else "broken", words[-300:])
    facts = json.loads(head)
    return Printed(content=content, pages=facts["pages"], anchors=facts["anchors"])
