"""The primary's plug is pulled and its standby promoted, while a crowd protests: `python -m drill.standby`.

Three machines of one network: house (the web, a broker, workers, the stand-in mail server), one and two (PostgreSQL, primary and standby).
First the standby's cable is pulled for a moment, as happens before worse things do: a synchronous primary keeps everybody waiting, an
asynchronous one goes on and acknowledges what it alone has. Then the primary is gone. That second one is the control that must lose.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from drill.claims import Claim, check
from drill.evidence import gather
from drill.faults import confirmed
from drill.site import Site
from drill.story import Result, Say, settle_and_check, table
from tests.hosts import Hosts, hindrance, machines
from tests.own_postgres import DATABASE, PORT, USER, Postgres, a_folder, migrated
from tests.rabbit import Rabbit
from tests.worker_house import ENVIRONMENT

HOUSE, ONE, TWO = "house", "one", "two"
_RUNNING_AGAIN_SECONDS = 60.0
_BEHIND_SECONDS = 4.0
_THANKED = "every button that was thanked for is exactly one confirmed protest"
_ON_THE_WIRE = "SELECT id FROM delivery_outgoingmessage WHERE state = 'submitting'"
_STATE = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = "
_MOVED_ON = "SELECT COUNT(*) FROM delivery_outgoingmessage WHERE state = 'accepted'"


class SiteOnPostgres(Site):
    """A demonstration whose database is a primary with a standby, and whose workers are woken by a broker."""

    programs = ("web", "mailserver", "work", "receive", "sweep")

    def __init__(self, folder: Path, *, hosts: Hosts, rabbit: Rabbit) -> None:
        super().__init__(folder)
        self._broker = rabbit.url
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None
        self._url = f"postgres://{USER}@{hosts.address[ONE]}:{PORT},{hosts.address[TWO]}:{PORT}/{DATABASE}"

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"DATABASE_URL": self._url, "BROKER_URL": self._broker}

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """The answer of whichever server can be written."""
        try:
            return list(self._open().execute(statement.replace("?", "%s").encode(), values))
        except psycopg.OperationalError:
            self.forget()
            return list(self._open().execute(statement.replace("?", "%s").encode(), values))

    def forget(self) -> None:
        """Open a connection anew; the old one hangs with the plug that was pulled, and is let go of."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> psycopg.Connection[tuple[Any, ...]]:
        # Kept: each new one waits for the lost machine first.
        if self._connection is None:
            self._connection = psycopg.connect(self._url, autocommit=True, connect_timeout=3, target_session_attrs="read-write", tcp_user_timeout=3000)
        return self._connection


