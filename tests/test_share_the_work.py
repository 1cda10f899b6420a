"""Many workers and one broker: what is woken, what happens when the broker is away, and that nothing is done twice or lost by it.

Real processes, a real RabbitMQ and a real PostgreSQL; on SQLite there is nothing to share.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from kombu import Connection

from outcry.config.broker.app import MAIL
from outcry.delivery import outbox
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.states import MessageState
from outcry.delivery.tests.cast import a_mail, bring_to
from outcry.delivery.tests.mail_servers import MailServer, mail_server
from tests.rabbit import SERVER, Rabbit, a_rabbit
from tests.worker_house import ENVIRONMENT, House

PATIENCE_SECONDS = 180.0

pytestmark = pytest.mark.django_db(transaction=True)


def only_with_postgresql[Test: Callable[..., None]](test: Test) -> Test:
    """On SQLite there is nothing to try, and nothing may be skipped."""
    return test if connection.vendor == "postgresql" else None  # type: ignore[return-value]


@pytest.fixture(scope="module")
def rabbit() -> Iterator[Rabbit]:
    if not SERVER.exists():
        pytest.skip("RabbitMQ is not installed (Debian: rabbitmq-server)")
    with a_rabbit() as found:
        yield found


def environment_of(folder: Path, rabbit: Rabbit, server: MailServer) -> dict[str, str]:
    known = connection.settings_dict
    return ENVIRONMENT | {
        "DATABASE_URL": f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}".replace(":@", "@"),
        "BROKER_URL": rabbit.url,
        "DATA": str(folder / "var"),
        "OUTCRY_KEYS": str(settings.KEYS_FOLDER),
        "OUTCRY_SMTP_PORT": str(server.port),
    }


@contextmanager
def a_house(folder: Path, rabbit: Rabbit, server: MailServer) -> Iterator[House]:
    house = House(folder, environment_of(folder, rabbit, server))
    try:
        yield house
    finally:
        house.stop()


def wait_until(is_so: Callable[[], bool], house: House, what: str) -> None:
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < ends_at, f"{what} did not come about\n{house.words()[-4000:]}"
        time.sleep(0.1)


def put(number: int, *, destination: str = "supporters") -> None:
    with transaction.atomic():
        outbox.put(mails=[a_mail(destination=destination, recipient=f"office{place}@prosecutor.example") for place in range(number)], now=datetime.now(UTC))


def accepted() -> int:
    return OutgoingMessage.objects.filter(state=MessageState.ACCEPTED).count()


def _channel(opened: Connection) -> Any:
    return opened.default_channel


def waiting_for(rabbit: Rabbit, queue: str) -> int:
    with Connection(rabbit.url) as opened:
        return int(_channel(opened).queue_declare(queue, passive=True).message_count)


def everybody_once(server: MailServer, number: int) -> None:
    """Every letter arrived, each a single time, and every row says so."""
    assert len(server.kept) == number
    assert len({letter.content.partition(b"Message-ID: ")[2].partition(b"\r\n")[0] for letter in server.kept}) == number
    assert (accepted(), OutgoingMessage.objects.count()) == (number, number)


@only_with_postgresql
def test_a_letter_put_down_wakes_a_worker_that_looks_for_nothing_itself(rabbit: Rabbit, tmp_path: Path) -> None:
    with mail_server() as server, a_house(tmp_path, rabbit, server) as house:
        house.start("work", "--processes", "1", "--only", "mail")
        wait_until(lambda: waiting_for_safely(rabbit) is not None, house, "a worker that listens")
        house.call("from tests.test_share_the_work import put; put(3)")

        wait_until(lambda: accepted() == 3, house, "three letters handed over")
        everybody_once(server, 3)


def waiting_for_safely(rabbit: Rabbit) -> int | None:
    """How many wake-ups wait; None while no worker has made the queue."""
    try:
        return waiting_for(rabbit, MAIL)
    except Exception:  # noqa: BLE001  whatever the broker says to a question about nothing
        return None


@only_with_postgresql
def test_two_groups_of_workers_share_the_letters_and_none_goes_twice(rabbit: Rabbit, tmp_path: Path) -> None:
    put(300)
    with mail_server(dot=["0.05|250 2.0.0 kept"]) as server, a_house(tmp_path, rabbit, server) as house:
        for _host in range(2):
            house.start("work", "--processes", "2", "--only", "mail")
        house.start("sweep")

        wait_until(lambda: accepted() == 300, house, "all letters handed over")
        everybody_once(server, 300)
        assert server.connections >= 3, "one process alone did the work"


@only_with_postgresql
def test_a_broker_that_dies_is_deleted_whole_and_comes_back_loses_nothing(rabbit: Rabbit, tmp_path: Path) -> None:
    with mail_server(dot=["0.02|250 2.0.0 kept"]) as server, a_house(tmp_path, rabbit, server) as house:
        house.start("work", "--processes", "2", "--only", "mail")
        house.start("sweep")
        put(100)
        wait_until(lambda: accepted() >= 20, house, "the first letters handed over")
        rabbit.kill()
        put(100)
        wait_until(lambda: accepted() == 200, house, "letters handed over without a broker")
        assert "doing the work here until it is back" in house.words()
        rabbit.delete()
        rabbit.start()
        began = time.monotonic()
        wait_until(lambda: "the broker is back" in house.words(), house, "the sweeper finding the new broker")
        wait_until(lambda: waiting_for_safely(rabbit) is not None, house, "a worker that listens again")
        put(100)
        wait_until(lambda: accepted() == 300, house, "letters handed over after that")

        assert time.monotonic() - began < 60
        everybody_once(server, 300)


@only_with_postgresql
def test_queues_that_somebody_deletes_are_made_again(rabbit: Rabbit, tmp_path: Path) -> None:
    with mail_server() as server, a_house(tmp_path, rabbit, server) as house:
        house.start("work", "--processes", "1", "--only", "mail")
        house.start("sweep")
        put(5)
        wait_until(lambda: accepted() == 5, house, "the first letters handed over")
        with Connection(rabbit.url) as opened:
            _channel(opened).queue_delete(MAIL)
        put(5)

        wait_until(lambda: accepted() == 10, house, "letters handed over after that")
        everybody_once(server, 10)


@only_with_postgresql
def test_a_worker_that_is_killed_leaves_its_letter_to_another(rabbit: Rabbit, tmp_path: Path) -> None:
    put(1)
    # Nobody has heard the end of the letter yet when the worker dies: it is not lost, and not called delivered before it goes once more.
    with mail_server(rcpt=["30|250 ok", "250 ok"]) as server, a_house(tmp_path, rabbit, server) as house:
        doomed = house.start("work", "--processes", "1", "--only", "mail")
        house.start("sweep")
        wait_until(lambda: any(line.startswith("RCPT") for line in server.heard), house, "a letter in the hands of a worker")
        os.killpg(doomed.pid, signal.SIGKILL)
        house.start("work", "--processes", "1", "--only", "mail")

        wait_until(lambda: accepted() == 1, house, "the letter handed over by another worker")
        everybody_once(server, 1)


@only_with_postgresql
def test_without_the_sweeper_and_the_bell_nobody_wakes(rabbit: Rabbit, tmp_path: Path) -> None:
    """The control: what the other tests see is due to what they say."""
    with mail_server() as server, a_house(tmp_path, rabbit, server) as house:
        house.start("work", "--processes", "1", "--only", "mail")
        wait_until(lambda: waiting_for_safely(rabbit) is not None, house, "a worker that listens")
        with Connection(rabbit.url) as opened:
            _channel(opened).queue_purge(MAIL)
        put(1)
        time.sleep(5)

        assert (accepted(), server.kept) == (0, [])


@only_with_postgresql
def test_only_one_sweeper_leads_and_the_next_takes_over_when_it_dies(rabbit: Rabbit, tmp_path: Path) -> None:
    with mail_server() as server, a_house(tmp_path, rabbit, server) as house:
        first = house.start("sweep")
        wait_until(lambda: house.words().count("this sweeper leads") == 1, house, "a sweeper that leads")
        house.start("sweep")
        time.sleep(4)
        assert house.words().count("this sweeper leads") == 1
        os.killpg(first.pid, signal.SIGKILL)

        wait_until(lambda: house.words().count("this sweeper leads") == 2, house, "the other one in its place")


@only_with_postgresql
def test_chores_are_done_by_whoever_is_woken(rabbit: Rabbit, tmp_path: Path) -> None:
    put(1)
    bring_to(MessageState.ACCEPTED, state_changed_at=datetime(2020, 1, 1, tzinfo=UTC))
    with mail_server() as server, a_house(tmp_path, rabbit, server) as house:
        house.start("work", "--processes", "1", "--only", "chores")
        house.start("sweep")

        wait_until(lambda: OutgoingMessage.objects.filter(erased_at=None).count() == 0, house, "the text of an old letter forgotten")
        assert "failed" not in house.words()


def test_without_a_broker_its_commands_say_what_to_run() -> None:
    for command in ("work", "sweep"):
        with pytest.raises(CommandError, match="without a broker `outcry deliver` and `outcry chores`"):
            call_command(command)


def test_without_a_broker_no_bell_hangs() -> None:
    assert settings.MAIL_BELL == ""
