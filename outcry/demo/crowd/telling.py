"""Tells on the terminal how a walk goes, and at its end what the site's own rows say."""

import time
from collections import Counter

from django.core.management.base import OutputWrapper

from outcry.appeals import queries as appeals
from outcry.demo.crowd.walk import Progress
from outcry.protests.letter_counts import letter_states
from outcry.protests.models import Protest, ProtestState

_BAR_WIDTH = 32
_LINE_SECONDS = 5.0


class ProgressBar:
    """A bar on a terminal; elsewhere a line now and then."""

    def __init__(self, out: OutputWrapper) -> None:
        self._out = out
        self._next_line_at = 0.0

    def show(self, progress: Progress) -> None:
        line = f"{progress.confirmed:,} of {progress.total:,} confirmed, {progress.submitted:,} submitted"
        if self._out.isatty():
            full = _BAR_WIDTH * progress.confirmed // max(1, progress.total)
            self._out.write(f"\r[{'#' * full}{'.' * (_BAR_WIDTH - full)}] {line}  ", ending="\n" if progress.is_over else "")
            self._out.flush()
        elif time.monotonic() >= self._next_line_at or progress.is_over:
            self._next_line_at = time.monotonic() + _LINE_SECONDS
            self._out.write(line)


def summary(*, appeal: str, progress: Progress) -> str:
    """How the walk ended, and how many of the made-up supporters and letters of the appeal stand where, from the rows."""
    row = appeals.by_slug(slug=appeal)
    if row is None:
        return f"Supporters: {progress.submitted:,} submitted, {progress.confirmed:,} confirmed."
    generated = Protest.objects.filter(appeal=row, is_generated=True)
    confirmed = generated.filter(state=ProtestState.CONFIRMED)
    letters: Counter[str] = Counter()
    for states in letter_states(appeal=row).values():
        letters.update(states)
    told = ", ".join(f"{number:,} {state.replace('_', ' ')}" for state, number in sorted(letters.items())) or "none yet"
    missing = f" {progress.given_up:,} could not finish; the same command tries them again." if progress.given_up else ""
    return (
        f"Made-up supporters: {progress.submitted:,} submitted, {confirmed.count():,} confirmed, "
        f"from {confirmed.values('country').distinct().count()} countries. Letters of this appeal so far: {told}.{missing}"
    )
