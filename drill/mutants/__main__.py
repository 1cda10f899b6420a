"""`python -m drill.mutants --number 100000`: run it, print the claims, end with 1 when one of them fails or the control stays green."""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from drill.mutants.sending import run


def main() -> int:
    """Run it and its control in a temporary folder."""
    parser = argparse.ArgumentParser(prog="python -m drill.mutants", description=__doc__)
    parser.add_argument("--number", type=int, default=1000, help="how many mails (default 1000; all of it is 100000)")
    parser.add_argument("--seed", type=int, default=1, help="decides what is wrong with each (default 1)")
    options = parser.parse_args()
    folder, began = Path(tempfile.mkdtemp(prefix="outcry-mutants-")), time.monotonic()
    found = run(folder=folder / "var", number=options.number, seed=options.seed)
    control = run(folder=folder / "control", number=min(options.number, 1000), seed=options.seed, without_guard=True)
    for title, one in (("Broken mail", found), ("The control: read before it is kept, something must be red", control)):
        print(f"\n{title}")
        for claim, figure, holds in one.claims():
            print(f"  {'ok ' if holds else 'RED'} {claim}: {figure}")
    print(f"\nKinds: {found.kinds}; not read at the desk: {found.unread}. Seed {options.seed}, {time.monotonic() - began:.0f} s.")
    shutil.rmtree(folder)
    return 0 if found.is_good and not control.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
