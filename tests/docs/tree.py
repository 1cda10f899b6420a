"""What the code itself says: its committed files, its settings, commands, rooms and words of the Makefile."""

import argparse
import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.management import get_commands, load_command_class
from django.core.management.base import DjangoHelpFormatter

from tests.start import ROOT

# Options that every command of Django has, and that say nothing of ours.
_DJANGOS_OWN = {"--help", "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color", "--skip-checks"}
_READERS = {"text", "one_of", "boolean", "integer", "words", "folder", "secret"}
_VARIABLE = re.compile(r"\bOUTCRY_[A-Z][A-Z_]*[A-Z]\b")


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One variable of the environment, as settings.py and its neighbours read it; `default` is None unless it is a plain value."""

    name: str
    reader: str
    default: str | None


@dataclass(frozen=True, kw_only=True)
class Argument:
    """One word or option that a command takes."""

    written: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Command:
    """One thing that can be typed after `outcry`, verb included."""

    name: str
    sentence: str
    arguments: tuple[Argument, ...]

    @property
    def written(self) -> str:
        words = [argument.written for argument in self.arguments if not argument.written.startswith("-")]
        return " ".join(["outcry", self.name, *words])


def committed_files() -> list[Path]:
    """Every file that git keeps or is about to keep; everything but what is made here, where there is no git."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0:
        return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]
    made_here = {"var", "build"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not _is_hidden(path.relative_to(ROOT)) and path.relative_to(ROOT).parts[0] not in made_here]


def _is_hidden(path: Path) -> bool:
    return any((part.startswith(".") and part != ".ci") or part == "__pycache__" for part in path.parts)


def text_of(path: Path) -> str:
    """The file as text; empty for a picture."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def settings_read() -> dict[str, Setting]:
    """Every variable that the product reads through outcry/config/env.py, by name; a secret is two, its value and the file it lies in."""
    found: dict[str, Setting] = {}
    for path in sorted((ROOT / "outcry").rglob("*.py")):
        if "tests" not in path.parts:
            for setting in _settings_in(ast.parse(text_of(path))):
                found.setdefault(setting.name, setting)
    return found


def _settings_in(tree: ast.AST) -> Iterator[Setting]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _READERS):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "env"):
            continue
        if not (node.args and isinstance(node.args[0], ast.Constant)):
            continue
        name, *rest = [ast.literal_eval(argument) if isinstance(argument, ast.Constant) else None for argument in node.args]
        reader = node.func.attr
        default = str(rest[-1]) if rest and isinstance(rest[-1], str | int) else None
        yield Setting(name=str(name), reader=reader, default=default)
        if reader == "secret":
            yield Setting(name=f"{name}_FILE", reader="text", default=None)


def variables_named() -> set[str]:
    """Every variable of ours that any committed file but a page of the docs names."""
    files = [path for path in committed_files() if path.suffix not in {".md", ".po"} and path.parent != Path(__file__).parent]
    return {name for path in files for name in _VARIABLE.findall(text_of(path))}


def commands() -> list[Command]:
    """Our commands with their verbs, in the order of the alphabet."""
    ours = sorted(name for name, app in get_commands().items() if isinstance(app, str) and app.startswith("outcry."))
    return [command for name in ours for command in _commands_of(name)]


def _commands_of(name: str) -> Iterator[Command]:
    loaded = load_command_class(get_commands()[name], name)
    parser = loaded.create_parser("outcry", name, formatter_class=_Plain)
    verbs = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not verbs:
        yield Command(name=name, sentence=str(loaded.help), arguments=_arguments(parser))
    for action in verbs:
        sentences = {choice.dest: choice.help or "" for choice in action._choices_actions}
        for verb, inner in action.choices.items():
            yield Command(name=f"{name} {verb}", sentence=sentences.get(verb, ""), arguments=_arguments(inner))


class _Plain(DjangoHelpFormatter):
    """Writes help as it stands."""


def _arguments(parser: argparse.ArgumentParser) -> tuple[Argument, ...]:
    actions = [action for action in parser._actions if not _DJANGOS_OWN.intersection(action.option_strings)]
    return tuple(Argument(written=_written(action), sentence=_sentence(action)) for action in actions)


def _written(action: argparse.Action) -> str:
    word = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if not action.option_strings:
        return f"[{word}]" if action.nargs == "?" else word
    return action.option_strings[-1] if action.nargs == 0 else f"{action.option_strings[-1]} {word}"


def _sentence(action: argparse.Action) -> str:
    return (action.help or "").replace("%%", "%")


def rooms() -> list[str]:
    """The folders of `outcry/` that hold code."""
    return sorted(path.parent.name for path in (ROOT / "outcry").glob("*/__init__.py"))


def floors() -> list[list[str]]:
    """The floors of pyproject.toml from the top down, rooms of one floor together."""
    contracts = tomllib.loads(text_of(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers: list[str] = next(contract["layers"] for contract in contracts if contract.get("exhaustive"))
    return [re.findall(r"[a-z_]+", layer) for layer in layers]


def make_sentences() -> dict[str, str]:
    """The words that `make` knows and lists, each with its sentence."""
    return dict(re.findall(r"^([a-z][a-z-]*):.*?## (.+)$", text_of(ROOT / "Makefile"), flags=re.MULTILINE))


def make_words() -> set[str]:
    """Every word that `make` knows, those for inner use included."""
    return set(re.findall(r"^([a-z][a-z-]*):", text_of(ROOT / "Makefile"), flags=re.MULTILINE))


def dependencies() -> set[str]:
    """The libraries that pyproject.toml names, for running, testing and set-up."""
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))
    groups = project["dependency-groups"]
    named = [*project["project"]["dependencies"], *(line for lines in groups.values() for line in lines if isinstance(line, str))]
    return {match[0].lower() for line in named if (match := re.match(r"[A-Za-z0-9_.-]+", line))}
