import io
import os
from pathlib import Path

import pytest

from outcry.lib.keys import KeyMissing
from outcry.lib.sealed_files import CHUNK, SealedReader, SealingWriter
from outcry.lib.sealing import SealBroken

PLACE = "evidence.one"
HEAD, SEALED_CHUNK = 39, CHUNK + 16


def sealed(plain: bytes) -> bytes:
    file = io.BytesIO()
    writer = SealingWriter(file, place=PLACE)
    for start in range(0, len(plain), 50_000):
        writer.write(plain[start : start + 50_000])
    writer.finish()
    return file.getvalue()


def opened(data: bytes, place: str = PLACE) -> bytes:
    return b"".join(SealedReader(io.BytesIO(data), place=place).chunks())


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
def test_what_is_sealed_opens_again_whatever_its_length(size: int) -> None:
    plain = os.urandom(size)

    data = sealed(plain)

    assert opened(data) == plain
    assert SealedReader(io.BytesIO(data), place=PLACE).size == size
    assert size == 0 or plain[:16] not in data or size < 16


def test_it_is_read_from_any_position() -> None:
    plain = os.urandom(2 * CHUNK + 100)
    reader = io.BufferedReader(SealedReader(io.BytesIO(sealed(plain)), place=PLACE))

    reader.seek(CHUNK - 10)
    across = reader.read(30)
    reader.seek(-5, io.SEEK_END)

    assert across == plain[CHUNK - 10 : CHUNK + 20]
    assert reader.read() == plain[-5:]


@pytest.mark.parametrize("kept", [HEAD, HEAD + 10, HEAD + SEALED_CHUNK, HEAD + 2 * SEALED_CHUNK, -1])
def test_a_file_cut_short_does_not_open(kept: int) -> None:
    data = sealed(os.urandom(2 * CHUNK + 100))

    with pytest.raises(SealBroken):
        opened(data[:kept])


def test_chunks_in_another_order_do_not_open() -> None:
    data = sealed(os.urandom(2 * CHUNK + 100))
    first, second = data[HEAD : HEAD + SEALED_CHUNK], data[HEAD + SEALED_CHUNK : HEAD + 2 * SEALED_CHUNK]

    with pytest.raises(SealBroken):
        opened(data[:HEAD] + second + first + data[HEAD + 2 * SEALED_CHUNK :])


@pytest.mark.parametrize("position", [0, 6, 20, HEAD, HEAD + 5, -1])
def test_a_changed_byte_is_seen(position: int) -> None:
    data = bytearray(sealed(b"the words of a witness"))
    data[position] ^= 1

    with pytest.raises(Exception, match=r"evidence\.one|seal-files"):
        opened(bytes(data))


def test_a_file_put_in_another_ones_place_does_not_open() -> None:
    with pytest.raises(SealBroken):
        opened(sealed(b"a"), place="evidence.two")


def test_the_same_bytes_are_sealed_differently_each_time(tmp_path: Path) -> None:
    assert sealed(b"a") != sealed(b"a")


def test_a_file_with_a_key_of_its_own_opens_with_that_key_alone() -> None:
    file, secret = io.BytesIO(), os.urandom(32)
    writer = SealingWriter(file, place=PLACE, secret=secret)
    writer.write(b"words")
    writer.finish()

    assert SealedReader(io.BytesIO(file.getvalue()), place=PLACE, secret=secret).read() == b"words"
    with pytest.raises(SealBroken):
        SealedReader(io.BytesIO(file.getvalue()), place=PLACE, secret=os.urandom(32))
    with pytest.raises(KeyMissing):
        opened(file.getvalue())
