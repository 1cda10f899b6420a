"""`python -m bench newsletter`: a digest on its way to 100,000 subscribers, on SQLite and on PostgreSQL, beside the bare outbox.

Nothing leaves: what waits in the outbox is marked as handed over, as the post office would do it.
"""

from pathlib import Path

from bench.growing import on_both

_SIZES, _QUICK_SIZES = (10_000, 100_000), (3_000,)


def run(folder: Path, *, quick: bool) -> int:
    """Measure both databases, one after the other; 1 when a copy was lost or sent twice, or there is no PostgreSQL to ask."""
    return on_both(folder, name="newsletter", sizes=_QUICK_SIZES if quick else _SIZES, compare=_compare)


def _compare(vendor: str, rates: list[float]) -> None:
    print(f"\n{vendor}: copies a second to {_SIZES[-1]:,} subscribers, of those to {_SIZES[0]:,}: {rates[-1] / rates[0]:.2f}", flush=True)
