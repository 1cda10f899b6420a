"""Where letters are put down a bell may hang: `settings.MAIL_BELL` names what is called, once they can be seen, to wake a worker far away."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string


def ring_once_committed() -> None:
    """Ring when the caller's transaction has ended well. Where no bell hangs, workers look by themselves."""
    if settings.MAIL_BELL:
        transaction.on_commit(_bell(settings.MAIL_BELL), robust=True)


@cache
def _bell(name: str) -> Callable[[], None]:
    found: Callable[[], None] = import_string(name)
    return found
