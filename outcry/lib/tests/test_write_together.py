"""Those who wait for the writer are written with the next one, and each hears what became of her own."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connection, connections, transaction

from outcry.lib.together import NotWritten, Together

pytestmark = pytest.mark.django_db(transaction=True)

Write = Callable[[Sequence[str]], None]


class Desk:
    """Takes names down as groups, and remembers which came together. The first is held back until the others wait."""

    def __init__(self, *, harm: Write = lambda names: None) -> None:
        self.together = Together(self._write)
        self.calls: list[list[str]] = []
        self._harm = harm
        self._first_is_in, self._may_go_on = Event(), Event()

    def _write(self, names: Sequence[str]) -> None:
        self.calls.append(list(names))
        if names == ["first"]:
            self._first_is_in.set()
            self._may_go_on.wait(20)
        Group.objects.bulk_create(Group(name=name) for name in names)
        self._harm(names)

    def put(self, name: str) -> None:
        try:
            self.together.put(name)
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM auth_group WHERE name = %s", [name])
                assert cursor.fetchone() == (1,)
        finally:
            connections.close_all()

    def put_while_the_first_writes(self, *names: str) -> list[Future[None]]:
        with ThreadPoolExecutor(len(names) + 1) as people:
            first = people.submit(self.put, "first")
            self._first_is_in.wait(20)
            others = [people.submit(self.put, name) for name in names]
            self._until_all_wait(len(names))
            self._may_go_on.set()
            return [first, *others]

    def _until_all_wait(self, number: int) -> None:
        until = time.monotonic() + 20
        while connection.vendor == "sqlite" and self.together.waiting < number and time.monotonic() < until:
            time.sleep(0.01)


def groups() -> set[str]:
    """Those of the test; the frame brings two of its own, which the first flush takes away."""
    return set(Group.objects.exclude(name__in=("Editors", "Moderators")).values_list("name", flat=True))


def test_who_waits_on_sqlite_shares_the_next_transaction() -> None:
    desk = Desk()

    for answer in desk.put_while_the_first_writes("a", "b", "c"):
        answer.result()

    assert groups() == {"first", "a", "b", "c"}
    together = sorted(sorted(call) for call in desk.calls)
    assert together == ([["a", "b", "c"], ["first"]] if connection.vendor == "sqlite" else [["a"], ["b"], ["c"], ["first"]])


def test_what_harms_one_is_told_to_that_one_and_the_others_are_written() -> None:
    def harm(names: Sequence[str]) -> None:
        if "b" in names:
            raise ValueError("b can't be written")

    first, a, b, c = Desk(harm=harm).put_while_the_first_writes("a", "b", "c")

    assert [answer.exception() for answer in (first, a, c)] == [None] * 3
    with pytest.raises(ValueError, match="b can't be written"):
        b.result()
    assert groups() == {"first", "a", "c"}


def test_a_full_disk_is_told_to_all_and_tried_once() -> None:
    def harm(names: Sequence[str]) -> None:
        if names != ["first"]:
            raise OperationalError("database or disk is full")

    desk = Desk(harm=harm)

    first, *others = desk.put_while_the_first_writes("a", "b", "c")

    assert first.exception() is None
    assert {type(answer.exception()) for answer in others} == {OperationalError}
    assert groups() == {"first"}
    assert len(desk.calls) == (2 if connection.vendor == "sqlite" else 4)


def test_nobody_is_told_that_she_is_written_when_the_writer_was_stopped() -> None:
    class Stopped(BaseException):
        pass

    def harm(names: Sequence[str]) -> None:
        if names != ["first"]:
            raise Stopped

    first, *others = Desk(harm=harm).put_while_the_first_writes("a", "b", "c")

    assert first.exception() is None
    assert {type(answer.exception()) for answer in others} <= {Stopped, NotWritten}
    assert None not in {answer.exception() for answer in others}
    assert groups() == {"first"}


def test_within_a_transaction_it_is_part_of_that_one() -> None:
    desk = Desk()

    with transaction.atomic():
        desk.together.put("a")
        transaction.set_rollback(True)

    assert groups() == set()
