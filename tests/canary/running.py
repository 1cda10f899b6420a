"""A site as it runs in life: processes, ports and a database of its own, with the canary's world in it. What they say is kept.

On PostgreSQL it is set up as docs/howto/run-it-for-real.md says: the public site has a process and a role in the database of its own.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pysqlite3
from django.conf import settings
from django.db import connection
from django.test import Client
from psycopg import sql

from outcry.config.programs import Ports, answers_http, free_port, programs
from outcry.front.tests.people import a_filled_form, a_try_today, confirm_path, leave_path
from tests.canary.columns import HEAD
from tests.canary.world import a_world
from tests.postgres import as_owner, make_from_copy

ROOT = Path(__file__).resolve().parents[2]
ROLE = "outcry_public_of_a_running_test"
# Without it neither the pages of visitors nor those of the desk can be drawn.
_NEEDED = "accounts_organisationtext"
# What a visitor, a mail or a calendar would bring, with a marker where the secret stands.
SECRET_PATHS = tuple(f"/{path}" for path in (f"en/confirm/{HEAD}0001/", f"ru/leave/{HEAD}0001x/", f"calendar/{HEAD}0001.ics"))
_PATIENCE_SECONDS = 500.0


@dataclass
class Heard:
    """What a running site answered, by "public" or "desk", the path and what was done to it, and everything its processes said."""

    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    appeal: str = ""
    words: str = ""
    # Who was signed in to PostgreSQL.
    roles: frozenset[str] = frozenset()
    # Of the process that answers visitors.
    environment: str = ""


def fill() -> None:
    """Inside of the new site: make the world, sign in, sign an appeal; print what is needed to ask for it."""
    world = a_world()
    client = Client()
    client.force_login(world.staff)
    protest = a_try_today(world.appeal)
    form = a_filled_form(world.appeal, email="sofia@mail.example")
    facts = {
        "session": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "case": world.case.pk,
        "appeal": world.appeal.slug,
        "form": form,
        "links": [confirm_path(protest), leave_path(protest)],
    }
    print(json.dumps(facts))


def heard(folder: Path, addresses: Iterable[str]) -> Heard:
    """Start a site, ask for these addresses, sign, look at the desk, break the database, ask again, and stop it."""
    found = Heard()
    with _database(folder) as environment:
        facts = _prepared(folder, environment)
        found.links, found.appeal = tuple(facts["links"]), facts["appeal"]
        site = _Site(folder, environment, found)
        with site.running():
            site.visit(facts, addresses)
            found.roles = _signed_in(environment)
            _break(folder, environment)
            site.visit_what_is_broken(facts)
        found.words = site.log.read_text(errors="replace")
    return found


def said_by_a_talkative_one(folder: Path) -> str:
    """What the web server alone says on an empty database when nothing hides the secrets in its log."""
    port, log = free_port(), folder / "log"
    (folder / "var").mkdir()
    [web] = [one for one in programs(ports=Ports(web=port, receive=0), web_workers=1, web_threads=1) if one.name == "web"]
    environment = _inherited() | {"DATA": str(folder / "var"), "OUTCRY_MODE": "test", "DJANGO_SETTINGS_MODULE": "tests.canary.talkative"}
    with log.open("wb") as file:
        server = subprocess.Popen([sys.executable, *web.command[1:]], env=environment, cwd=ROOT, stdout=file, stderr=file)
    try:
        _wait_until(lambda: answers_http(port), server, log)
        _ask(port, SECRET_PATHS[0])
    finally:
        server.terminate()
        server.wait(60)
    return log.read_text(errors="replace")


class _Site:
    """`outcry run` and the two ports it answers on; on SQLite they are one."""

    def __init__(self, folder: Path, environment: dict[str, str], found: Heard) -> None:
        self.log, self._found = folder / "log", found
        has_role = "PUBLIC_DATABASE_URL" in environment
        self._ports = {"public": free_port()}
        self._ports["desk"] = free_port() if has_role else self._ports["public"]
        ports = {"PORT": self._ports["public"], "OUTCRY_DESK_PORT": self._ports["desk"], "OUTCRY_RECEIVE_PORT": free_port()}
        # Nobody takes its mail.
        ports["OUTCRY_SMTP_PORT"] = free_port()
        self._environment = environment | {name: str(port) for name, port in ports.items()} | {"OUTCRY_WEB_WORKERS": "1", "OUTCRY_WEB_THREADS": "2"}

    @contextmanager
    def running(self) -> Iterator[None]:
        """From its start to its stop."""
        with self.log.open("wb") as file:
            process = subprocess.Popen([sys.executable, "-m", "outcry.config.cli", "run"], env=self._environment, cwd=ROOT, stdout=file, stderr=file)
        try:
            _wait_until(lambda: "Outcry is running at" in self.log.read_text(), process, self.log)
            self._found.environment = _environment_of_the_public_site(process.pid)
            yield
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)

    def visit(self, facts: dict[str, Any], addresses: Iterable[str]) -> None:
        """As a visitor, as Mallory, and as staff."""
        for path in (*addresses, *SECRET_PATHS, "/desk/", "/nowhere"):
            self.ask("public", path)
        self.ask("public", f"/en/appeals/{facts['appeal']}/", fields=facts["form"])
        for path in ("/desk/", "/desk/cases/", f"/desk/cases/{facts['case']}/", "/desk/cases/people/", "/desk/log/"):
            self.ask("desk", path, session=facts["session"])

    def visit_what_is_broken(self, facts: dict[str, Any]) -> None:
        """Everything that is asked for now breaks, and the log is told of it."""
        for path in (*self._found.links, *SECRET_PATHS, "/kk/custody/?page=2"):
            self.ask("public", path, when=" broken")
        self.ask("public", f"/ru/appeals/{facts['appeal']}/", fields=facts["form"], when=" broken")
        self.ask("desk", f"/desk/cases/{facts['case']}/", session=facts["session"], when=" broken")

    def ask(self, whom: str, path: str, *, fields: dict[str, str] | None = None, session: str = "", when: str = "") -> None:
        self._found.answers[f"{whom} {path}{' sent' if fields else ''}{when}"] = _ask(self._ports[whom], path, fields=fields, session=session)


def _ask(port: int, path: str, *, fields: dict[str, str] | None = None, session: str = "") -> tuple[int, str]:
    data = urllib.parse.urlencode(fields).encode() if fields else None
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"} if session else {}
    request = urllib.request.Request(f"http://localhost:{port}{urllib.parse.quote(path, safe='/?=&%')}", data=data, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")


def _inherited() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("OUTCRY_", "DATABASE_URL", "DJANGO_"))}


def _prepared(folder: Path, environment: dict[str, str]) -> dict[str, Any]:
    """Make the world, and on PostgreSQL give the public role its rights."""
    facts = _outcry(environment, "shell", "-v0", "-c", "from tests.canary.running import fill; fill()")
    if "PUBLIC_DATABASE_URL" in environment:
        _outcry(environment, "database", "grants", "--execute", "--role", ROLE)
    return dict(json.loads(facts.splitlines()[-1]))


def _outcry(environment: dict[str, str], *command: str) -> str:
    line = [sys.executable, "-m", "outcry.config.cli", *command]
    done = subprocess.run(line, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def _database(folder: Path) -> Iterator[dict[str, str]]:
    """A database of its own with the suite's tables and lists of terms, which take long to make; its environment. Gone at the end."""
    data = folder / "var"
    data.mkdir()
    environment = _inherited() | {"DATA": str(data), "OUTCRY_MODE": "test", "PYTHONUNBUFFERED": "1"}
    if connection.vendor == "sqlite":
        # Nobody has committed anything else.
        with closing(pysqlite3.connect(str(connection.settings_dict["NAME"]))) as schema:
            schema.execute("VACUUM INTO ?", [str(data / "outcry.sqlite3")])
        yield environment
        return
    name = f"outcry_running_{os.getpid()}"
    make_from_copy(name)
    with as_owner("postgres") as owner:
        owner.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(ROLE)))
        owner.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'of-a-test'").format(sql.Identifier(ROLE)))
    try:
        yield environment | {"DATABASE_URL": _url(name), "PUBLIC_DATABASE_URL": _url(name, user=ROLE, password="of-a-test")}
    finally:
        with as_owner("postgres") as owner:
            owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
            owner.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(ROLE)))


