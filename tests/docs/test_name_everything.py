"""Everything that can be set, typed or met on a screen is in the docs, and nothing else is."""

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.db.models import TextChoices

from outcry.appeals.models import AppealState, UpdateState
from outcry.authorities.models import HolderChange, ImportState
from outcry.authorities.queries import Certainty
from outcry.cases.models import LikelyState, Verdict
from outcry.cases.stages import Stage
from outcry.delivery.models import IncomingKind
from outcry.delivery.states import SENTENCES, MessageState
from outcry.gatherings.models import ComingState, GatheringState
from outcry.giving.models import AmountKind, DonationState, Origin
from outcry.giving.vouching import WayState
from outcry.intake.models import ConversationState
from outcry.newsletters.models import DigestState
from outcry.newsletters.retention import REGISTER
from outcry.newsroom.comment_rows import Commenting, CommentState, Objection
from outcry.protests.models import BookState, OutcomeKind, ProtestState, ReplyState, Rung
from tests.docs.drawn import drawn_pages, redraw
from tests.docs.pages import cells, code_words, named, pages
from tests.docs.tree import commands, dependencies, floors, make_sentences, make_words, rooms, settings_read, text_of, variables_named
from tests.start import ROOT

DOCS = ROOT / "docs"
SETTINGS = DOCS / "reference" / "settings.md"
STATES = DOCS / "reference" / "message-states.md"


def test_every_setting_has_its_line() -> None:
    missing = sorted((settings_read().keys() | variables_named()) - cells(SETTINGS).keys())

    assert missing == []


def test_no_setting_is_made_up() -> None:
    invented = sorted(cells(SETTINGS).keys() - settings_read().keys() - variables_named())

    assert invented == []


def test_defaults_are_those_of_the_code() -> None:
    rows = cells(SETTINGS)
    wrong = [setting.name for setting in settings_read().values() if setting.default and f"`{setting.default}`" not in " ".join(rows[setting.name][1:])]

    assert wrong == []


@pytest.mark.parametrize("state", MessageState)
def test_every_message_state_has_its_sentence_in_the_docs(state: MessageState) -> None:
    assert SENTENCES[state] in cells(STATES)[state.value]


_STATES = (
    DigestState,
    CommentState,
    Commenting,
    Objection,
    ProtestState,
    AppealState,
    ReplyState,
    OutcomeKind,
    IncomingKind,
    ImportState,
    Certainty,
    HolderChange,
    ConversationState,
    Stage,
    GatheringState,
    ComingState,
    DonationState,
    WayState,
    AmountKind,
    Origin,
    Rung,
    BookState,
)


@pytest.mark.parametrize("states", [*_STATES, CommentState, Commenting, Objection, LikelyState, UpdateState, Verdict])
def test_every_state_a_person_meets_is_explained(states: type[TextChoices]) -> None:
    explained = cells(DOCS / "reference" / "other-states.md")

    assert [state.value for state in states if state.value not in explained] == []


def test_every_term_is_in_the_docs() -> None:
    explained = cells(DOCS / "reference" / "retention.md")

    assert [term.key for term in REGISTER if term.key not in explained] == []


@pytest.mark.parametrize("page", drawn_pages(), ids=named)
def test_drawn_parts_are_fresh(page: Path) -> None:
    text = text_of(page)

    assert redraw(text) == text, "stale: make write-docs"


def test_every_command_with_its_verbs_is_in_the_docs() -> None:
    written = text_of(DOCS / "reference" / "commands.md")

    assert [command.name for command in commands() if f"`{command.written}`" not in written] == []


@pytest.mark.parametrize("page", pages(), ids=named)
def test_commands_that_a_page_tells_to_type_exist(page: Path) -> None:
    known = [command.name.split() for command in commands()]
    djangos = [[name] for name, app in get_commands().items() if app == "django.core" or str(app).startswith("django.contrib.")]

    assert [words for words in _typed(page) if not any(words[: len(one)] == one for one in known + djangos)] == []


def _typed(page: Path) -> list[list[str]]:
    """What follows `outcry` in the page's command lines; words in capitals stand for something else."""
    lines = [line.split() for line in code_words(page)]
    starts = [[index for index, word in enumerate(line) if word == "outcry" or word.endswith("bin/outcry")] for line in lines]
    typed = [line[found[0] + 1 :] for line, found in zip(lines, starts, strict=True) if found]
    return [words for words in typed if words and words[0].isalpha() and words[0].islower()]


def test_make_words_in_the_docs_exist() -> None:
    told = {(named(page), line.split("make ", 1)[1].split()[0]) for page in pages() for line in code_words(page) if _says_make(line)}

    assert sorted((page, word) for page, word in told if word not in make_words()) == []


def _says_make(line: str) -> bool:
    words = [word for word in line.split() if "=" not in word]
    return len(words) > 1 and words[0] == "make"


def test_what_make_runs_is_there() -> None:
    modules = re.findall(r"python -m ([a-z_.]+)", text_of(ROOT / "Makefile"))

    assert [module for module in modules if module != "pytest" and not (ROOT / module.replace(".", "/") / "__main__.py").exists()] == []


def test_the_readme_names_every_make_word() -> None:
    readme = text_of(ROOT / "README.md")

    assert [word for word in make_sentences() if word != "help" and f"make {word}" not in readme] == []


def test_every_room_is_on_the_map_and_on_a_floor() -> None:
    told = cells(DOCS / "architecture.md")
    placed = {room for floor in floors() for room in floor}

    assert [room for room in rooms() if f"{room}/" not in told or room not in placed] == []


def test_the_map_draws_the_floors_of_the_import_contract() -> None:
    text = text_of(DOCS / "architecture.md")
    drawn = " > ".join(" | ".join(f"`{room}`" for room in floor) for floor in floors())

    assert drawn in text


@pytest.mark.parametrize("room", rooms())
def test_every_room_says_what_it_is_for(room: str) -> None:
    docstring = ast.get_docstring(ast.parse(text_of(ROOT / "outcry" / room / "__init__.py"))) or ""
    lines = [line for line in docstring.splitlines() if line]

    assert 2 <= len(lines) <= 3
    assert "start with " in docstring.lower()
    assert any(word in docstring.lower() for word in ("never", "nothing", "no ")), "and what it never does"


def test_every_library_says_why_it_is_here() -> None:
    told = {name.lower() for name in cells(DOCS / "reference" / "dependencies.md")}

    assert sorted(dependencies() - told) == []
    assert sorted(told - dependencies()) == []
