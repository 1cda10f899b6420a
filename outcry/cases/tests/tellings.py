"""Made-up events as several sources tell them, and how well likely pairs of them are found."""

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from outcry.cases.likely_events import EventRecord, LikelyEvents
from outcry.lib.dates import span
from outcry.lib.text import fold

_FILE = Path(__file__).parent / "tellings_of_events.txt"


@dataclass(frozen=True, kw_only=True)
class Measured:
    """How many of the pairs suggested are of one event, and how many of those there are were suggested."""

    precision: float
    recall: float
    wrong: tuple[tuple[str, str], ...]
    missed: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        """For whoever runs the tests."""
        return f"precision {self.precision:.3f}, recall {self.recall:.3f}; wrong: {self.wrong}; missed: {self.missed}"


def groups() -> list[list[str]]:
    """The tellings of each event, a line each."""
    lines = [line for line in _FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    blocks = "\n".join(lines).split("\n\n")
    return [found for block in blocks if (found := [line for line in block.splitlines() if line.strip()])]


def measured(told: list[list[str]]) -> Measured:
    """All tellings compared with each other, each in a case of its own."""
    numbered = [(number, line) for number, lines in enumerate(told) for line in lines]
    records = [_record(key, line) for key, (_number, line) in enumerate(numbered)]
    truth = {pair for pair in combinations(range(len(numbered)), 2) if numbered[pair[0]][0] == numbered[pair[1]][0]}
    looking = LikelyEvents(records=records)
    found = {(one.first, one.second) for one in looking.pairs(leave_out=lambda _one, _other: False, progress=lambda _done, _of: None)}

    def titles(pairs: set[tuple[int, int]]) -> tuple[tuple[str, str], ...]:
        return tuple((numbered[one][1], numbered[other][1]) for one, other in sorted(pairs))

    right = len(found & truth)
    return Measured(precision=right / max(len(found), 1), recall=right / max(len(truth), 1), wrong=titles(found - truth), missed=titles(truth - found))


def _record(key: int, line: str) -> EventRecord:
    day, country, kind, place, victims, title, address = (cell.strip() for cell in line.split("|"))
    found = span(day)
    return EventRecord(
        key=key,
        case=key,
        earliest=found.earliest,
        latest=found.latest,
        country=country,
        titles=(fold(title),),
        places=frozenset({fold(place)}),
        kinds=frozenset({kind}),
        names=tuple(name.strip() for name in victims.split(";") if name.strip()),
        addresses=frozenset({address.removeprefix("https://")}),
    )
