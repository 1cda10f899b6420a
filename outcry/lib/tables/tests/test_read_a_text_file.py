"""CSV files come in every encoding and shape; what was assumed is said, and no byte is replaced in silence."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcry.lib.tables.encodings import Certainty
from outcry.lib.tables.reading import read_table
from outcry.lib.tables.refusals import Limits, TableRefused
from outcry.lib.tables.tests.files import DATA, cells, read

_RUSSIAN = "имя,город\nИван Петров,Москва\nАнна Сидорова,Актау\n"
_KAZAKH = "аты,қала\nӘлия Ұлжанқызы,Өскемен\n"


def _encoding(content: bytes) -> tuple[str, Certainty]:
    encoding = read(content).encoding
    assert encoding
    return encoding.name, encoding.certainty


@pytest.mark.parametrize(
    ("text", "encoding", "certainty"),
    [
        ("name,city\nAnna,Aktau\n", "utf-8", Certainty.PROVED),
        (_KAZAKH, "utf-8", Certainty.PROVED),
        (_KAZAKH, "utf-8-sig", Certainty.MARKED),
        (_KAZAKH, "utf-16", Certainty.MARKED),
        ("name,city\nӘлия,Aktau\n" * 5, "utf-16-le", Certainty.GUESSED),
        (_RUSSIAN, "cp1251", Certainty.GUESSED),
        (_RUSSIAN, "koi8-r", Certainty.GUESSED),
        (_RUSSIAN, "cp866", Certainty.GUESSED),
        ("nom,ville\nÉlodie Lefèvre,Orléans\nFrançois Noël,Besançon\n", "cp1252", Certainty.GUESSED),
        ("Name,Ort\nJürgen Müller,Köln\nGünther Groß,Düsseldorf\n", "cp1252", Certainty.GUESSED),
        ("الاسم,المدينة\nنجيب محفوظ,القاهرة\nمحمد علي,دمشق\n", "cp1256", Certainty.GUESSED),
    ],
)
def test_an_encoding_is_found_and_how_it_is_known_is_said(text: str, encoding: str, certainty: Certainty) -> None:
    content = text.encode(encoding)

    assert read(content).encoding.certainty is certainty  # type: ignore[union-attr]
    assert cells(content) == [tuple(line.split(",")) for line in text.splitlines()]


def test_a_guess_names_what_else_it_might_be() -> None:
    encoding = read("ad,şehir\nÇağlar Şahin,İzmir\nGülşen Öztürk,Muğla\n".encode("cp1254")).encoding

    assert encoding
    assert not encoding.is_sure
    assert "cp1254" in {encoding.name, *encoding.others}
    assert len({encoding.name, *encoding.others}) > 1


def test_what_somebody_says_counts_for_more_than_a_guess() -> None:
    content = _RUSSIAN.encode("koi8-r")

    assert cells(content, encoding="KOI8-R")[1] == ("Иван Петров", "Москва")
    assert cells(content, encoding="windows-1251")[1] != ("Иван Петров", "Москва")
    with pytest.raises(TableRefused, match="not known"):
        read(content, encoding="klingon")
    with pytest.raises(TableRefused, match="not known"):
        read(content, encoding="rot13")


def test_damaged_bytes_are_named_with_their_row_and_cell() -> None:
    good = "город\n" * 30
    content = good.encode() + b"a,caf\xe9\n" + good.encode()

    table = read(content)
    damaged = [row for row in table.rows if row.damaged]

    assert table.encoding
    assert table.encoding.certainty is Certainty.DAMAGED
    assert [(row.number, row.cells, row.damaged) for row in damaged] == [(31, ("a", "caf\\xe9"), (1,))]


def test_bytes_that_an_encoding_does_not_have_are_named_too() -> None:
    (row,) = read(b"caf\xe9,\x81\n", encoding="cp1252").rows

    assert row.cells == ("café", "\\x81")
    assert row.damaged == (1,)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader_and_none_get_lost(content: bytes) -> None:
    try:
        rows = list(read(content, encoding="utf-8", delimiter=",").rows)
    except TableRefused:
        return
    assert "\ufffd" not in "".join("".join(row.cells) for row in rows) or "\ufffd" in content.decode(errors="ignore")


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b;c\n1,5;2;3\n1,5;2;3\n", ";"),
        ("a\tb\n1, 2\t3\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ("only\none\ncolumn\n", ","),
        ('name,text\nA,"x; y; z"\nB,"x; y; z"\n', ","),
        ("sep=;\na;b\n1;2\n", ";"),
        ("", ","),
    ],
)
def test_the_delimiter_is_found(text: str, delimiter: str) -> None:
    assert read(text.encode()).delimiter == delimiter


def test_rows_have_the_number_of_a_spreadsheet_and_the_line_of_an_editor() -> None:
    rows = list(read(b'a,b\n"one\ntwo",2\n\n,\nlast,3\n').rows)

    assert [(row.number, row.line, row.cells) for row in rows] == [(1, 1, ("a", "b")), (2, 2, ("one\ntwo", "2")), (5, 6, ("last", "3"))]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(ends: str) -> None:
    assert cells(ends.join(["a,b", "1,2", ""]).encode()) == [("a", "b"), ("1", "2")]


@pytest.mark.parametrize(
    ("content", "limits", "code"),
    [
        (b"a\n" * 5, Limits(rows=4), "rows"),
        (b"a,b,c\n", Limits(columns=2), "columns"),
        (b"a," + b"x" * 30 + b"\n", Limits(cell_characters=20), "cell"),
        (b"a" * 50, Limits(file_bytes=40), "bytes"),
        (b"x" * 500, Limits(columns=10, cell_characters=10), "line"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0" * 20, Limits(), "format"),
        (b"\x89PNG\r\n\x1a\nIHDR" + bytes(range(1, 256)) * 20, Limits(), "format"),
        (b"%PDF-1.7\n" + bytes(range(1, 256)) * 20, Limits(), "format"),
        (b'a,b\n"x,1\n' + b"y,2\n" * 50_000, Limits(), "quote"),
    ],
)
def test_what_is_too_much_is_refused(content: bytes, limits: Limits, code: str) -> None:
    with pytest.raises(TableRefused) as refused:
        list(read(content, limits=limits).rows)

    assert refused.value.code == code
    assert str(refused.value)


@pytest.mark.parametrize("of_the_module", [100_000, 1 << 30])
def test_a_cell_without_an_end_is_told_whatever_limit_a_library_set(of_the_module: int) -> None:
    before = csv.field_size_limit(of_the_module)
    try:
        with pytest.raises(TableRefused, match="On line 2 ") as refused:
            list(read(b'a,b\n"x,1\n' + b"y,2\n" * 50_000).rows)
    finally:
        csv.field_size_limit(before)

    assert refused.value.code == "quote"


def test_a_cell_as_long_as_the_limit_allows_is_read_whatever_limit_a_library_set() -> None:
    before = csv.field_size_limit(1_000)
    try:
        table = read(b"a,b\n1," + b"y" * 3_000_000 + b"\n", limits=Limits(cell_characters=3_000_000))
        assert [len(cell) for row in table.rows for cell in row.cells] == [1, 1, 1, 3_000_000]
    finally:
        csv.field_size_limit(before)


def test_a_file_stays_open_for_whoever_opened_it() -> None:
    file = io.BytesIO(b"a,b\n1,2\n")

    list(read_table(file).rows)
    list(read_table(file).rows)

    assert not file.closed


_COUNTS = {
    "incidents/ovdinfo-2012/detentions_2012.csv": 228,
    "incidents/tech-worker-actions/actions.csv": 506,
    "incidents/police-brutality-2020/incidents.csv": 406,
    "incidents/police-killings-2015/police_killings.csv": 467,
    "incidents/huridocs-micro-thesauri/terms.csv": 4_524,
    "popolo/australian-councillors/TAS.csv": 263,
    "popolo/australian-councillors/WA.csv": 1_230,
    "popolo/everypolitician-2015/hong_kong-term-5.csv": 70,
    "popolo/everypolitician-2015/kazakhstan-term-5.csv": 107,
    "popolo/everypolitician-2015/russia-term-6.csv": 450,
    "popolo/everypolitician-2015/thailand-term-2557.csv": 218,
    "i18n/names/common-forenames-by-country.csv": 2_480,
    "i18n/names/common-surnames-by-country.csv": 2_576,
}
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the sets of real incidents are not at hand")


@needs_data
@pytest.mark.parametrize(("name", "count"), _COUNTS.items())
def test_real_sets_have_the_counts_of_their_readmes(name: str, count: int) -> None:
    with (DATA / name).open("rb") as file:
        header, *rows = read_table(file).rows

    assert len(rows) == count
    assert {len(row.cells) for row in rows} == {len(header.cells)}


@needs_data
def test_the_set_with_damaged_accents_names_its_four_rows() -> None:
    with (DATA / "incidents/police-killings-2015/police_killings.csv").open("rb") as file:
        table = read_table(file)
        damaged = [row.number for row in table.rows if row.damaged]

    assert table.encoding
    assert not table.encoding.is_sure
    assert damaged == [145, 338, 400, 421]
