"""What is sealed opens only where and as it was sealed."""

from pathlib import Path

import pytest

from outcry.lib.keys import KeyMissing, Keyring, keyring
from outcry.lib.sealing import SealBroken, seal, unseal


def test_what_was_sealed_opens_again() -> None:
    assert unseal(seal("Сәуле".encode(), place="a.b"), place="a.b").decode() == "Сәуле"


def test_the_same_words_sealed_twice_do_not_look_alike() -> None:
    assert seal(b"once", place="a.b") != seal(b"once", place="a.b")


def test_a_sealed_value_does_not_open_in_another_column() -> None:
    sealed = seal(b"a name", place="protest.name")

    with pytest.raises(SealBroken):
        unseal(sealed, place="protest.address")


@pytest.mark.parametrize("place", [0, 3, 20, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    sealed = bytearray(seal(b"a name", place="a.b"))
    sealed[place] ^= 1

    with pytest.raises((SealBroken, KeyMissing)):
        unseal(bytes(sealed), place="a.b")


def test_a_cut_value_is_noticed() -> None:
    with pytest.raises(SealBroken):
        unseal(seal(b"a name", place="a.b")[:20], place="a.b")


def test_the_newest_key_writes_and_the_old_one_still_reads(tmp_path: Path, settings: pytest.FixtureRequest) -> None:
    settings.KEYS_FOLDER = tmp_path  # type: ignore[attr-defined]
    sealed_before = seal(b"old", place="a.b")
    (tmp_path / "seal-0002.key").write_text("11" * 32)
    keyring.cache_clear()

    sealed_after = seal(b"new", place="a.b")

    assert unseal(sealed_before, place="a.b") == b"old"
    assert sealed_after[1:3] == b"\x00\x02"


def test_a_key_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    Keyring(tmp_path / "keys").current("seal")

    [file] = (tmp_path / "keys").iterdir()

    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_two_processes_that_make_the_first_key_agree_on_it(tmp_path: Path) -> None:
    assert Keyring(tmp_path).current("seal") == Keyring(tmp_path).current("seal")


def test_a_missing_key_says_which_file_to_bring_back(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing, match=r"seal-0007\.key"):
        Keyring(tmp_path).get("seal", 7)


def test_reading_makes_no_key_where_the_folder_was_lost(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing):
        Keyring(tmp_path).get("seal", 1)

    assert Keyring(tmp_path).all("seal") == []
    assert list(tmp_path.iterdir()) == []


def test_a_key_added_while_we_run_is_found(tmp_path: Path) -> None:
    ours = Keyring(tmp_path)
    ours.current("seal")
    (tmp_path / "seal-0002.key").write_text("11" * 32)

    assert ours.get("seal", 2).secret == b"\x11" * 32
