import hashlib
import os
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from outcry.evidence import store
from outcry.evidence.media_types import media_type
from outcry.evidence.models import CustodyEntry, EvidenceItem, StampState
from outcry.evidence.operations import EvidenceRefused, check_store, verify
from outcry.evidence.queries import custody_facts, items_of, twins
from outcry.evidence.tests.cast import NOW, WORDS, an_item, an_organisation, file_of, random_bytes, rosa, tamper
from outcry.lib.keys import keyring

pytestmark = pytest.mark.django_db


def test_an_original_is_kept_untouched_with_both_hashes() -> None:
    content = random_bytes(300_000)

    item = EvidenceItem.objects.get(pk=an_item(content).pk)

    assert b"".join(store.chunks_of(address=item.address)) == content
    assert (item.sha256, item.sha512, item.size) == (hashlib.sha256(content).hexdigest(), hashlib.sha512(content).hexdigest(), 300_000)
    assert list(items_of(organisation=an_organisation(), subject="case:7")) == [item]


@pytest.mark.parametrize("text", ["суда", "Решение суда", "ხ", "x"])
def test_a_short_text_is_a_text_wherever_its_last_letter_begins(text: str) -> None:
    assert media_type(BytesIO(text.encode())) == "text/plain"


def test_the_file_is_sealed_and_read_only() -> None:
    path = file_of(an_item())

    assert WORDS not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o400


def test_nothing_in_the_row_or_in_the_files_name_tells_what_it_is() -> None:
    item = an_item(name="list of witnesses.txt", note="from her sister")
    row = str(EvidenceItem.objects.filter(pk=item.pk).extra(select={"raw": "name"}).values_list("raw", flat=True).get())

    assert "witnesses" not in row
    assert hashlib.sha256(WORDS).hexdigest() not in item.address


def test_intake_is_the_first_entry_of_the_log_and_a_stamp_is_waited_for() -> None:
    item = an_item()

    [entry] = custody_facts(item=item)
    assert (entry.verb, entry.actor, entry.details["sha512"]) == ("taken_in", "rosa", item.sha512)
    assert item.stamps.get().state == StampState.WAITING


def test_a_file_beyond_the_limit_is_refused_and_leaves_nothing(settings: Any) -> None:
    settings.EVIDENCE_BYTES = 2_000_000

    with pytest.raises(EvidenceRefused, match="larger than 2 MB") as refusal:
        an_item(random_bytes(2_000_001))

    assert refusal.value.field == "file"
    assert [path for path in settings.EVIDENCE_FOLDER.rglob("*") if path.is_file()] == []
    assert not EvidenceItem.objects.exists()


@pytest.mark.parametrize(("content", "changes"), [(b"", {}), (WORDS, {"name": " "}), (WORDS, {"name": "a" * 256}), (WORDS, {"subject": "x" * 200})])
def test_what_is_no_file_or_has_no_name_is_refused(content: bytes, changes: dict[str, str]) -> None:
    with pytest.raises(EvidenceRefused):
        an_item(content, **changes)

    assert not EvidenceItem.objects.exists()


def test_a_path_before_the_name_is_not_kept() -> None:
    assert an_item(name=r"C:\Users\Samira\Desktop\photo.jpg").name == "photo.jpg"


def test_marks_that_turn_a_name_around_are_dropped_and_the_file_is_taken() -> None:
    assert an_item(name="photo\u202egpj.exe\n").name == "photogpj.exe"


def test_the_same_bytes_twice_are_two_items_over_one_file() -> None:
    first, second = an_item(), an_item(subject="case:8")

    assert file_of(first) == file_of(second)
    assert list(twins(item=first)) == [second]


def test_a_changed_byte_a_cut_file_and_a_missing_one_are_found() -> None:
    item = an_item()
    assert verify(item=item, by=rosa(), now=NOW) == []

    tamper(file_of(item))
    changed = [finding.kind for finding in verify(item=item, by=rosa(), now=NOW)]
    file_of(item).write_bytes(file_of(item).read_bytes()[:-10])
    cut = [finding.kind for finding in verify(item=item, by=rosa(), now=NOW)]
    file_of(item).unlink()
    missing = [finding.kind for finding in verify(item=item, by=rosa(), now=NOW)]

    assert (changed, cut, missing) == (["file_changed"], ["file_changed"], ["file_missing"])


def test_another_file_put_in_its_place_is_found() -> None:
    item, other = an_item(), an_item(b"something else\n")

    os.replace(file_of(other), file_of(item))

    assert [finding.kind for finding in verify(item=item, by=rosa(), now=NOW)] == ["file_changed"]


def test_hashes_rewritten_in_the_row_do_not_agree_with_the_log() -> None:
    item = an_item()
    other = store.keep(chunks=[b"forged"], limit=100)

    EvidenceItem.objects.filter(pk=item.pk).update(address=other.address, sha256=other.sha256, sha512=other.sha512, size=other.size)
    item.refresh_from_db()

    assert [finding.kind for finding in verify(item=item, by=rosa(), now=NOW)] == ["row_changed"]


def test_verifying_is_written_into_the_log_with_what_was_found() -> None:
    item = an_item()
    file_of(item).unlink()

    verify(item=item, by=rosa(), now=NOW)

    assert custody_facts(item=item)[-1].details["found"] == ["file_missing"]


def test_a_crash_between_file_and_row_leaves_an_orphan_that_the_check_finds() -> None:
    an_item()
    lost = store.keep(chunks=[b"no row"], limit=100)
    path = settings.EVIDENCE_FOLDER / lost.address[:2] / lost.address

    fresh = check_store(organisation=an_organisation(), now=_mtime(path)).orphans
    later = check_store(organisation=an_organisation(), now=_mtime(path) + timedelta(hours=7))

    assert fresh == []
    assert later.orphans == [path]
    assert (later.looked_at, later.unsound) == (1, {})


def test_without_the_key_nothing_opens(tmp_path: Path) -> None:
    item = an_item()
    key, away = settings.KEYS_FOLDER / "seal-files-0001.key", tmp_path / "away.key"
    key.rename(away)
    keyring(settings.KEYS_FOLDER)._keys.pop("seal-files")

    found = [finding.kind for finding in verify(item=item, by=None, now=NOW)]
    away.rename(key)

    assert found == ["key_missing"]
    assert CustodyEntry.objects.filter(item=item).count() == 2


def _mtime(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
