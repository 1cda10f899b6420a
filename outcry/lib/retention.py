"""How long something is kept: one register that a job enforces and a page shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Eraser(Protocol):
    """Erases what is due and returns how much that was. May be called at any time, and again."""

    def __call__(self, *, now: datetime) -> int: ...


@dataclass(frozen=True, kw_only=True)
class Term:
    """One line of the register, in words that a reader understands (lazily translated), and the job that keeps it."""

    key: str
    what: "str | _StrPromise"
    kept: "str | _StrPromise"
    why: "str | _StrPromise"
    erase: Eraser
