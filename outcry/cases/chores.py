"""What the case file does on its own, for the list of chores; the rooms above get no other way in."""

from datetime import datetime

from outcry.cases.operations.finding import find_what_was_approved_before
from outcry.cases.operations.imports import run_waiting_imports
from outcry.cases.operations.likely_pairs import run_waiting_searches
from outcry.cases.retention import forget_looks_at_tables


def import_tables(*, now: datetime) -> int:
    """Carry out the imports of cases that wait."""
    return run_waiting_imports(now=now)


def look_for_likely_pairs(*, now: datetime) -> int:
    """Carry out the searches for records that may be one."""
    return run_waiting_searches(now=now)


def forget_tables(*, now: datetime) -> int:
    """Forget files that were looked at and that nobody imported."""
    return forget_looks_at_tables(now=now)


def find_public_cases(*, now: datetime) -> int:
    """Let readers find what was approved before there was a public database."""
    return find_what_was_approved_before(now=now)
