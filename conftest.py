"""The migrated database of the suite with the lists of terms and nothing else. Making it takes longer than most runs.

On SQLite it is kept between runs: a file's name holds a hash over every migration, ours and our libraries', and over the lists, so a
changed one makes a new file. On PostgreSQL it is made in each run, with a copy for tests that need a database of their own.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker

from outcry.audit.models import LogEntry
from outcry.delivery.outgoing import remembered
from outcry.protests import at_hand
from outcry.vocabularies.operations.load_shipped import load_shipped
from tests.postgres import a_copy_at_hand, statements_that_empty

ROOT = Path(__file__).resolve().parent
_FOLDER = ROOT / ".pytest_cache" / "outcry-schema"

# How long an example takes says how busy the machine is; speed is measured in bench/.
hypothesis_settings.register_profile("outcry", deadline=None)
hypothesis_settings.load_profile("outcry")


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """SQLite's file lies in a folder that the run throws away anyway; a database of PostgreSQL is dropped unless --reuse-db is given."""
    return _applies() or bool(request.config.getoption("reuse_db"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Begin with the kept schema where there is one."""
    if _applies() and _kept().exists():
        shutil.copyfile(_kept(), _database())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """After migrating, load the lists of terms; before the first test, keep a copy."""
    if _applies():
        if not _kept().exists():
            _load_lists(django_db_blocker)
            _keep(django_db_blocker)
        yield
        return
    _load_lists(django_db_blocker)
    with pytest.MonkeyPatch.context() as patch, a_copy_at_hand(django_db_blocker):
        patch.setattr(connection.ops, "sql_flush", statements_that_empty)
        yield


@pytest.fixture(scope="session")
def kept_tables(django_db_setup: None) -> Path | None:
    """The file with the tables and the lists, for a test that makes an installation of its own; on PostgreSQL there is none."""
    return _kept() if _applies() else None


def _load_lists(blocker: DjangoDbBlocker) -> None:
    with blocker.unblock():
        load_shipped(now=datetime.now(UTC))
        # A test begins with an empty log.
        LogEntry.objects.all().delete()


def _keep(blocker: DjangoDbBlocker) -> None:
    _FOLDER.mkdir(parents=True, exist_ok=True)
    for old in _FOLDER.glob("*"):
        old.unlink(missing_ok=True)
    draft = _FOLDER / f"{os.getpid()}.draft"
    with blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(draft)])
    draft.rename(_kept())


def _applies() -> bool:
    return connection.vendor == "sqlite"


def _database() -> Path:
    return Path(settings.DATABASES["default"]["TEST"]["NAME"])


def _kept() -> Path:
    digest = hashlib.sha256()
    steps = [*(ROOT / "outcry").glob("**/migrations/*.py"), ROOT / "outcry/lib/migrating.py", ROOT / "outcry/lib/word_index.py"]
    for path in sorted([*steps, *(ROOT / "outcry/vocabularies/lists").iterdir(), Path(__file__)]):
        digest.update(path.read_bytes())
    for library in ("django", "wagtail", "django-taggit", "modelsearch"):
        digest.update(version(library).encode())
    return _FOLDER / f"{digest.hexdigest()[:16]}.sqlite3"


@pytest.fixture(autouse=True)
def _nothing_left_over() -> None:
    """A test begins in English and without what the process kept of an earlier one, whose rows are rolled back."""
    translation.activate("en")
    at_hand.forget()
    (settings.DATA / remembered.FILE).unlink(missing_ok=True)
