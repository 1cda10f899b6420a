"""Cards are drawn once and kept in memory, so many as fit. How many may be drawn in a minute is limited: nobody can keep the machine busy with them."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from outcry.lib.cards.words import Card

MEMORY_BYTES = 16 * 1024 * 1024
# At once, and one more after so many seconds: at 0.13 s for one, a process spends a fifteenth of its time on cards at most.
AT_ONCE = 20
SECONDS_FOR_ONE = 2.0


class KeptCards:
    """The cards of one process; `draw` makes one, `clock` tells seconds."""

    def __init__(self, draw: Callable[[Card], bytes], *, clock: Callable[[], float] = time.monotonic, memory_bytes: int = MEMORY_BYTES) -> None:
        self._draw = draw
        self._clock = clock
        self._memory_bytes = memory_bytes
        # In the order in which they were asked for last: the first is given up first.
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._kept_bytes = 0
        self._left = float(AT_ONCE)
        self._reckoned_at = clock()
        self._lock = threading.Lock()
        self._one_at_a_time = threading.Lock()

    def get(self, card: Card) -> bytes | None:
        """The card; None while too many have been drawn."""
        return self._known(card.name) or self._made(card)

    def _known(self, name: str) -> bytes | None:
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
            return self._kept.get(name)

    def _made(self, card: Card) -> bytes | None:
        with self._one_at_a_time:
            # Whoever held the lock may have drawn this very one.
            if known := self._known(card.name):
                return known
            if not self._may_draw():
                return None
            picture = self._draw(card)
            self._keep(card.name, picture)
            return picture

    def _may_draw(self) -> bool:
        with self._lock:
            now = self._clock()
            self._left = min(AT_ONCE, self._left + (now - self._reckoned_at) / SECONDS_FOR_ONE)
            self._reckoned_at = now
            if self._left < 1:
                return False
            self._left -= 1
            return True

    def _keep(self, name: str, picture: bytes) -> None:
        with self._lock:
            self._kept[name] = picture
            self._kept_bytes += len(picture)
            while self._kept_bytes > self._memory_bytes and self._kept:
                _oldest, given_up = self._kept.popitem(last=False)
                self._kept_bytes -= len(given_up)
