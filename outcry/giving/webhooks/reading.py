"""Reading an event without trusting its shape."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from outcry.giving.webhooks.notices import NotReadable
from outcry.lib.identifiers import PUBLIC_ID_LENGTH
from outcry.lib.money import Money

_LONGEST_ID = 255


def event_in(body: bytes) -> dict[str, Any]:
    """The event; numbers with a point are decimals. Raise NotReadable."""
    try:
        event = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise NotReadable("no JSON") from error
    if not isinstance(event, dict):
        raise NotReadable("no event")
    return event


def inner(event: Any, *path: str) -> Any:
    """What stands at the end of a path, None where the path ends before."""
    for name in path:
        event = event.get(name) if isinstance(event, dict) else None
    return event


def id_of(event: Any) -> str:
    """The id of an event. Raise NotReadable."""
    found = inner(event, "id")
    if not isinstance(found, str) or not 0 < len(found) <= _LONGEST_ID:
        raise NotReadable("no id")
    return found


def reference_in(*candidates: Any) -> str:
    """The first that has the form of a donation appeal's public id; blank where none has. Whoever pays can write anything there."""
    return next((one for one in candidates if isinstance(one, str) and len(one) == PUBLIC_ID_LENGTH and one.isascii() and one.isalnum()), "")


def money_of(amount: Any, currency: Any) -> Money:
    """A sum above nothing. Raise NotReadable."""
    try:
        if isinstance(amount, float | bool) or not isinstance(currency, str):
            raise TypeError
        money = Money(Decimal(amount), currency.upper())
    except (InvalidOperation, TypeError, ValueError) as error:
        raise NotReadable("no sum of money") from error
    if money.amount <= 0:
        raise NotReadable("a sum of nothing")
    return money


def day_of_seconds(seconds: Any) -> date:
    """The day (UTC) of seconds since 1970. Raise NotReadable."""
    try:
        if isinstance(seconds, bool) or not isinstance(seconds, int):
            raise TypeError
        return datetime.fromtimestamp(seconds, tz=UTC).date()
    except (OverflowError, OSError, TypeError, ValueError) as error:
        raise NotReadable("no moment") from error


def day_of_words(text: Any) -> date:
    """The day (UTC) of a moment in ISO 8601 with its zone. Raise NotReadable."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC).date()
    except (OverflowError, TypeError, ValueError) as error:
        raise NotReadable("no moment") from error
