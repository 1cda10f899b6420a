"""When pages that a process keeps in memory must be forgotten: whoever takes something away says so, whoever keeps pages asks.

The count is one process's own. Other processes keep a page for seconds only (outcry/config/wsgi_cache.py says how many).
"""

from django.db import transaction

# One number, in a list so that it can be counted up in place.
_times = [0]


def forget_kept_pages() -> None:
    """Let no page be given out that was made before now; within a transaction, once it is committed."""
    transaction.on_commit(_forget)


def kept_pages_mark() -> int:
    """A number that differs from that of any page made before the last time that pages were to be forgotten."""
    return _times[0]


def _forget() -> None:
    _times[0] += 1
