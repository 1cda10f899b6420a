import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from outcry.evidence.models import EvidenceItem, StampState, TimeStamp
from outcry.evidence.operations import stamp, stamp_waiting, verify
from outcry.evidence.queries import custody_facts
from outcry.evidence.tests.authority import Authority, an_authority, make_keys, openssl
from outcry.evidence.tests.cast import NOW, WORDS, an_item, rosa

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority(tmp_path: Path, settings: Any) -> Iterator[Authority]:
    with an_authority(tmp_path / "authority") as one:
        settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOT = one.url, one.root
        yield one


def stamp_of(item: EvidenceItem) -> TimeStamp:
    return TimeStamp.objects.get(item=item)


def test_a_stamp_comes_with_the_next_look_of_the_chores(authority: Authority) -> None:
    item = an_item()

    assert stamp_waiting(now=NOW) == 1

    assert stamp_of(item).state == StampState.STAMPED
    assert custody_facts(item=item)[-1].verb == "stamped"
    assert verify(item=item, by=rosa(), now=NOW) == []


def test_openssl_finds_the_same_stamp_good(authority: Authority) -> None:
    item = an_item()
    stamp_waiting(now=NOW)
    folder = authority.folder
    (folder / "answer.tsr").write_bytes(bytes(stamp_of(item).response or b""))
    (folder / "original").write_bytes(WORDS)
    (folder / "forged").write_bytes(WORDS + b".")
    line = ("ts", "-verify", "-in", "answer.tsr", "-CAfile", "root.pem", "-data")

    openssl(folder, *line, "original")

    with pytest.raises(subprocess.CalledProcessError):
        openssl(folder, *line, "forged")


def test_the_request_is_one_that_openssl_reads_and_holds_nothing_but_the_hash(authority: Authority) -> None:
    item = an_item()
    stamp_waiting(now=NOW)
    (authority.folder / "query.tsq").write_bytes(authority.requests[0])

    read = openssl(authority.folder, "ts", "-query", "-in", "query.tsq", "-text")

    assert "Hash Algorithm: sha512" in read
    assert bytes.fromhex(item.sha512 or "") in authority.requests[0]
    assert len(authority.requests[0]) < 120


def test_without_a_server_nothing_is_asked_and_the_stamp_waits() -> None:
    item = an_item()

    assert stamp_waiting(now=NOW) == 0
    assert (stamp_of(item).state, stamp_of(item).tries) == (StampState.WAITING, 0)


def test_a_server_that_is_down_is_tried_again_later_and_intake_does_not_notice(authority: Authority, settings: Any) -> None:
    settings.TIMESTAMP_URL = "http://127.0.0.1:1/"
    item = an_item()

    assert stamp_waiting(now=NOW) == 0
    assert (stamp_of(item).failure, stamp_of(item).next_try_at) == ("unreachable", NOW + timedelta(minutes=1))
    settings.TIMESTAMP_URL = authority.url
    assert stamp_waiting(now=NOW + timedelta(seconds=59)) == 0
    assert stamp_waiting(now=NOW + timedelta(minutes=1)) == 1


@pytest.mark.parametrize(
    ("answer", "status", "failure"), [(b"<html>no</html>", 200, "not_understood"), (b"", 200, "not_understood"), (b"busy", 503, "refused")]
)
def test_an_answer_that_is_no_stamp_is_not_taken_for_one(authority: Authority, answer: bytes, status: int, failure: str) -> None:
    item = an_item()
    authority.answer_instead, authority.status = answer, status

    assert stamp_waiting(now=NOW) == 0
    assert stamp_of(item).failure == failure


def test_a_stamp_for_another_file_is_not_taken(authority: Authority) -> None:
    an_item()
    stamp_waiting(now=NOW)
    authority.answer_instead = authority.answer(authority.requests[0])
    other = an_item(b"another file")

    assert stamp_waiting(now=NOW) == 0
    assert stamp_of(other).failure == "not_ours"


def test_a_stamp_signed_by_somebody_else_is_not_taken(authority: Authority, settings: Any, tmp_path: Path) -> None:
    make_keys(tmp_path / "stranger")
    settings.TIMESTAMP_ROOT = tmp_path / "stranger" / "root.pem"
    item = an_item()

    assert stamp_waiting(now=NOW) == 0
    assert stamp_of(item).failure == "not_trusted"


def test_an_answer_whose_certificates_stand_in_the_order_of_the_chain_is_read_too(authority: Authority) -> None:
    make_keys(authority.folder, sends_chain=True)
    item = an_item()

    assert stamp_waiting(now=NOW) == 1
    assert verify(item=item, by=None, now=NOW) == []


def test_a_kept_stamp_that_was_changed_is_found_at_verification(authority: Authority) -> None:
    item, other = an_item(), an_item(b"another file")
    stamp_waiting(now=NOW)
    TimeStamp.objects.filter(item=item).update(response=stamp_of(other).response)

    assert [finding.kind for finding in verify(item=item, by=None, now=NOW)] == ["stamp_not_ours"]


def test_asking_again_moves_it_to_the_front_and_never_makes_two(authority: Authority, settings: Any) -> None:
    settings.TIMESTAMP_URL = "http://127.0.0.1:1/"
    item = an_item()
    stamp_waiting(now=NOW)
    settings.TIMESTAMP_URL = authority.url

    stamp(item=item, now=NOW)

    assert stamp_waiting(now=NOW) == 1
    assert TimeStamp.objects.filter(item=item).count() == 1
