"""When a deferred message is tried again. Pure.

RFC 5321, 4.5.4.1 asks for 30 minutes and for 4 to 5 days in all. The first waits are shorter, for servers that turn
every stranger away once (greylisting, 1 to 60 minutes).
"""

from datetime import datetime, timedelta
from zlib import crc32

WAITS = (timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=30), timedelta(minutes=60))
AFTERWARDS = timedelta(minutes=60)
# By so much of itself each later wait is longer or shorter, so that letters deferred together do not return together.
SPREAD = 0.25
# A letter that may have arrived goes once more, but not at once: first let a report of failure or an answer come in.
RESEND = timedelta(minutes=10)
# A server that could not be reached, or that closed its doors, is left alone for so long; each time in a row twice as long, up to this.
SERVER_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(minutes=30)


def next_try(*, tries: int, name: str, now: datetime, haste: int = 1) -> datetime:
    """When to try again after `tries` tries. `name` is the message's own and decides its spread; `haste` divides every wait."""
    if tries <= len(WAITS):
        return now + WAITS[tries - 1] / haste
    place = crc32(f"{name}:{tries}".encode()) / 2**32
    return now + AFTERWARDS * (1 - SPREAD + 2 * SPREAD * place) / haste


def server_rest(*, rests: int, haste: int = 1) -> timedelta:
    """How long a server is left alone that has been so `rests` times in a row."""
    return min(SERVER_REST * (1 << min(rests, 10)), LONGEST_REST) / haste
