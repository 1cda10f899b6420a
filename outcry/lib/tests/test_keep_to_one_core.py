"""Threads that do little each stay together on one core, and whoever keeps them there stays free."""

import os
from threading import Event, Thread

import pytest

from outcry.lib.one_core import keep_to_one_core


def test_all_threads_but_the_caller_share_one_of_the_cores_that_we_may_use() -> None:
    is_over, allowed = Event(), os.sched_getaffinity(0)
    threads = [Thread(target=is_over.wait) for _ in range(3)]
    for thread in threads:
        thread.start()

    keep_to_one_core()
    kept = [os.sched_getaffinity(thread.native_id or 0) for thread in threads]
    own = os.sched_getaffinity(0)
    is_over.set()
    for thread in threads:
        thread.join()

    assert len(kept[0]) == 1
    assert kept[0] <= allowed
    assert kept == kept[:1] * 3
    assert own == allowed


def test_a_thread_started_by_one_of_them_stays_with_it() -> None:
    may_start, found = Event(), []

    def start_another() -> None:
        may_start.wait()
        another = Thread(target=lambda: found.append(os.sched_getaffinity(0)))
        another.start()
        another.join()

    thread = Thread(target=start_another)
    thread.start()
    keep_to_one_core()
    may_start.set()
    thread.join()

    assert len(found[0]) == 1


def test_where_the_system_forbids_it_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(*told: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "sched_setaffinity", forbid)
    is_over = Event()
    thread = Thread(target=is_over.wait)
    thread.start()

    keep_to_one_core()

    is_over.set()
    thread.join()
