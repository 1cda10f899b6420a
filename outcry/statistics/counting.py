"""The count, recomputed from the rows themselves every time. Nothing here adds one to a number."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from outcry.appeals.models import Appeal, AppealState
from outcry.appeals.queries import countries_with_copies
from outcry.protests.answered import answered_letters
from outcry.protests.letter_counts import letter_states, refused_first
from outcry.protests.models import Protest, ProtestState
from outcry.statistics.models import AppealTally

# An ended appeal's letters may still bounce: it is counted again now and then.
ENDED_AGAIN_AFTER = timedelta(minutes=10)


def recount(*, appeal: Appeal, now: datetime) -> AppealTally:
    """Count an appeal's confirmed protests by country, its letters by destination and state, its answers, and apart from them copies to embassies.

    "accepted" is a state that only a later bounce ends: it is the number ever accepted and not bounced since.
    """
    states, embassies = letter_states(appeal=appeal), countries_with_copies(appeal=appeal)
    numbers: dict[str, Any] = {
        "countries": _by_country(appeal),
        "letters": {destination: found for destination, found in states.items() if destination not in embassies},
        "copies": _copies(states, embassies),
        "refused_first": refused_first(appeal=appeal),
        "answers": answered_letters(appeal=appeal),
    }
    tally, _ = AppealTally.objects.update_or_create(appeal=appeal, defaults={"numbers": numbers, "counted_at": now})
    return tally


def recount_all(*, now: datetime) -> int:
    """Recount every open appeal, and ended ones from time to time. Returns how many were counted."""
    due = [appeal for appeal in Appeal.objects.exclude(state__in=[AppealState.DRAFT, AppealState.PROPOSED]).select_related("tally") if _is_due(appeal, now=now)]
    for appeal in due:
        recount(appeal=appeal, now=now)
    return len(due)


def _is_due(appeal: Appeal, *, now: datetime) -> bool:
    tally = getattr(appeal, "tally", None)
    if tally is None or appeal.state == AppealState.OPEN:
        return True
    return bool(appeal.ended_at and tally.counted_at < max(appeal.ended_at + timedelta(seconds=1), now - ENDED_AGAIN_AFTER))


def _copies(states: dict[str, dict[str, int]], embassies: dict[str, str]) -> dict[str, dict[str, int]]:
    """By country, how many copies to embassies there stand in which state."""
    found: dict[str, Counter[str]] = {}
    for destination, country in embassies.items():
        found.setdefault(country, Counter()).update(states.get(destination, {}))
    return {country: dict(numbers) for country, numbers in found.items() if numbers}


def _by_country(appeal: Appeal) -> dict[str, int]:
    rows = Protest.objects.filter(appeal=appeal, state=ProtestState.CONFIRMED).order_by().values("country").annotate(number=Count("pk"))
    return {row["country"]: row["number"] for row in rows}
