"""The pages of the docs as a reader finds them: their text, links, anchors, and the paths and commands they name."""

import re
from pathlib import Path

from tests.docs.tree import committed_files, text_of
from tests.start import ROOT

_FENCE = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"^(?:outcry|docs|deploy|tests|bench|drill|\.ci)/[a-z0-9_./-]*$")  # words in capitals stand for something else


def pages() -> list[Path]:
    """Every committed page, those of the sample material and the like included."""
    return sorted(path for path in committed_files() if path.suffix == ".md")


def named(path: Path) -> str:
    """The page's path from the root, for a message."""
    return path.relative_to(ROOT).as_posix()


def links(page: Path) -> list[str]:
    """Where the page's links and pictures lead within the repository, as written."""
    found = _LINK.findall(_FENCE.sub("", text_of(page)))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def anchors(page: Path) -> set[str]:
    """The anchors that a forge makes of the page's headings."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in _HEADING.findall(_FENCE.sub("", text_of(page)))}


def leads_somewhere(link: str, page: Path) -> bool:
    """Whether the file is there and has the anchor."""
    place, _, anchor = link.partition("#")
    target = (page.parent / place).resolve() if place else page
    return target.exists() and (not anchor or target.suffix != ".md" or anchor in anchors(target))


def code_words(page: Path) -> list[str]:
    """What stands between backticks, and the lines of the fenced blocks."""
    text = text_of(page)
    fenced = [line for block in _FENCE.finditer(text) for line in block[0].splitlines()[1:-1]]
    return [*_CODE.findall(_FENCE.sub("", text)), *fenced]


def paths_named(page: Path) -> set[str]:
    """Files and folders of the repository that the page names between backticks."""
    return {word for word in code_words(page) if _PATH.match(word)}


def cells(page: Path) -> dict[str, list[str]]:
    """The rows of the page's tables by the first word in their first cell that stands between backticks."""
    rows: dict[str, list[str]] = {}
    for line in text_of(page).splitlines():
        parts = [part.strip() for part in line.strip().strip("|").split("|")]
        if line.startswith("|") and (word := _CODE.search(parts[0])):
            rows[word[1]] = parts
    return rows
