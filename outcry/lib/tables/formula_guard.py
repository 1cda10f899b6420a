"""Cells that a spreadsheet would run as a formula get an apostrophe, and lose it again when the file comes back.

Guarded is what begins with = + - @ (or their full-width forms), and the same behind a semicolon, a tab or a line break: a
spreadsheet that parts columns there would take the rest for a cell of its own. Plain numbers stay as they are.
Apostrophes that were there before are counted, so that `unguarded(guarded(text))` is always `text`.
"""

import re

_STARTS = r"(^|[;\t\r\n])"
_RISKY = r"('*[ \u00a0]*[=+\-@＝＋－＠])"
_TO_GUARD = re.compile(_STARTS + _RISKY)
_GUARDED = re.compile(_STARTS + "'" + _RISKY)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_SIGNS = frozenset("=+-@＝＋－＠")


def guarded(text: str) -> str:
    """The text as it may stand in a CSV file that people open with a spreadsheet."""
    if _SIGNS.isdisjoint(text) or _NUMBER.fullmatch(text):
        return text
    return _TO_GUARD.sub(r"\1'\2", text)


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return _GUARDED.sub(r"\1\2", text) if "'" in text else text
