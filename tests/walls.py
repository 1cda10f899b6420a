"""Words as somebody reads them: the walls around what may run the other way (<bdi>) are not seen."""

import re

_WALL = re.compile(r"</?bdi\b[^>]*>")


def without_walls(html: str) -> str:
    """The same HTML without <bdi>."""
    return _WALL.sub("", html)
