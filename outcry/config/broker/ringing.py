"""The bell: whoever puts mail down rings, and a worker on some host wakes. It never keeps anybody waiting and may fail."""

import logging
import threading
from time import monotonic

from kombu.exceptions import OperationalError

from outcry.config.broker.app import MAIL, app

logger = logging.getLogger(__name__)

# So long after a ring that failed nobody tries again: the sweeper sees the work.
_REST_SECONDS = 10.0


class Bell:
    """Rings from a thread of its own. Any number of rings while one is under way are one."""

    def __init__(self) -> None:
        self._rung = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def ring(self) -> None:
        """Return at once."""
        self._rung.set()
        with self._lock:
            # Begun at the first ring and not with the process: a web server forks.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, daemon=True, name="bell")
                self._thread.start()

    def _run(self) -> None:
        silent_until = 0.0
        while self._rung.wait():
            self._rung.clear()
            if monotonic() < silent_until:
                continue
            try:
                app.send_task("outcry.deliver", queue=MAIL, retry=False)
            except (OperationalError, OSError) as error:
                logger.warning("the broker can't be reached (%s); the sweeper will see the work", type(error).__name__)
                silent_until = monotonic() + _REST_SECONDS


_bell = Bell()
ring = _bell.ring
