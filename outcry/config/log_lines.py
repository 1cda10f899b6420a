"""No secret and no address reaches a log: whatever a line was made of, these are taken out before it is written.

Django logs the path of every answer from 400 on, and the path of a link in a mail is its secret. An error's own words may
hold an address. So the finished line is looked through, traceback included, by the one formatter of all handlers.
"""

import logging
import re
import sys
from types import TracebackType

HIDDEN = "[hidden]"
_RULES = (
    # Whatever follows in the path of a mailed link, also where it was cut short or copied badly; a renewed password's link, too.
    # So does a calendar's, which is the secret of a member of staff.
    (re.compile(r"(?i)/(confirm|leave|yours|calendar)/[^\s'\"<>]+"), rf"/\1/{HIDDEN}"),
    # A link's own letters wherever they stand: lib/links.py makes 42 of them, with digits among them.
    (re.compile(r"(?i)(?<!\w)(?=[a-z]*\d)[0-9a-z]{30,}(?!\w)"), HIDDEN),
    # Mail addresses, our own return addresses, and the password in a database's address.
    (re.compile(r"[^\s@'\"<>(),;]+@[^\s@'\"<>(),;/]+"), HIDDEN),
)


def without_secrets(line: str) -> str:
    """The line with every secret of a link and every mail address replaced by `[hidden]`."""
    for pattern, instead in _RULES:
        line = pattern.sub(instead, line)
    return line


class DiscreetFormatter(logging.Formatter):
    """Writes a line, and its traceback, without secrets."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


def log_what_ends_us(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """For `sys.excepthook`: an error that ends a process goes through the log like any other, not raw to the terminal."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger(__name__).critical("ended by an error", exc_info=(kind, error, trace))
