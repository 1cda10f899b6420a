import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bagit
import pytest
from django.core.management import CommandError, call_command

from outcry.evidence.bags import check, write_folder
from outcry.evidence.models import EvidenceItem
from outcry.evidence.operations import (
    EvidenceRefused,
    bundle,
    download_copy,
    download_original,
    hand_over,
    make_working_copy,
    stamp_waiting,
)
from outcry.evidence.queries import custody_facts
from outcry.evidence.tests.authority import Authority, an_authority, make_keys
from outcry.evidence.tests.cast import NOW, WORDS, an_item, file_of, rosa, tamper
from outcry.evidence.tests.documents import a_jpeg
from tests.start import ROOT

# The library passes an argument by position, of which newer Pythons warn.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:'count' is passed as positional argument:DeprecationWarning")]


@pytest.fixture
def authority(tmp_path: Path, settings: Any) -> Iterator[Authority]:
    with an_authority(tmp_path / "authority") as one:
        settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOT = one.url, one.root
        yield one


@pytest.fixture
def bag(tmp_path: Path, authority: Authority) -> Path:
    """A note with a stamp and a photo with a working copy, in a folder."""
    items = [an_item(name="заметка о ночи.txt"), an_item(a_jpeg(), name="../photo.jpg")]
    make_working_copy(item=items[1], by=rosa(), now=NOW)
    stamp_waiting(now=NOW)
    folder = tmp_path / "bag"
    write_folder(bundle(items=items, by=rosa(), now=NOW, reason="for the court", with_copies=True).files, folder)
    return folder


def kinds(bag: Path, root: Path | None = None) -> set[str]:
    return {fault.kind for fault in check(place=bag, root=root).faults}


def one(bag: Path, pattern: str) -> Path:
    return sorted(bag.glob(pattern))[0]


def reseal(bag: Path) -> None:
    """Write all manifests anew, as a forger would."""
    payload = [path for path in sorted(bag.glob("data/**/*")) if path.is_file()]
    for kind, files in (("manifest", payload), ("tagmanifest", [bag / "bagit.txt", bag / "bag-info.txt", *bag.glob("manifest-*.txt")])):
        for algorithm in ("sha256", "sha512"):
            lines = [f"{hashlib.new(algorithm, file.read_bytes()).hexdigest()}  {file.relative_to(bag)}\n" for file in files]
            (bag / f"{kind}-{algorithm}.txt").write_text("".join(lines))


def test_a_bundle_is_sound_for_us_and_for_the_formats_own_check(bag: Path, authority: Authority) -> None:
    report = check(place=bag, root=authority.root)

    assert (report.items, report.trusted_stamps, list(report.faults)) == (2, 2, [])
    assert bagit.Bag(str(bag)).is_valid()
    assert one(bag, "data/items/*/original/заметка-о-ночи.txt").read_bytes() == WORDS


def test_plain_programs_find_it_sound_as_the_text_in_it_says(bag: Path, authority: Authority) -> None:
    shutil.copy(authority.root, bag.parent / "root.pem")
    told = (bag / "data/HOW-TO-VERIFY.txt").read_text()
    lines = [line.strip() for line in told.splitlines() if line.startswith("   ") and line.split()[0] in ("sha256sum", "sha512sum", "openssl")]

    said = [subprocess.run(line.replace("root.pem", "../root.pem"), shell=True, cwd=bag, capture_output=True, text=True, check=True) for line in lines]

    assert len(lines) == 3 + 2
    assert all("OK" in one.stdout for one in said)


def test_without_a_time_stamp_the_text_asks_nobody_for_a_root_certificate(tmp_path: Path) -> None:
    write_folder(bundle(items=[an_item()], by=rosa(), now=NOW, reason="for the court", with_copies=False).files, tmp_path / "bag")

    told = (tmp_path / "bag/data/HOW-TO-VERIFY.txt").read_text()

    assert "No original in this bundle is time-stamped." in told
    assert "root.pem" not in told
    assert "openssl" not in told


