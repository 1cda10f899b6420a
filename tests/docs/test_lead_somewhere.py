"""Links lead somewhere, no page is out of reach, and nothing tells of the machine it was written on."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import leads_somewhere, links, named, pages, paths_named
from tests.docs.tree import committed_files, text_of
from tests.start import ROOT

# In brackets, so that this file is not found by its own search. The lock may name the index it was made from.
_PLACES = [r"(?<![\w.-])/[w]ork\b", r"(?<![\w.-])/[t]mp\b", r"(?<![\w.-])/[r]oot/"]
_REGISTRIES = [r"[p]ypi\.org", r"[p]ythonhosted\.org", r"[n]pmjs\.(?:org|com)", r"[c]rates\.io", r"[p]roxy\.golang\.org"]
_NOT_OURS = {"uv.lock"}
_NAMED_IN_CODE = re.compile(r"\bdocs/[\w/-]+\.md\b")


@pytest.mark.parametrize("page", pages(), ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    assert [link for link in links(page) if not leads_somewhere(link, page)] == []


@pytest.mark.parametrize("page", pages(), ids=named)
def test_files_that_a_page_names_are_there(page: Path) -> None:
    assert sorted(path for path in paths_named(page) if not (ROOT / path).exists()) == []


def test_pages_that_the_code_names_are_there() -> None:
    told = {
        (named(path), page) for path in committed_files() if path.suffix in {".py", ".toml", ".html", ".sh"} for page in _NAMED_IN_CODE.findall(text_of(path))
    }

    assert sorted((path, page) for path, page in told if not (ROOT / page).exists()) == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    ahead = [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page not in reached and page.suffix == ".md" and page.exists():
            reached.add(page)
            ahead += [(page.parent / link.partition("#")[0]).resolve() for link in links(page) if not link.startswith("#")]

    assert [named(page) for page in pages() if page.is_relative_to(ROOT / "docs") and page not in reached] == []


def test_the_index_of_decisions_names_every_decision() -> None:
    folder = ROOT / "docs" / "decisions"
    decisions = {path.name for path in folder.glob("[0-9]*.md")}

    assert decisions <= set(links(folder / "README.md"))


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")), ids=named)
def test_a_decision_tells_situation_choice_cost_and_doubt(page: Path) -> None:
    headings = re.findall(r"^## (.+)$", text_of(page), flags=re.MULTILINE)

    assert headings == ["Situation", "Choice", "What it costs", "What would change our mind"]


def test_no_two_decisions_share_a_number() -> None:
    numbers = sorted(int(page.name[:4]) for page in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))

    # A gap is allowed: a page whose number was given out may still be on its way.
    assert numbers == sorted(set(numbers))


def test_nothing_tells_of_the_machine_it_was_written_on() -> None:
    forbidden = re.compile("|".join(_PLACES + _REGISTRIES))
    files = [path for path in committed_files() if path.name not in _NOT_OURS]

    assert sorted((named(path), match[0]) for path in files for match in forbidden.finditer(text_of(path))) == []


def test_pictures_are_light() -> None:
    pictures = list((ROOT / "docs").rglob("*.png"))

    assert pictures
    assert [named(path) for path in pictures if path.stat().st_size >= 200_000] == []
