"""Statements asked of the driver itself: the same answers, the same errors and the same transactions as by Django's way."""

import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import psycopg
import pytest
from django.db import DataError, IntegrityError, OperationalError, ProgrammingError, connection, transaction
from django.db.transaction import TransactionManagementError

from outcry.lib.by_hand import adapted, ask, listed, moment

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 27, 12, 0, 0, 123456, tzinfo=UTC)


def count() -> int:
    return len(ask("SELECT id FROM delivery_hold"))


def put_down(group: str, since: datetime = NOON) -> None:
    ask('INSERT INTO delivery_hold ("group", since, reason) VALUES (%s, %s, %s)', (group, *adapted(since), "100 % sure"))


def test_values_are_bound_and_never_read_as_words_of_the_statement() -> None:
    put_down("'; DROP TABLE delivery_hold; --")

    assert ask('SELECT "group", reason FROM delivery_hold') == [("'; DROP TABLE delivery_hold; --", "100 % sure")]


@pytest.mark.parametrize("given", [NOON, NOON.replace(microsecond=0), NOON.astimezone(timezone(timedelta(hours=5)))])
def test_a_moment_comes_back_as_it_went_in_and_is_written_as_django_writes_it(given: datetime) -> None:
    put_down("by hand", given)
    ask('INSERT INTO delivery_hold ("group", since, reason) VALUES (%s, %s, %s)', ("by Django", connection.ops.adapt_datetimefield_value(given), ""))

    found = [moment(since) for (since,) in ask("SELECT since FROM delivery_hold")]
    (equal,) = ask("SELECT count(DISTINCT since) FROM delivery_hold")
    (latest,) = ask("SELECT max(since) FROM delivery_hold")

    assert found == [given, given]
    assert equal == (1,)
    assert moment(latest[0]) == given
    assert moment(None) is None


def test_null_goes_in_and_comes_back_as_none() -> None:
    assert ask("SELECT CAST(%s AS integer), CAST(%s AS text)", (None, None)) == [(None, None)]


def test_what_the_database_refuses_is_said_in_djangos_words() -> None:
    put_down("twice")

    with pytest.raises(IntegrityError), transaction.atomic():
        put_down("twice")
    assert count() == 1


def test_it_is_part_of_the_transaction_around_it() -> None:
    with transaction.atomic():
        put_down("given up")
        transaction.set_rollback(True)

    assert count() == 0


def test_nothing_is_asked_in_a_transaction_that_is_broken() -> None:
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            put_down("too late")


def test_after_a_statement_that_was_refused_the_next_is_answered() -> None:
    for _ in range(2):
        with pytest.raises((ProgrammingError, OperationalError)), transaction.atomic():
            ask("SELECT nothing FROM nowhere WHERE id = %s", (1,))

    assert ask("SELECT count(*) FROM delivery_hold WHERE id = %s", (1,)) == [(0,)]


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_is_asked_like_the_one_before() -> None:
    put_down("stays")
    connection.close()

    assert count() == 1


if connection.vendor == "postgresql":
    HOSTILE = ["", " ", "NULL", "{", "},{", '"', "\\", '\\"', "a,b", "line\nline", "\tтаб", "ақтау 🕊", "'; --", "%s"]

    def test_a_list_comes_back_as_it_went_in() -> None:
        bytes_of = [bytes(range(256)), b"", b"\\x00", b'"']
        whole = [0, -1, 2**62]

        assert ask("SELECT * FROM unnest(%s::text[])", (listed(HOSTILE),)) == [(text,) for text in HOSTILE]
        assert ask("SELECT * FROM unnest(%s::bytea[])", (listed(bytes_of),)) == [(some,) for some in bytes_of]
        assert ask("SELECT * FROM unnest(%s::bigint[])", (listed(whole),)) == [(number,) for number in whole]
        assert ask("SELECT * FROM unnest(%s::timestamptz[])", (listed([NOON]),)) == [(NOON,)]

    @pytest.mark.parametrize("given", [("a\0b",), (listed(["a\0b"]),)])
    def test_what_postgresql_cannot_keep_is_refused_and_never_cut(given: tuple[str]) -> None:
        with pytest.raises(DataError), transaction.atomic():
            ask("SELECT %s::text", given)

    def shut_down_by_the_server() -> None:
        with psycopg.connect(connection.connection.info.dsn, password=connection.connection.info.password, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (connection.connection.info.backend_pid,))

    def cut() -> None:
        with socket.socket(fileno=os.dup(connection.connection.pgconn.socket)) as line:
            line.shutdown(socket.SHUT_RDWR)

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("is_lost", [shut_down_by_the_server, cut])
    def test_a_connection_that_is_lost_is_the_databases_trouble_and_no_statements(is_lost: Callable[[], None]) -> None:
        # By this a worker knows that what a mail server has said must be kept until the database is back.
        count()
        is_lost()

        for _ in range(3):
            with pytest.raises(OperationalError):
                count()
        connection.close()
        assert count() == 0

    # SQLite's driver keeps what it has read of a statement by itself.
    def test_a_statement_is_made_ready_once() -> None:
        for number in range(3):
            ask("SELECT count(*) FROM delivery_hold WHERE id > %s", (number,))

        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT count(*) FROM delivery_hold WHERE id > %'")
            assert cursor.fetchone() == (1,)


def test_other_statements_go_on_as_before() -> None:
    ask("SELECT 1")

    with connection.cursor() as cursor:
        cursor.execute("SELECT %s", ["as Django asks"])
        assert cursor.fetchone() == ("as Django asks",)