def test_the_command_verifies_without_network_and_database(bag: Path, authority: Authority, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "bag"), "zip", bag.parent, bag.name)
    environment = {**os.environ, "OUTCRY_MODE": "production", "DATA": str(tmp_path / "elsewhere"), "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    command = [sys.executable, "-m", "outcry.config.cli", "evidence", "verify", "--root", str(authority.root)]

    for place in (str(bag), archive):
        done = subprocess.run([*command, place], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert "The bundle is sound: 2 originals" in done.stdout
        assert "2 time stamps fit and lead to" in done.stdout


def test_a_changed_byte_a_missing_and_an_added_file_are_found(bag: Path, tmp_path: Path) -> None:
    for name in ("changed", "missing", "extra", "extra_tag", "tag"):
        shutil.copytree(bag, tmp_path / name)
    tamper(one(tmp_path / "changed", "data/items/*/original/*.txt"))
    one(tmp_path / "missing", "data/items/*/stamp-1.tsr").unlink()
    (tmp_path / "extra/data/extra.txt").write_text("x")
    (tmp_path / "extra_tag/README.txt").write_text("x")
    (tmp_path / "tag/bag-info.txt").write_text("External-Identifier: other\n")

    assert {"file_changed", "original_differs"} <= kinds(tmp_path / "changed")
    assert "file_missing" in kinds(tmp_path / "missing")
    assert kinds(tmp_path / "extra") == {"file_extra"}
    assert kinds(tmp_path / "extra_tag") == {"file_extra"}
    assert kinds(tmp_path / "tag") == {"file_changed"}


def test_a_forger_who_writes_all_manifests_anew_is_found_by_log_and_stamp(bag: Path) -> None:
    one(bag, "data/items/*/original/*.txt").write_bytes(b"forged")
    reseal(bag)

    assert {"original_differs", "stamp_not_ours"} <= kinds(bag)


@pytest.mark.parametrize(("change", "fault"), [("actor", "custody_changed"), ("drop", "custody_moved"), ("cut", "custody_cut")])
def test_a_custody_log_that_was_touched_is_found_under_right_manifests(bag: Path, change: str, fault: str) -> None:
    log = one(bag, "data/items/*/custody.json")
    entries = json.loads(log.read_text())
    entries[1] |= {"actor": "nobody"} if change == "actor" else {}
    log.write_text(json.dumps(entries[:-1] if change == "cut" else [entries[0], *entries[2:]] if change == "drop" else entries))
    reseal(bag)

    assert fault in kinds(bag)


def test_stamps_of_a_stranger_are_found_once_a_root_is_named(bag: Path, tmp_path: Path) -> None:
    make_keys(tmp_path / "stranger")

    assert kinds(bag) == set()
    assert kinds(bag, tmp_path / "stranger" / "root.pem") == {"stamp_not_trusted"}


def test_what_is_no_bundle_is_told_in_one_sentence(tmp_path: Path) -> None:
    torn = tmp_path / "torn.zip"
    torn.write_bytes(b"PK")

    for place in (torn, tmp_path, tmp_path / "nowhere"):
        with pytest.raises(CommandError, match="is no exhibit bundle of Outcry"):
            call_command("evidence", "verify", str(place))


def test_a_bundle_is_written_while_it_is_sent(tmp_path: Path) -> None:
    made = bundle(items=[an_item()], by=rosa(), now=NOW, reason="for the court")
    (tmp_path / "sent.zip").write_bytes(b"".join(made.zipped()))

    with zipfile.ZipFile(tmp_path / "sent.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0].startswith(f"{made.name}/data/items/")
    assert list(check(place=tmp_path / "sent.zip", root=None).faults) == []


def test_the_bundle_stands_in_each_custody_log_and_that_entry_goes_along(bag: Path) -> None:
    entries = json.loads(one(bag, "data/items/*/custody.json").read_text())

    assert (entries[-1]["verb"], entries[-1]["details"]["reason"]) == ("bundled", "for the court")


def test_an_item_that_is_not_sound_is_not_bundled_nor_given_out() -> None:
    item = an_item()
    tamper(file_of(item))

    with pytest.raises(EvidenceRefused, match=r"file_changed.*Verify it first"):
        bundle(items=[item], by=rosa(), now=NOW, reason="for the court")
    with pytest.raises(EvidenceRefused, match="damaged or gone"):
        download_original(item=item, by=rosa(), now=NOW, reason="for the court")
    assert [entry.verb for entry in custody_facts(item=item)] == ["taken_in"]


def test_a_download_needs_a_reason_and_is_written_down() -> None:
    item = an_item(a_jpeg(), name="photo.jpg")
    copy = make_working_copy(item=item, by=rosa(), now=NOW)

    with pytest.raises(EvidenceRefused):
        download_original(item=item, by=rosa(), now=NOW, reason="  ")
    assert b"".join(download_original(item=item, by=rosa(), now=NOW, reason="for the lawyer")) == a_jpeg()
    assert b"".join(download_copy(copy=copy, by=rosa(), now=NOW)).startswith(b"\xff\xd8")

    assert [entry.verb for entry in custody_facts(item=item)] == ["taken_in", "copied", "downloaded", "downloaded"]


def test_handing_over_says_to_whom() -> None:
    item = EvidenceItem.objects.get(pk=an_item().pk)

    hand_over(item=item, to="the court's registry", by=rosa(), now=NOW)

    assert custody_facts(item=item)[-1].details["to"] == "the court's registry"
    with pytest.raises(EvidenceRefused):
        hand_over(item=item, to="", by=rosa(), now=NOW)


def test_the_check_of_the_store_tells_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    item = an_item()
    call_command("evidence", "check")
    tamper(file_of(item))

    with pytest.raises(CommandError):
        call_command("evidence", "check")

    assert f"{item.public_id}: The file is not what was taken in" in capsys.readouterr().out
