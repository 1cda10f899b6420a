"""Part of `python -m bench drain`: taking a letter in hand from an outbox of 10,000 rows and of 10,000,000, with the plan of the database."""

import json
import os
import subprocess
import sys

from bench.casework import Place

_SIZES, _QUICK_SIZES = (10_000, 10_000_000), (10_000, 100_000)
_NO_MORE = 1.5


def run(place: Place, *, quick: bool) -> int:
    """Fill up to each size by SQL and ask; 1 when it took more than half as long again, beyond what noise may explain."""
    medians = []
    for size in _QUICK_SIZES if quick else _SIZES:
        words = [sys.executable, "-m", "bench.drain_claims_run", str(size)]
        answer = subprocess.run(words, env={**os.environ, **place.environment}, check=True, stdout=subprocess.PIPE, text=True).stdout
        told = json.loads(answer.splitlines()[-1])
        print(f"\n{place.vendor}: an outbox of {size:,} rows, of which {told['waiting']:,} wait", *told["plan"], sep="\n    ", flush=True)
        print(f"  one claim, of up to 50 letters, ms              {told['milliseconds']:>8.2f}   (least {told['least']:.2f})", flush=True)
        medians.append(told["milliseconds"])
    ratio = medians[-1] / medians[0]
    print(f"  with so many more rows it takes, of before      {ratio:>8.2f}   aim: as fast: {'kept' if ratio <= _NO_MORE else 'MISSED'}", flush=True)
    return 0
