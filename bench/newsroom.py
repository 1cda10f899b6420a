"""`python -m bench newsroom`: 20,000 reports under readers' questions, on SQLite and on PostgreSQL, beside bare SQL for the same answers."""

from pathlib import Path

from bench.growing import on_both

_SIZES, _QUICK_SIZES = (2_000, 20_000), (2_000,)


def run(folder: Path, *, quick: bool) -> int:
    """Measure both databases, one after the other; 1 when an answer differed, or there is no PostgreSQL to ask."""
    return on_both(folder, name="newsroom", sizes=_QUICK_SIZES if quick else _SIZES, compare=_compare)


def _compare(vendor: str, medians: list[dict[str, float]]) -> None:
    print(f"\nGrowth of the median from {_SIZES[0]:,} to {_SIZES[-1]:,} reports on {vendor}")
    for name, before in medians[0].items():
        print(f"  {name:<44}{medians[-1][name] / before:>9.1f}", flush=True)
