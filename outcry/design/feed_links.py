"""The ways to follow something with a program, as links."""

from collections.abc import Callable, Iterable

from outcry.design.parts import FileLink
from outcry.lib.feeds import CONTENT_TYPES, SHAPE_NAMES, Shape


def feed_links(address: Callable[[str], str], *, shapes: Iterable[Shape] = tuple(Shape)) -> tuple[FileLink, ...]:
    """One for each shape of the feed at the address that `address` gives for it."""
    return tuple(FileLink(label=SHAPE_NAMES[shape], url=address(shape), kind=CONTENT_TYPES[shape].partition(";")[0]) for shape in shapes)
