"""`make drill`, or `python -m drill --supporters 200`: run the drill, print the claims, end with 1 when one of them fails."""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from drill.story import drill, table

_ON_SEVERAL_HOSTS = ("drill.network", "drill.standby")


def main() -> int:
    """Run it in a temporary folder, which is thrown away unless something failed."""
    parser = argparse.ArgumentParser(prog="python -m drill", description=__doc__)
    parser.add_argument("--supporters", type=int, default=1000, help="how many walk while things break (default 1000)")
    parser.add_argument("--kills", type=int, default=3, help="how often web and mail worker are killed with a letter in flight (default 3)")
    parser.add_argument("--seed", type=int, default=1, help="decides moments and kinds of the kills (default 1)")
    parser.add_argument("--full", action="store_true", help="also pull cables of several hosts; needs root")
    options = parser.parse_args()
    began = time.monotonic()
    others = ["drill.broken_servers", *(_ON_SEVERAL_HOSTS if options.full else [])]
    failed = [name for name in others if subprocess.run([sys.executable, "-m", name], check=False).returncode]
    folder = Path(tempfile.mkdtemp(prefix="outcry-drill-"))
    result = drill(
        folder=folder / "var",
        supporters=options.supporters,
        kills=options.kills,
        seed=options.seed,
        say=lambda line: print(f"{time.monotonic() - began:4.0f} s  {line}", flush=True),
    )
    print(f"\nAfter the faults\n{table(result.claims)}")
    print(f"\nThe control: without the fence something must be red\n{table(result.control)}")
    is_good = result.is_good and not failed
    print(f"\n{_verdict(is_good)} Seed {options.seed}, {time.monotonic() - began:.0f} s.")
    if not is_good:
        print(f"What is left of it lies in {folder}.")
        return 1
    shutil.rmtree(folder)
    return 0


def _verdict(is_good: bool) -> str:
    return "Everything agrees, and the control turned red." if is_good else "The drill failed."


if __name__ == "__main__":
    sys.exit(main())
