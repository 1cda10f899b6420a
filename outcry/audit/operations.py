"""The one way into the log."""

from datetime import datetime
from typing import Any

from outcry.audit.models import LogEntry


def record(*, verb: str, subject: str, now: datetime, actor: Any = None, **details: Any) -> LogEntry:
    """Write down that `actor` (a member of staff, or None for the system) did `verb` to `subject` ("appeal:7").

    Details are short facts: numbers, words, reasons. Never a supporter's name, address or text.
    """
    return LogEntry.objects.create(
        at=now, actor_id=getattr(actor, "pk", None), actor_name=actor.get_username() if actor else "system", verb=verb, subject=subject, details=details
    )
