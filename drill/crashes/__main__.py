"""`python -m drill.crashes points | kills | power [--full]`: run one, print a table, end with 1 when it is red or its control stays green."""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from drill.crashes import kills, points_run, power

RUNS: dict[str, Callable[..., bool]] = {"points": points_run.run, "kills": kills.run, "power": power.run}


def main() -> int:
    """Run what is named, one after another, in a temporary folder, which is thrown away unless something was red."""
    parser = argparse.ArgumentParser(prog="python -m drill.crashes", description=__doc__)
    parser.add_argument("what", choices=RUNS, nargs="+")
    parser.add_argument("--full", action="store_true", help="all of it, which takes an hour; otherwise a sample")
    parser.add_argument("--seed", type=int, default=1, help="decides what is left to chance (default 1)")
    options = parser.parse_args()
    folder, began, red = Path(tempfile.mkdtemp(prefix="outcry-crashes-")), time.monotonic(), []

    def say(line: str) -> None:
        print(f"{time.monotonic() - began:5.0f} s  {line}", flush=True)

    for what in options.what:
        print(f"\n{what}", flush=True)
        if not RUNS[what](folder / what, is_full=options.full, seed=options.seed, say=say):
            red.append(what)
    say(f"Red: {', '.join(red)}. What is left lies in {folder}." if red else "Everything agrees, and every control turned red.")
    if not red:
        shutil.rmtree(folder)
    return 1 if red else 0


if __name__ == "__main__":
    sys.exit(main())
