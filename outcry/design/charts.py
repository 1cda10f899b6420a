"""Charts drawn here, as shapes and words for one template: no script, no foreign library, nothing that only colour tells.

Every chart stands above a table with the same numbers, which is what a screen reader reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# In pixels; widths are parts of the chart, so that words keep their size on a phone.
_COLUMNS_HEIGHT, _BASE, _TALLEST = 220, 190, 156
_ROW_HEIGHT, _BAR_TOP = 46, 22
_MOST_LABELS = 8
# A single year is a column, not a wall.
_FEWEST_SLOTS = 6
_MOST_ROWS = 12
_LONGEST_LABEL = 44
# How tall something is drawn of which only is told that there is some.
_STUB = 12


@dataclass(frozen=True, kw_only=True)
class Value:
    """A number under a label; None: there are some, too few to be told."""

    label: str
    number: int | None
    shown: str


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One bar with its words. Places and widths as SVG writes them."""

    x: str
    y: str
    width: str
    height: str
    text: str
    text_x: str
    text_y: str
    is_withheld: bool = False
    is_second: bool = False


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A word under the columns."""

    x: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """`key` makes its ids differ from those of other charts on the page."""

    key: str
    title: str
    description: str
    height: int
    shapes: tuple[Shape, ...]
    ticks: tuple[Tick, ...] = ()
    base: int = 0
    is_columns: bool = False


def columns(*, key: str, title: str, description: str, values: Sequence[Value], second: Sequence[Value] = (), right_to_left: bool) -> Chart:
    """Upright bars in the order of time. `second` stands beside them, value by value, drawn in another pattern."""
    slot = 100 / max(_FEWEST_SLOTS, len(values))
    most = max((value.number or 0 for value in (*values, *second)), default=1) or 1
    parts = 2 if second else 1
    width = slot * 0.76 / parts
    shapes = []
    for series, some in enumerate((values, second)):
        for place, value in enumerate(some):
            middle = _aside(slot * (place + 0.5), right_to_left)
            shift = (series - 0.5) * width * (-1 if right_to_left else 1) if second else 0
            shapes.append(_column(value, middle + shift, width, most, is_second=bool(series), with_text=len(some) * parts <= 2 * _MOST_LABELS))
    every = -(-len(values) // _MOST_LABELS) if values else 1
    ticks = tuple(Tick(x=_percent(_aside(slot * (place + 0.5), right_to_left)), text=value.label) for place, value in enumerate(values) if not place % every)
    return Chart(key=key, title=title, description=description, height=_COLUMNS_HEIGHT, shapes=tuple(shapes), ticks=ticks, base=_BASE, is_columns=True)


def bars(*, key: str, title: str, description: str, values: Sequence[Value], right_to_left: bool) -> Chart:
    """Lying bars, each under its words; the first dozen."""
    most = max((value.number or 0 for value in values), default=1) or 1
    shapes = []
    for place, value in enumerate(values[:_MOST_ROWS]):
        width = 100 * (value.number or 0) / most
        label = value.label if len(value.label) <= _LONGEST_LABEL else value.label[: _LONGEST_LABEL - 1].rstrip() + "…"
        shapes.append(
            Shape(
                x=_percent(100 - width if right_to_left else 0),
                y=str(place * _ROW_HEIGHT + _BAR_TOP),
                width=_percent(width),
                height="14",
                text=f"{label}: {value.shown}",
                text_x="100%" if right_to_left else "0",
                text_y=str(place * _ROW_HEIGHT + _BAR_TOP - 6),
            )
        )
    return Chart(key=key, title=title, description=description, height=max(1, len(shapes)) * _ROW_HEIGHT, shapes=tuple(shapes))


def _column(value: Value, middle: float, width: float, most: int, *, is_second: bool, with_text: bool) -> Shape:
    height = _STUB if value.number is None else round(_TALLEST * value.number / most)
    return Shape(
        x=_percent(middle - width / 2),
        y=str(_BASE - height),
        width=_percent(width),
        height=str(height),
        text=value.shown if with_text and value.number != 0 else "",
        text_x=_percent(middle),
        text_y=str(_BASE - height - 6),
        is_withheld=value.number is None,
        is_second=is_second,
    )


def _aside(percent: float, right_to_left: bool) -> float:
    return 100 - percent if right_to_left else percent


def _percent(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".") + "%"
