"""What is to be done when: steps wait for their moment, and threads take those that are due."""

import heapq
import threading
import time
from collections.abc import Callable
from itertools import count

Step = Callable[[], None]


class Agenda:
    """A list of steps by due time, shared by threads. Times in seconds of the monotonic clock."""

    def __init__(self) -> None:
        self._steps: list[tuple[float, int, Step]] = []
        self._numbers = count()
        self._changed = threading.Condition()
        self._closed = False

    def add(self, step: Step, *, after_seconds: float = 0) -> None:
        """Do this once so much time has passed."""
        with self._changed:
            heapq.heappush(self._steps, (time.monotonic() + after_seconds, next(self._numbers), step))
            self._changed.notify()

    def take(self) -> Step | None:
        """The next step, when it is due; None once the agenda is closed."""
        with self._changed:
            while not self._closed:
                wait = self._steps[0][0] - time.monotonic() if self._steps else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._steps)[2]
                self._changed.wait(wait)
        return None

    def close(self) -> None:
        """Hand out nothing more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
