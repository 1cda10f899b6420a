"""Small tools: plain text, links in mails, identifiers, the SQLite build."""

import sys

import pytest

from outcry.lib.identifiers import decode, encode, random_public_id
from outcry.lib.links import UnknownLink, make_link, read_link
from outcry.lib.sqlite import durable_pragmas, has_wal_reset_fix
from outcry.lib.text import fold, has_control, has_line_break, has_link, is_readable, plain_lines


def test_search_folds_kazakh_letters_itself() -> None:
    assert fold("Ақтау") == fold("актау")
    assert fold("Өскемен, Үшарал, Іле, Һ") == fold("оскемен, ушарал, иле, х")


@pytest.mark.parametrize("text", ["see https://x.example", "www.evil", "buy at shop.com", "a@b.example", "//evil", "JAVASCRIPT:alert(1)",
                                  "bit.ly/abc", "ｅｖｉｌ．ｃｏｍ", "evil。com", "ev\u200bil.c\u00adom"])  # fmt: skip
def test_a_link_is_found(text: str) -> None:
    assert has_link(text)


@pytest.mark.parametrize("text", ["J. R. Smith", "Анна-Мария", "O'Neill", "Dr. Li", "म. क.", "Ng.Ha", "Ann/Bob", "г.Актау"])
def test_a_name_is_not_taken_for_a_link(text: str) -> None:
    assert not has_link(text)


@pytest.mark.parametrize("text", ["Ң", "S. D.", "سُمَيْرَة", "Nguyễn Thị Minh Khai", "ประยุทธ์", "李"])
def test_a_name_is_read_in_any_script(text: str) -> None:
    assert is_readable(text)


@pytest.mark.parametrize("text", ["\u200b", "\u3164", "\u2800 \u2800", "12", "Z\u0335\u0321\u0322\u0327\u0328\u0331algo"])
def test_what_shows_nothing_or_covers_its_neighbours_is_no_name(text: str) -> None:
    assert not is_readable(text)


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "a\u2028b", "a\x85b", "a\vb"])
def test_every_kind_of_line_break_is_found(text: str) -> None:
    assert has_line_break(text)


def test_marks_that_turn_text_around_are_found() -> None:
    assert has_control("abc\u202edef")
    assert not has_control("سميرة")


def test_plain_lines_keep_the_words_and_drop_what_cannot_be_seen() -> None:
    assert plain_lines("one  \r\ntwo\x00\x1b[31m\rthree\n\n") == "one\ntwo[31m\nthree"


def test_a_link_opens_one_purpose_of_one_row() -> None:
    link = make_link("0123456789abcdef", purpose="confirm")

    assert read_link(link.upper(), purpose="confirm") == "0123456789abcdef"
    with pytest.raises(UnknownLink):
        read_link(link, purpose="leave")
    with pytest.raises(UnknownLink):
        read_link("1" + link[1:], purpose="confirm")
    with pytest.raises(UnknownLink):
        read_link("", purpose="confirm")


def test_identifiers_survive_the_telephone() -> None:
    data = bytes(range(10))

    assert decode(encode(data).upper()) == data
    assert len(random_public_id()) == 16


@pytest.mark.parametrize(
    ("version", "has_fix"),
    [((3, 40, 1), False), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 4), True), ((3, 50, 7), True), ((3, 50, 6), False), ((3, 44, 6), True)],
)
def test_versions_with_the_wal_reset_race_are_known(version: tuple[int, ...], has_fix: bool) -> None:
    assert has_wal_reset_fix(version) is has_fix
    assert ("journal_mode=WAL" in durable_pragmas(version)) is has_fix


def test_every_import_of_sqlite_is_our_build() -> None:
    assert sys.modules["sqlite3"].sqlite_version_info >= (3, 51, 3)
