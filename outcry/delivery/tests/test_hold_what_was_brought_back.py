"""A database that was copied back, or to another machine, sends nothing before a person has looked."""

from pathlib import Path

import pytest

from outcry.delivery import outbox, queries
from outcry.delivery.models import MailHost, MessageEvent, OutgoingMessage
from outcry.delivery.outgoing import remembered
from outcry.delivery.outgoing.claims import claim
from outcry.delivery.tests.cast import NOW, a_mail, put

pytestmark = pytest.mark.django_db


def looks(folder: Path) -> bool:
    return remembered.compare_and_remember(folder=folder, now=NOW)


def bring_back(position: int) -> None:
    """As if the file had been copied back that was taken when this was the last event."""
    MessageEvent.objects.filter(pk__gt=position).delete()
    OutgoingMessage.objects.exclude(events__isnull=False).delete()


def test_work_as_usual_is_never_held(tmp_path: Path) -> None:
    assert looks(tmp_path)
    for _ in range(3):
        put(a_mail())
        assert looks(tmp_path)

    assert not queries.holds()


def test_an_installation_from_before_this_file_goes_on(tmp_path: Path) -> None:
    put(a_mail())

    assert looks(tmp_path)
    assert claim(now=NOW) is not None


def test_an_older_copy_of_the_database_is_held_until_a_person_lets_it_go(tmp_path: Path) -> None:
    [first] = put(a_mail())
    looks(tmp_path)
    position = first.events.get().pk
    put(a_mail())
    looks(tmp_path)

    bring_back(position)

    assert not looks(tmp_path)
    assert claim(now=NOW) is None
    assert [hold.reason for hold in queries.holds()] == [remembered.OLDER]
    outbox.release(group=outbox.EVERYTHING)
    assert looks(tmp_path)
    assert claim(now=NOW) is not None


def test_a_copy_from_before_this_machine_had_sent_is_held_too(tmp_path: Path) -> None:
    put(a_mail())
    looks(tmp_path)
    MailHost.objects.all().delete()
    put(a_mail())

    assert not looks(tmp_path)


def test_a_database_copied_to_another_machine_is_held_there(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    put(a_mail())
    looks(here)

    assert not looks(there)
    assert [hold.reason for hold in queries.holds()] == [remembered.STRANGER]


def test_another_worker_may_be_let_in_beforehand(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    put(a_mail())
    looks(here)
    remembered.adopt(folder=there, now=NOW)

    assert looks(there)
    assert looks(here)


def test_a_damaged_file_is_no_leave_to_send(tmp_path: Path) -> None:
    put(a_mail())
    looks(tmp_path)
    (tmp_path / remembered.FILE).write_text("{")

    assert not looks(tmp_path)
