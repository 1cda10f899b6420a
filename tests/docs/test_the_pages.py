"""Links lead somewhere, decisions have their four parts, and nothing names a place on one person's machine."""

import re
from pathlib import Path

import pytest

from tests.start import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
_PATH_IN_CODE = re.compile(r"docs/[a-z]+(?:/[\w.-]+)*\.md")


def title(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = [link for link in _LINK.findall(page.read_text()) if "://" not in link and not link.startswith("mailto:")]

    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_page_that_the_code_names_exists() -> None:
    sources = [path for suffix in ("*.py", "*.html", "*.sh") for path in (ROOT / "outcry").rglob(suffix)]

    named = {page for path in sources for page in _PATH_IN_CODE.findall(path.read_text())}

    assert sorted(page for page in named if not (ROOT / page).exists()) == []


@pytest.mark.parametrize("page", DECISIONS, ids=title)
def test_a_decision_tells_situation_choice_cost_and_doubt(page: Path) -> None:
    headings = re.findall(r"^## (.+)$", page.read_text(), flags=re.MULTILINE)

    assert headings == ["Situation", "Choice", "What it costs", "What would change our mind"]


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))
