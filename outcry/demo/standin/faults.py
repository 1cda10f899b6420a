"""Faults on purpose, for drills: a file `$DATA/demo/faults.json` makes the stand-in drop or stall connections at one phase.

{"at": "rcpt" | "data" | "answer", "do": "drop" | "wait", "seconds": 2, "times": 3}

A second file, `$DATA/demo/blocks.json`, names mailboxes whose server blocks us from the next start on: a list of addresses.

`rcpt`: before the recipient is answered; `data`: the text has come, nothing is kept; `answer`: it is kept, nothing was said.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """What to do now: stall for `seconds`, then hang up if `drops`."""

    drops: bool
    seconds: float


def blocking(data: Path) -> frozenset[str]:
    """The mailboxes whose server blocks us, as the file says."""
    try:
        told = json.loads((data / "demo" / "blocks.json").read_bytes())
    except (OSError, ValueError):
        return frozenset()
    return frozenset(str(address).lower() for address in told) if isinstance(told, list) else frozenset()


class Faults:
    """The control file; each use takes one off `times`, and the last removes it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def of(cls, data: Path) -> "Faults":
        return cls(data / "demo" / "faults.json")

    def take(self, phase: str) -> Fault | None:
        """The fault planned for this phase, if any."""
        try:
            plan = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return None
        if not isinstance(plan, dict) or plan.get("at") != phase:
            return None
        self._count_down(plan)
        return Fault(drops=plan.get("do", "drop") == "drop", seconds=float(plan.get("seconds", 0)))

    def _count_down(self, plan: dict[str, object]) -> None:
        left = int(str(plan.get("times", 1))) - 1
        if left <= 0:
            self._path.unlink(missing_ok=True)
            return
        draft = self._path.with_suffix(".part")
        draft.write_text(json.dumps(plan | {"times": left}))
        os.replace(draft, self._path)
