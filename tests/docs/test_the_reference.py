"""What the code has, the reference names; what the reference names, the code has."""

import re
from pathlib import Path

from django.core.management import get_commands
from django.db.models import TextChoices

from outcry.appeals.models import AppealState
from outcry.delivery.states import MessageState
from outcry.protests.models import ProtestState, ReplyState
from tests.start import ROOT

REFERENCE = ROOT / "docs" / "reference"
_READ = re.compile(r'env\.(?:text|one_of|boolean|integer|words|folder|secret)\(\s*"([A-Z_]+)"')
_SECRET = re.compile(r'env\.secret\(\s*"([A-Z_]+)"')
STATES: list[type[TextChoices]] = [AppealState, MessageState, ProtestState, ReplyState]
# The first cell of a table's row, in code.
_ROW = re.compile(r"^\| `([^`]+)`", flags=re.MULTILINE)


def named_on(page: str) -> set[str]:
    """What the tables of a reference page are about."""
    return set(_ROW.findall((REFERENCE / page).read_text()))


def settings_read() -> set[str]:
    """Every name that the code reads from the environment."""
    sources = [path.read_text() for path in (ROOT / "outcry").rglob("*.py") if "tests" not in path.parts]
    return {name for text in sources for name in _READ.findall(text)} | {f"{name}_FILE" for text in sources for name in _SECRET.findall(text)}


def our_commands() -> set[str]:
    return {name for name, app in get_commands().items() if str(app).startswith("outcry.")}


def words_of_the_makefile() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))


def test_every_setting_is_named_and_no_other() -> None:
    assert named_on("settings.md") == settings_read()


def test_every_command_of_ours_is_named_and_no_other() -> None:
    named = named_on("commands.md")

    assert {name.split()[1] for name in named if name.startswith("outcry ")} == our_commands()


def test_every_word_of_the_makefile_is_named_and_no_other() -> None:
    named = named_on("commands.md")

    assert {name.split()[1] for name in named if name.startswith("make ")} == words_of_the_makefile()


def test_every_state_is_named_and_no_other() -> None:
    assert named_on("states.md") == {value for states in STATES for value in states.values}


def test_every_folder_is_on_the_map() -> None:
    folders = {path.parent.name for path in (ROOT / "outcry").glob("*/__init__.py")}

    on_the_map = set(re.findall(r"`?\b([a-z]+)/`?", (ROOT / "docs" / "architecture.md").read_text()))

    assert folders <= on_the_map


def test_every_room_says_what_it_is_for() -> None:
    silent = [str(path.relative_to(ROOT)) for path in (ROOT / "outcry").glob("*/__init__.py") if not _first_words(path).startswith('"""')]

    assert silent == []


def _first_words(path: Path) -> str:
    return path.read_text().lstrip()
