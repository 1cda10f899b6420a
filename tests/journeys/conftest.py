"""The browser, and the demonstration it looks at: the sample material is loaded once, each story that changes something gets a copy."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys import live_site
from tests.journeys.live_site import LiveSite
from tests.journeys.visitors import PATIENCE_MILLISECONDS, Visitor


class VisitorMaker(Protocol):
    """Opens a browser window on a site."""

    def __call__(self, site: LiveSite, *, scripts: bool = True, width: int = 1280, dark: bool = False) -> Visitor: ...


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, without a window."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed")
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with sync_playwright() as playwright:
        # Its own sandbox needs rights that root in a container lacks; all it opens is our own site.
        found = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"], timeout=180_000)
        yield found
        found.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample material, at rest."""
    folder = tmp_path_factory.mktemp("sample") / "var"
    live_site.prepare(folder)
    return folder


@pytest.fixture(scope="session")
def site(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site for everybody who only looks, or signs without confirming."""
    found = live_site.copy_of(sample, tmp_path_factory.mktemp("site") / "var")
    found.start()
    yield found
    found.stop()


@pytest.fixture
def own_site(sample: Path, tmp_path: Path) -> Iterator[LiveSite]:
    """A site for one story alone: it may end the appeal."""
    found = live_site.copy_of(sample, tmp_path / "var")
    found.start()
    yield found
    found.stop()


@pytest.fixture
def a_visitor(browser: Browser) -> Iterator[VisitorMaker]:
    """Opens windows, and closes them after the story."""
    opened: list[Callable[[], None]] = []

    def open_one(site: LiveSite, *, scripts: bool = True, width: int = 1280, dark: bool = False) -> Visitor:
        visitor = Visitor(browser, site, scripts=scripts, width=width, dark=dark)
        opened.append(visitor.leave)
        return visitor

    yield open_one
    for close in opened:
        close()
