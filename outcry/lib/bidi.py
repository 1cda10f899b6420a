"""Quotations that run the other way than the text around them.

A Latin title between « and » in an Arabic sentence: without a wall around it, a browser draws its first mark on the wrong side
(Unicode Standard Annex 9). Marks and blanks have no direction of their own and take that of their neighbours.
"""

import re
import unicodedata

_TAG = re.compile(r"(<[^>]*>)")
_QUOTED = re.compile(r"([«“„])([^«»“”„<>]{1,300})([»”“])")
_LEFT, _RIGHT = frozenset({"L"}), frozenset({"R", "AL"})


def isolate_quotations(html: str) -> str:
    """The same HTML; what stands in quotation marks is within <bdi> where the text runs both ways."""
    if not (_has(html, _LEFT) and _has(html, _RIGHT)):
        return html
    return "".join(piece if piece.startswith("<") else _QUOTED.sub(r"\1<bdi>\2</bdi>\3", piece) for piece in _TAG.split(html))


def _has(html: str, directions: frozenset[str]) -> bool:
    return any(unicodedata.bidirectional(letter) in directions for letter in _TAG.sub("", html))
