"""A disk after a power cut: what was synced is there, the rest may be."""

from pathlib import Path
from random import Random

from drill.crashes.disk import Create, Disk, Operation, Rename, Sync, Truncate, Write, operations

FILE = "/data/letters"


def images(tmp_path: Path, *done: Operation, number: int = 200) -> set[bytes | None]:
    """What the file may hold after these, of 200 power cuts."""
    (tmp_path / "letters").write_bytes(b"old")
    disk = Disk(Path("/data"), tmp_path)
    for one in done:
        disk.do(one)
    random = Random(1)
    return {disk.after_power_loss(random).get("letters") for _ in range(number)}


def test_what_was_synced_is_there_whatever_happens(tmp_path: Path) -> None:
    assert images(tmp_path, Write(FILE, 0, b"new"), Sync(FILE)) == {b"new"}


def test_what_was_not_synced_may_be_there_or_not(tmp_path: Path) -> None:
    assert images(tmp_path, Write(FILE, 0, b"new")) == {b"old", b"new"}


def test_a_write_may_be_torn_between_sectors_and_its_end_may_come_first(tmp_path: Path) -> None:
    found = images(tmp_path, Write(FILE, 0, b"a" * 512 + b"b" * 512))

    assert {b"old", b"a" * 512, b"old" + bytes(509) + b"b" * 512, b"a" * 512 + b"b" * 512} <= found


def test_a_file_may_be_long_again_until_its_new_length_is_synced(tmp_path: Path) -> None:
    assert images(tmp_path, Truncate(FILE, 0)) == {b"old", b""}
    assert images(tmp_path, Truncate(FILE, 0), Sync(FILE)) == {b""}


def test_a_new_name_is_there_for_certain_once_the_folder_is_synced(tmp_path: Path) -> None:
    renamed = (Create("/data/part"), Write("/data/part", 0, b"new"), Sync("/data/part"), Rename("/data/part", FILE))

    assert images(tmp_path, *renamed) == {b"old", b"new"}
    assert images(tmp_path, *renamed, Sync("/data")) == {b"new"}


def test_a_call_that_another_thread_interrupts_is_read_as_one(tmp_path: Path) -> None:
    begun = '7 pwrite64(3<\\x2f\\x61>, "\\x6e\\x65\\x77", 3, 512 <unfinished ...>'
    failed = "8 fsync(4<\\x2f\\x62>) = -1 EIO (Input/output error)"
    (tmp_path / "trace").write_text(f"{begun}\n{failed}\n7 <... pwrite64 resumed>) = 2\n")

    assert list(operations(tmp_path / "trace")) == [Write("/a", 512, b"ne")]
