"""Whether a column of translations still stands beside the terms it translates.

In the official lists as they are passed around, the Arabic labels of eight lists were sorted or moved on their own, so that
"right to life" reads "choice of education". No dictionary is needed to see it: long terms have long translations. Along a stretch
of rows the lengths in two languages rise and fall together; where a column slipped they do not, while all others still do.

A stretch is suspicious when its rank correlation with English is less than a third of what is usual for the other languages.
The column of a list is misaligned when a suspicious stretch fits again some rows further up or down, or when a third of its stretches
are suspicious. Short lists can't be judged. Tried on the lists of 2020: finds eight of eight, and nothing in seven other languages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import correlation, median

STRETCH = 30
STEP = 15
# Fewer rows, or fewer of them translated, say nothing.
LEAST_ROWS = 20
LEAST_PAIRS = 15
# Where even the other languages do not run along with English, nothing can be said.
LEAST_USUAL = 0.5
FARTHEST_SHIFT = 60

Row = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Misaligned:
    """A column that does not belong beside its terms: how well it runs along, how well others do, and by how many rows it moved, if it is that."""

    language: str
    found: float
    usual: float
    moved_by: int | None


def misaligned(rows: Sequence[Row], *, source: str, languages: Sequence[str]) -> dict[str, Misaligned]:
    """The languages whose column does not fit, for the rows of one list in the order of the file."""
    starts = range(0, max(1, len(rows) - STRETCH + STEP), STEP)
    stretches = [start for start in starts if len(rows[start : start + STRETCH]) >= LEAST_ROWS]
    fits = {start: {language: _fit(rows[start : start + STRETCH], source, language) for language in languages} for start in stretches}
    verdicts = {language: _verdict(rows, source, language, fits) for language in languages}
    return {language: verdict for language, verdict in verdicts.items() if verdict}


def _verdict(rows: Sequence[Row], source: str, language: str, fits: Mapping[int, Mapping[str, float | None]]) -> Misaligned | None:
    suspicious: list[Misaligned] = []
    for start, fit in fits.items():
        own, usual = fit[language], _usual(fit, language)
        if own is None or usual is None or own >= usual / 3:
            continue
        suspicious.append(Misaligned(language=language, found=own, usual=usual, moved_by=_moved_by(rows, source, language, start, usual)))
    moved = [one for one in suspicious if one.moved_by is not None]
    if moved:
        return moved[0]
    return suspicious[0] if suspicious and len(suspicious) * 3 >= len(fits) else None


def _usual(fit: Mapping[str, float | None], language: str) -> float | None:
    others = [found for other, found in fit.items() if other != language and found is not None]
    usual = median(others) if len(others) >= 3 else 0
    return usual if usual >= LEAST_USUAL else None


def _moved_by(rows: Sequence[Row], source: str, language: str, start: int, usual: float) -> int | None:
    """By how many rows the column has to be taken back so that this stretch fits as well as it does in the others."""
    stretch = rows[start : start + STRETCH]
    best, best_fit = None, usual * 0.9
    for shift in range(-FARTHEST_SHIFT, FARTHEST_SHIFT + 1):
        shifted = rows[start + shift : start + shift + len(stretch)] if start + shift >= 0 else ()
        if shift == 0 or len(shifted) < len(stretch):
            continue
        fit = _correlation([(len(one[source]), len(other[language])) for one, other in zip(stretch, shifted, strict=True)])
        if fit is not None and fit >= best_fit:
            best, best_fit = shift, fit
    return best


def _fit(stretch: Sequence[Row], source: str, language: str) -> float | None:
    # A label that is the English one is no translation.
    pairs = [(len(row[source]), len(row[language])) for row in stretch if row[language] and row[language] != row[source]]
    return _correlation(pairs) if len(pairs) >= LEAST_PAIRS else None


def _correlation(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Spearman's: how far the longer of two labels has the longer translation, from -1 to 1."""
    one, other = [_ranks([pair[side] for pair in pairs]) for side in (0, 1)]
    if len(set(one)) < 2 or len(set(other)) < 2:
        return None
    return correlation(one, other)


def _ranks(numbers: Sequence[int]) -> list[float]:
    """The place of each in their order, equals sharing theirs."""
    places: dict[int, list[int]] = {}
    for place, number in enumerate(sorted(numbers)):
        places.setdefault(number, []).append(place)
    return [sum(places[number]) / len(places[number]) for number in numbers]
