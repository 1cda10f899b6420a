"""How every run of the suite starts: in test mode, on a folder of its own, saying what it runs on and what it left out.

Loaded by pytest's `-p` before Django reads its settings. Environment:
OUTCRY_REAL_DATA   folder of real data (mail, addresses, incidents, hostile input); default ../shared/data
DATABASE_URL       PostgreSQL instead of SQLite
CI, OUTCRY_NO_SKIPS=1   a skipped test fails the run

`--about-the-database` leaves out every test that opens none, or only some of its own: beside another database it does the same again.
pytest-django sees to it that a test without its mark opens none; the mark `own_databases` is given by hand.
"""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
REAL_DATA = Path(os.environ.get("OUTCRY_REAL_DATA") or ROOT.parent / "shared" / "data").resolve()
_NO_SKIPS = bool(os.environ.get("CI") or os.environ.get("OUTCRY_NO_SKIPS"))
# What lets a test open the suite's database, by itself or through a fixture. (The blocker alone is asked for by every test, to shut it.)
_OPENS_IT = {"db", "transactional_db", "django_db_setup"}
_DATA = Path(tempfile.mkdtemp(prefix="outcry-test-"))
# Where collected static files would be: the server of static files warns when it is missing.
(_DATA / "static").mkdir()

# Before Django loads: a test never touches the data of an installation.
os.environ["OUTCRY_MODE"] = "test"
os.environ["DATA"] = str(_DATA)


class SkipKeeper:
    """Collects what was skipped, and fails the run for it where nothing may be."""

    def __init__(self) -> None:
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped:
            self.skipped.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.skipped.append(report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for node in self.skipped:
            terminalreporter.write_line(f"Skipped, and nothing may be skipped here: {node}", red=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--about-the-database", action="store_true", help="leave out every test to which the suite's database is all the same")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("about_the_database"):
        without = [item for item in items if not _opens_the_database(item)]
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if _opens_the_database(item)]


def _opens_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("own_databases") is not None:
        return False
    return item.get_closest_marker("django_db") is not None or not _OPENS_IT.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_configure(config: pytest.Config) -> None:
    if _NO_SKIPS:
        config.pluginmanager.register(SkipKeeper(), "skip-keeper")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was loaded until now stays to the end, and need not be searched for rubbish again and again: a tenth of the whole time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_report_header() -> str:
    database = "PostgreSQL, named by DATABASE_URL" if os.environ.get("DATABASE_URL") else "SQLite"
    data = REAL_DATA if REAL_DATA.is_dir() else f"{REAL_DATA} is not there, tests that read it are skipped"
    return f"outcry: Python {sys.version.split()[0]}, {database}; real data: {data}; a skip {'fails' if _NO_SKIPS else 'does not fail'} the run"


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_unconfigure() -> Generator[None]:
    try:
        return (yield)
    finally:
        shutil.rmtree(_DATA, ignore_errors=True)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data; a test that needs it is skipped where it is not."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"{REAL_DATA} is not there; OUTCRY_REAL_DATA names the folder of real data")
    return REAL_DATA
