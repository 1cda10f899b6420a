"""The second wall, in PostgreSQL: the public site's own role reads nothing of the case room but what is public, and the whole site works with it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from psycopg import errors

from outcry.cases.models import PublicCase
from outcry.config.grants import give, grants, restricted_columns
from outcry.config.programs import Ports, programs
from outcry.front.tests.test_write_safely import filled_in
from tests.canary.columns import HEAD
from tests.canary.places import PLACES, Outside, leaks
from tests.canary.running import ROLE as ROLE_OF_A_RUNNING_SITE
from tests.canary.running import SECRET_PATHS, heard
from tests.canary.world import SHOWN, a_world
from tests.cast import LANGUAGES

pytestmark = pytest.mark.django_db
ROLE = "outcry_public_of_a_test"


def only_on[Test: Callable[..., None]](vendor: str) -> Callable[[Test], Test]:
    """A test for one of the two databases: on the other there is nothing to try, and nothing may be skipped."""
    return lambda test: test if connection.vendor == vendor else None  # type: ignore[return-value]


@contextmanager
def as_the_public_role() -> Iterator[None]:
    """Until the end the connection may do what the role may, as a process that signs in as it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@pytest.fixture
def role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {ROLE}")
    give(role=ROLE)


@only_on("postgresql")
def test_every_column_that_is_not_public_is_refused(role: None) -> None:
    columns = restricted_columns()
    let_through = []

    with as_the_public_role():
        for table, column in columns:
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(f'SELECT "{column}" FROM "{table}"')
                    let_through.append(f"{table}.{column}")
            except DatabaseError as error:
                if not isinstance(error.__cause__, errors.InsufficientPrivilege):
                    raise

    print(f"\n{len(columns)} columns refused")
    assert len(columns) > 200
    assert let_through == []


@only_on("postgresql")
@pytest.mark.parametrize(
    "table",
    [
        "evidence_evidenceitem",
        "evidence_workingcopy",
        "django_session",
        "authorities_importfile",
        "audit_logentry",
        "accounts_user",
        "newsroom_complaint",
        "newsletters_digesttext",
        "newsletters_digestitem",
    ],
)
def test_what_no_visitor_needs_is_refused(role: None, table: str) -> None:
    with as_the_public_role(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")


@only_on("postgresql")
def test_nothing_of_the_case_room_can_be_written(role: None) -> None:
    with as_the_public_role():
        for change in ("UPDATE cases_publiccase SET is_current = true", "DELETE FROM cases_case", "INSERT INTO cases_searchtext VALUES (1, 'x')"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)


@only_on("postgresql")
def test_the_whole_public_site_works_with_that_role_alone(role: None) -> None:
    outside = Outside(a_world())
    page = f"/en/appeals/{outside.world.appeal.slug}/"

    with as_the_public_role():
        outside.walk_as_a_visitor()
        written = Client().post("/en/write/", filled_in())

    for language in LANGUAGES:
        assert SHOWN in outside.answers.text[f"/{language}/cases/ayan/"]
    said = dict(outside.forms)
    assert page in outside.answers.text
    assert any("Thank you" in text for what, text in said.items() if what.startswith("/en/confirm/") and what.endswith("pressed"))
    assert any("It is erased" in text for what, text in said.items() if what.startswith("/en/leave/") and what.endswith("pressed"))
    assert written.status_code == 200
    assert "answered 50" not in outside.lines.getvalue()
    assert leaks(outside, *(place for place in PLACES if place.name in {"public pages", "answers to forms", "the server's log"})) == {}


@only_on("postgresql")
def test_a_column_that_is_let_through_by_mistake_is_seen(role: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT SELECT (confidential_notes) ON cases_case TO {ROLE}")

    with as_the_public_role(), connection.cursor() as cursor:
        cursor.execute("SELECT confidential_notes FROM cases_case")


@only_on("postgresql")
def test_giving_again_takes_back_what_was_given_by_hand(role: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT SELECT ON cases_case TO {ROLE}")

    give(role=ROLE)

    with as_the_public_role(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT confidential_notes FROM cases_case")


def test_the_statements_are_shown_and_name_no_column_that_is_not_public() -> None:
    out = StringIO()

    call_command("database", "grants", "--role", "visitors", stdout=out)

    assert f"GRANT SELECT ({', '.join(f'"{field.column}"' for field in PublicCase._meta.concrete_fields if field.name != 'approved_by')})" in out.getvalue()
    assert "confidential_notes" not in out.getvalue()
    assert out.getvalue().count(";") == len(grants(role="visitors"))


@only_on("sqlite")
def test_sqlite_says_that_it_has_no_such_wall() -> None:
    with pytest.raises(CommandError, match="SQLite knows no roles"):
        call_command("database", "grants", "--execute")


@only_on("postgresql")
@pytest.mark.timeout(900)
def test_two_processes_serve_visitors_and_staff_each_with_a_role_of_its_own(tmp_path: Path) -> None:
    found = heard(tmp_path, ["/en/", "/ru/cases/ayan/", "/en/database/", "/sitemap.xml"])
    status = {what: code for what, (code, _text) in found.answers.items()}

    assert [status[f"public {path}"] for path in ("/en/", "/ru/cases/ayan/", "/en/database/", "/sitemap.xml")] == [200] * 4
    assert SHOWN in found.answers["public /ru/cases/ayan/"][1]
    assert "Look into your mail" in found.answers[f"public /en/appeals/{found.appeal}/ sent"][1], "what visitors write is kept"
    assert (status["public /desk/"], status["desk /desk/"], status["desk /desk/cases/"]) == (404, 200, 200)
    assert ROLE_OF_A_RUNNING_SITE in found.roles
    assert len(found.roles) == 2, "and the owner, by whom the desk is served"
    assert "PUBLIC_DATABASE_URL=" in found.environment
    assert "\0DATABASE_URL" not in found.environment, "the public process knows no other key"
    assert status[f"public {SECRET_PATHS[-1]}"] == 404, "calendars are of staff"
    assert "permission denied" not in found.words
    assert HEAD not in found.words


def test_the_process_of_the_public_site_holds_no_other_key_to_the_database() -> None:
    common = {"DATABASE_URL": "postgres://all", "DATABASE_URL_FILE": "/etc/all", "PUBLIC_DATABASE_URL": "postgres://public", "PATH": "/bin"}
    started = {one.name: one.surrounded_by(common) for one in programs(ports=Ports(web=1, receive=2, desk=3), web_workers=1, web_threads=1)}

    assert started["web"] == {"PUBLIC_DATABASE_URL": "postgres://public", "OUTCRY_SERVES": "public", "PATH": "/bin"}
    assert started["desk"]["DATABASE_URL"] == "postgres://all"
    assert "desk" not in {one.name for one in programs(ports=Ports(web=1, receive=2), web_workers=1, web_threads=1)}
