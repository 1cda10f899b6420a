"""Charts within a report: of figures that the editor gives with their source, or of one figure of the public database as it is when somebody reads."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from outcry.design.charts import Chart, Value, bars, columns
from outcry.design.templatetags.outcry import number
from outcry.newsroom.drawing.numbers import DivisionTold

ROWS, COLUMNS = "bars", "columns"


@dataclass(frozen=True, kw_only=True)
class Charted:
    """A chart with the table of the same numbers under it. `told` says what they were counted from, where they are ours."""

    title: str
    head: str
    unit: str
    chart: Chart
    lines: tuple[Value, ...]
    told: DivisionTold | None = None


def charted(value: Any, *, key: str, divisions: Mapping[str, DivisionTold]) -> Charted | None:
    """What the block says, drawn; None where the database can't count it any more, or counts nothing."""
    told = divisions.get(value["address"]) if value["address"] else None
    lines = told.lines if told else _given(value["rows"])
    if not lines:
        return None
    draw: Callable[..., Chart] = columns if (told.is_over_time if told else value["kind"] == COLUMNS) else bars
    chart = draw(key=key, title=value["title"], description=_described(lines), values=lines, right_to_left=get_language_bidi())
    return Charted(title=value["title"], head=value["head"], unit=value["unit"], chart=chart, lines=tuple(lines), told=told)


def _given(rows: Iterable[Any]) -> Sequence[Value]:
    return [Value(label=row["label"], number=row["number"], shown=number(row["number"])) for row in rows]


def _described(lines: Sequence[Value]) -> str:
    top = max(lines, key=lambda line: line.number or 0)
    return _("The most: %(label)s, %(number)s. The table below has every number.") % {"label": top.label, "number": top.shown}