def fail_over(*, folder: Path, template: Path, supporters: int, is_synchronous: bool, say: Say) -> list[Claim]:
    """Let a crowd protest, pull the plug of the primary, promote the standby. Give what must be true afterwards; of the control only what was thanked for."""
    with _machines(folder, template, is_synchronous=is_synchronous) as (hosts, one, two, site):
        site.start()
        say(f"A demonstration runs on {'a synchronous' if is_synchronous else 'an asynchronous'} standby.")
        walk = site.walk(supporters)
        site.wait_until(lambda: confirmed(site) >= supporters // 4, "a quarter have confirmed")
        hosts.cut(TWO)
        thanked = _thanked(site)
        time.sleep(_BEHIND_SECONDS)
        say(f"The standby was away for {_BEHIND_SECONDS:g} s; {_thanked(site) - thanked} were thanked meanwhile.")
        hosts.cut(ONE)
        one.kill()
        hosts.join(TWO)
        two.promote()
        site.forget()
        promoted_at, thanked = time.monotonic(), _thanked(site)
        struck = frozenset(row[0] for row in site.rows(_ON_THE_WIRE))
        say(f"The primary's plug was pulled and the standby promoted, {len(struck)} letters on the wire, {thanked} thanked.")
        if not is_synchronous:
            return _what_is_left(site, walk, supporters)
        accepted = site.number(_MOVED_ON)
        site.wait_until(lambda: _thanked(site) > thanked, "somebody is thanked again")
        web = time.monotonic() - promoted_at
        site.wait_until(lambda: site.number(_MOVED_ON) > accepted, "letters leave again")
        workers = time.monotonic() - promoted_at
        say(f"The web thanks again after {web:.0f} s, letters leave after {workers:.0f} s.")
        walk.wait(timeout=600)
        if confirmed(site) < supporters:
            site.walk(supporters).wait(timeout=600)
        claims = settle_and_check(site, number=supporters, struck=struck)
        stuck = _connections_to(hosts.address[ONE])
        return [
            *claims,
            Claim("the web works again soon after the promotion", web < _RUNNING_AGAIN_SECONDS, f"after {web:.0f} s"),
            Claim("workers work again soon after the promotion", workers < _RUNNING_AGAIN_SECONDS, f"after {workers:.0f} s"),
            Claim("no connection is stuck on the old primary", not stuck, "; ".join([f"{len(stuck)} left", *stuck])),
        ]


def _what_is_left(site: Site, walk: subprocess.Popen[bytes], supporters: int) -> list[Claim]:
    walk.kill()
    # Until the web answers again its page can't be read, and its rows are what they are.
    deadline = time.monotonic() + _RUNNING_AGAIN_SECONDS
    while time.monotonic() < deadline:
        try:
            return [claim for claim in check(gather(site, number=supporters, struck=frozenset())) if claim.sentence == _THANKED]
        except OSError:
            time.sleep(1)
    return [Claim(_THANKED, True, "nothing could be read")]


def _thanked(site: Site) -> int:
    return sum(line["step"] == "confirmed" for line in site.lines("supporters.jsonl"))


def _connections_to(address: str) -> list[str]:
    """Lines of `ss`, each with the process that has it."""
    said = subprocess.run(["ss", "-Htnp", "state", "established", "dst", address], check=True, capture_output=True, text=True)
    return said.stdout.splitlines()


@contextmanager
def _machines(folder: Path, template: Path, *, is_synchronous: bool) -> Iterator[tuple[Hosts, Postgres, Postgres, SiteOnPostgres]]:
    with ExitStack() as stack:
        hosts = stack.enter_context(machines(HOUSE, ONE, TWO))
        stack.enter_context(hosts.inside(HOUSE))
        one, two = (Postgres(folder / name, address=hosts.address[name], before=hosts.into(name)) for name in (ONE, TWO))
        for server in (one, two):
            stack.callback(server.kill)
        one.copy_of(template)
        # So that it does not take minutes until a standby that is cut off is missed.
        one.start(synchronous_standby_names="standby" if is_synchronous else "", wal_sender_timeout="60s")
        two.follow(one)
        two.start()
        rabbit = Rabbit(folder / "rabbit")
        (folder / "rabbit").mkdir()
        stack.callback(rabbit.kill)
        rabbit.start()
        site = SiteOnPostgres(folder / "var", hosts=hosts, rabbit=rabbit)
        stack.callback(site.forget)
        stack.callback(site.stop)
        site.wait_until(lambda: one.ask(f"{_STATE}'{'sync' if is_synchronous else 'async'}'") == "1", "the standby follows", seconds=60)
        yield hosts, one, two, site


def run(*, folder: Path, template: Path, supporters: int, say: Say) -> Result:
    """With a synchronous standby nothing that was acknowledged is lost; with an asynchronous one it must be."""
    result = Result()
    for name, is_synchronous, kept in (("synchronous", True, result.claims), ("asynchronous", False, result.control)):
        (folder / name).mkdir()
        kept.extend(fail_over(folder=folder / name, template=template, supporters=supporters, is_synchronous=is_synchronous, say=say))
    return result


def main() -> int:
    """Run it, print the claims, end with 1 when one fails or the control does not."""
    if why := hindrance():
        print(f"No network of hosts here: {why}.")
        return 1
    began = time.monotonic()
    with migrated(environment=ENVIRONMENT) as template, a_folder() as folder:
        result = run(folder=folder, template=template, supporters=300, say=lambda line: print(f"{time.monotonic() - began:4.0f} s  {line}", flush=True))
    print(f"\nAfter the primary was lost\n{table(result.claims)}")
    print(f"\nThe control: of an asynchronous standby something must be red\n{table(result.control)}")
    return 0 if result.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
