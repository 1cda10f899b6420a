"""Cells that a spreadsheet would run as a formula get an apostrophe, and lose it again when the file comes back.

Guarded is what begins with = + - @ (or their full-width forms), a tab or a carriage return, and signs behind a semicolon, a tab or a
line break: a spreadsheet that parts columns there would take the rest for a cell of its own. Plain numbers stay as they are.
Apostrophes that were there before are counted, so that `unguarded(guarded(text))` is always `text`.
"""

import re

_STARTS = r"(^|[;\t\r\n])"
_RISKY = r"('*[ \u00a0]*[=+\-@＝＋－＠])"
_TO_GUARD = re.compile(_STARTS + _RISKY)
_GUARDED = re.compile(_STARTS + "'" + _RISKY)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
SIGNS = "=+-@＝＋－＠"
_SIGNS = frozenset(SIGNS)


# Most signs stand within words and days, and do no harm there.
_HARM = re.compile(rf"{_STARTS}{_RISKY}|^'*[\t\r]")
# A blank that a spreadsheet drops before it reads on.
_LEADING = re.compile(r"'*[\t\r]")
_LEADING_GUARDED = re.compile(r"''*[\t\r]")


def guarded(text: str) -> str:
    """The text as it may stand in a CSV file that people open with a spreadsheet."""
    if not text or (_SIGNS.isdisjoint(text) and text[0] not in "'\t\r"):
        return text
    if not _HARM.search(text):
        return text
    if not _NUMBER.fullmatch(text):
        text = _TO_GUARD.sub(r"\1'\2", text)
    return f"'{text}" if _LEADING.match(text) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    if "'" not in text:
        return text
    return _GUARDED.sub(r"\1\2", text[1:] if _LEADING_GUARDED.match(text) else text)