def _url(name: str, *, user: str = "", password: str = "") -> str:
    """The address of a database on the server of the suite; a socket stands in the query."""
    known = connection.settings_dict
    who = f"{user or known['USER']}:{urllib.parse.quote(password or known['PASSWORD'])}"
    host, port = str(known["HOST"]), known["PORT"] or 5432
    return f"postgres://{who}@/{name}?host={urllib.parse.quote(host)}" if not host or host.startswith("/") else f"postgres://{who}@{host}:{port}/{name}"


def _signed_in(environment: dict[str, str]) -> frozenset[str]:
    if "DATABASE_URL" not in environment:
        return frozenset()
    with as_owner("postgres") as owner:
        rows = owner.execute("SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = %s", [_name_of(environment)]).fetchall()
    return frozenset(str(name) for (name,) in rows)


def _break(folder: Path, environment: dict[str, str]) -> None:
    """Take away what every page needs."""
    rename = f"ALTER TABLE {_NEEDED} RENAME TO {_NEEDED}_away"
    if "DATABASE_URL" in environment:
        with as_owner(_name_of(environment)) as owner:
            owner.execute(rename)
        return
    with closing(pysqlite3.connect(str(folder / "var" / "outcry.sqlite3"), timeout=30)) as database:
        database.execute(rename)


def _name_of(environment: dict[str, str]) -> str:
    return urllib.parse.urlsplit(environment["DATABASE_URL"]).path.removeprefix("/")


def _environment_of_the_public_site(parent: int) -> str:
    """Of the child that answers visitors alone; blank where there is none."""
    for folder in Path("/proc").glob("[0-9]*"):
        # Processes come and go.
        with suppress(FileNotFoundError, ProcessLookupError):
            is_ours = int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == parent
            if is_ours and "OUTCRY_SERVES=public" in (environment := (folder / "environ").read_text()):
                return environment
    return ""


def _wait_until(is_so: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not is_so():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.2)
