"""Parts of the docs that are drawn from the code. `make write-docs` writes them; a test says when one is stale.

A drawn part stands between two comments in its page: `<!-- drawn: message states -->` and `<!-- end of drawn -->`.
"""

import re
from collections.abc import Callable
from pathlib import Path

from django.utils import translation

from outcry.accounts.models import User
from outcry.cases.field_levels import FIELD_LEVELS
from outcry.cases.levels import is_open_to
from outcry.delivery.states import CLAIMABLE, ENDED, SENTENCES, TRANSITIONS, WITHDRAWABLE, MessageState
from outcry.evidence.models import Level
from outcry.newsletters.retention import REGISTER
from tests.canary.columns import DECIDED, Public, Whole, columns, decided
from tests.canary.places import PLACES
from tests.docs.tree import commands, make_sentences, text_of
from tests.start import ROOT

_PART = re.compile(r"(<!-- drawn: (?P<name>[a-z ]+) -->\n).*?(<!-- end of drawn -->)", re.DOTALL)


def message_states() -> str:
    """The transition table of the post office with its sentences."""
    lines = ["| state | what is true | what may follow |", "| --- | --- | --- |"]
    for state in MessageState:
        after = ", ".join(f"`{other}`" for other in MessageState if other in TRANSITIONS[state]) or "nothing"
        lines.append(f"| `{state}` | {SENTENCES[state]} | {after} |")
    return "\n".join(
        [
            *lines,
            "",
            f"A worker takes up: {_listed(CLAIMABLE)}.",
            f"Taken back when an appeal ends or a supporter leaves: {_listed(WITHDRAWABLE)}.",
            f"Nothing more is tried: {_listed(ENDED)}.",
        ]
    )


def _listed(states: tuple[MessageState, ...]) -> str:
    return ", ".join(f"`{state}`" for state in states)


def terms() -> str:
    """The register of terms, in English."""
    with translation.override("en"):
        rows = [f"| `{term.key}` | {term.what} | {term.kept} | {term.why} |" for term in REGISTER]
    return "\n".join(["| term | what we keep | how long | why |", "| --- | --- | --- | --- |", *rows])


def command_lines() -> str:
    """Every command with what it takes."""
    parts = []
    for command in commands():
        parts.append(f"### `{command.written}`\n\n{_as_sentence(command.sentence)}")
        if command.arguments:
            rows = [f"| `{argument.written}` | {argument.sentence} |" for argument in command.arguments]
            parts.append("\n".join(["| word or option | meaning |", "| --- | --- |", *rows]))
    return "\n\n".join(parts)


def _as_sentence(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def make_lines() -> str:
    """Every word of the Makefile with its sentence."""
    rows = [f"| `make {word}` | {sentence} |" for word, sentence in make_sentences().items()]
    return "\n".join(["| command | what it does |", "| --- | --- |", *rows])


def canary_places() -> str:
    """Where the canary looks."""
    return "\n".join(["| place | what is looked through |", "| --- | --- |", *(f"| {place.name} | {place.sentence} |" for place in PLACES)])


def canary_columns() -> str:
    """Which columns of words may be public, and why; then those that stay as they are."""
    public = [(name, one) for name, one in DECIDED.items() if isinstance(one, Public)]
    rows = [f"| `{name}` | {one.why}{', except in rows that are not public' if one.hidden is not None else ''} |" for name, one in public]
    whole = [f"| `{name}` | {one.why} |" for name, one in DECIDED.items() if isinstance(one, Whole)]
    filled = sum(decided(column) is None for column in columns())
    return "\n".join(
        [
            f"Of {len(columns())} columns of words, {filled} are filled with a marker of their own. May be public:",
            "",
            "| column | why |",
            "| --- | --- |",
            *rows,
            "",
            "Not filled, since the search would break on it:",
            "",
            "| column | why |",
            "| --- | --- |",
            *whole,
        ]
    )


def roles_and_levels() -> str:
    """What each kind of person reads and writes at each level."""
    staff, partner = User(), User(is_partner=True)
    with translation.override("en"):
        rows = [
            [level.label, _reads(level == Level.PUBLIC), _reads(is_open_to(partner, level)), _staff(level, is_open_to(staff, level)), _staff(level, True)]
            for level in Level
        ]
    return "\n".join(
        [
            "| level | the public | partners | staff | staff who are named |",
            "| --- | --- | --- | --- | --- |",
            *(f"| {' | '.join(map(str, row))} |" for row in rows),
        ]
    )


def _reads(does: bool) -> str:
    return "reads" if does else "no"


def _staff(level: Level, is_open: bool) -> str:
    if level == Level.SEALED:
        return "reads once she opens it, which is logged; writes"
    return "reads and writes" if is_open else "no"


def levels_of_columns() -> str:
    """The level of every column of the case room."""
    rows = [
        f"| `{model}` | {level.value} | {', '.join(f'`{name}`' for name in names.split())} |"
        for model, levels in FIELD_LEVELS.items()
        for level, names in levels.items()
    ]
    return "\n".join(["| kind of row | level | columns |", "| --- | --- | --- |", *rows])


PARTS: dict[str, Callable[[], str]] = {
    "levels of columns": levels_of_columns,
    "roles and levels": roles_and_levels,
    "canary columns": canary_columns,
    "canary places": canary_places,
    "commands": command_lines,
    "make words": make_lines,
    "message states": message_states,
    "terms": terms,
}


def redraw(text: str) -> str:
    """The page with its drawn parts as the code has them now; KeyError for a part that nobody draws."""
    return _PART.sub(lambda part: f"{part[1]}{PARTS[part['name']]()}\n{part[3]}", text)


def drawn_pages() -> list[Path]:
    """The pages with drawn parts."""
    return sorted(page for page in (ROOT / "docs").rglob("*.md") if _PART.search(text_of(page)))
