"""What the desk says after a button was pressed: that it is done, or why it was refused."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest


def done_or_told(request: HttpRequest, act: Callable[[], object], *, done: str, refusals: type[Exception]) -> bool:
    """Do it and say `done`; where it is refused, say why. The text of a refusal is a sentence for the person at the desk."""
    try:
        act()
    except refusals as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True


def mark_of(moment: datetime | None) -> str:
    """What a page carries to say which proposal its reader saw, so that she can't confirm another one that came meanwhile."""
    return moment.isoformat() if moment else ""
