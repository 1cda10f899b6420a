"""What is written reads back as the very same text, runs in no spreadsheet, and is never held in memory as a whole."""

import csv
import io
import json
import re
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcry.lib.tables.formula_guard import guarded, unguarded
from outcry.lib.tables.refusals import TableRefused
from outcry.lib.tables.tests.files import DATA, cells
from outcry.lib.tables.writing import Cell, csv_bytes, csv_text, json_lines_bytes, plain, xlsx_bytes

Write = Callable[[Sequence[str], Iterable[Sequence[Cell]]], Iterator[bytes]]
_PAYLOADS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    " =1",
    "\t=1",
    "\r=1",
    "x;=1",
    "x\n=1",
    "＝1",
    "=cmd|' /C calc'!A0",
    "\n\n=1",
    "+7 701 234 56 78",
]
_HARMLESS = ["", "Анна", "-5", "+3.25", "a=b", "a - b", "O'Neill", "'Abd", "'quoted'", "2011-01-03", "anna@example.org"]
# As a spreadsheet with any delimiter would part a line.
_RUNS = re.compile(r"(?:^|[;\t\r\n])[ \u00a0]*[=+\-@＝＋－＠]")


@pytest.mark.parametrize("text", _PAYLOADS)
def test_nothing_runs_as_a_formula(text: str) -> None:
    assert _RUNS.search(text)
    assert not _RUNS.search(guarded(text))
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["'=1", "''=1", "a;'=1"])
def test_apostrophes_that_were_there_before_come_back(text: str) -> None:
    assert guarded(text) != text
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", _HARMLESS)
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text


_TEXT = st.text(alphabet=st.one_of(st.sampled_from("=+-@'; \t\r\n,\"1aЖ＝\u00a0"), st.characters(exclude_categories=["Cs"])), max_size=20)


@given(_TEXT)
def test_the_guard_is_undone_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not _RUNS.search(guarded(text)) or re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?", text)


@given(st.lists(st.lists(_TEXT, min_size=3, max_size=3).filter(any), max_size=8))
def test_what_is_written_as_csv_reads_back_the_same(rows: list[list[str]]) -> None:
    content = b"".join(csv_bytes(["a", "b", "c"], rows))

    assert cells(content) == [("a", "b", "c"), *map(tuple, rows)]


@pytest.mark.skipif(not DATA.is_dir(), reason="the known payloads are not at hand")
def test_known_payloads_do_not_run_and_come_back() -> None:
    payloads = (DATA / "security/csv-injection/csv-payload.txt").read_text(encoding="utf-8").splitlines()
    content = b"".join(csv_bytes(["payload"], ([payload] for payload in payloads)))

    assert len(payloads) >= 5
    assert not [line for line in content.decode("utf-8-sig").splitlines() if _RUNS.match(line.replace('"', ""))]
    assert [row[0] for row in cells(content)[1:]] == [payload for payload in payloads if payload]


@given(st.lists(st.lists(st.text(alphabet="aЖ=1+-@'\n\t\"<&;_x0", max_size=12), min_size=2, max_size=2).filter(all), max_size=5))
def test_what_is_written_as_xlsx_reads_back_the_same(rows: list[list[str]]) -> None:
    content = b"".join(xlsx_bytes(["a", "b"], rows, sheet="Acts"))

    assert cells(content) == [("a", "b"), *map(tuple, rows)]


def test_xlsx_makes_no_formula_and_no_link_of_text() -> None:
    content = b"".join(xlsx_bytes(["a"], [["=1+1"], ["https://example.org/"], ["0012"]]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        names = archive.namelist()

    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    assert not [name for name in names if "_rels/sheet" in name]


@pytest.mark.parametrize("write", [csv_bytes, xlsx_bytes])
def test_numbers_are_written_whole(write: Write) -> None:
    row: list[Cell] = [1, 0.1, Decimal("15000000.00"), Decimal("12345678901234567.5"), 2**60, None, -5]
    content = b"".join(write(list("abcdefg"), [row]))

    assert [cell.removesuffix(".00") for cell in cells(content)[1]] == ["1", "0.1", "15000000", "12345678901234567.5", str(2**60), "", "-5"]


def test_json_lines_keep_words_and_decimals() -> None:
    content = b"".join(json_lines_bytes(["name", "fine", "left"], [["Әлия\n", Decimal("0.10"), None], ["Б", 1, ""]]))

    assert [json.loads(line) for line in content.splitlines()] == [{"name": "Әлия\n", "fine": "0.10", "left": None}, {"name": "Б", "fine": 1, "left": ""}]


@pytest.mark.parametrize("write", [json_lines_bytes])
def test_a_row_of_another_width_is_a_mistake(write: Write) -> None:
    with pytest.raises(ValueError, match="zip"):
        b"".join(write(["a", "b"], [["1"]]))


def test_what_xlsx_would_cut_is_refused_before_the_first_byte() -> None:
    with pytest.raises(TableRefused) as refused:
        next(xlsx_bytes(["a"], [["x" * 32_768]]))

    assert (refused.value.code, refused.value.row) == ("cell", 2)


def _rows(count: int) -> Iterator[list[Cell]]:
    return ([f"Уктешбаев {number}", "=risky", number, *["some words of text"] * 17] for number in range(count))


@pytest.mark.parametrize(("write", "count"), [(csv_bytes, 20_000), (json_lines_bytes, 20_000), (xlsx_bytes, 3_000)])
def test_memory_stays_flat_however_many_rows(write: Write, count: int) -> None:
    header = [f"column {number}" for number in range(20)]
    tracemalloc.start()
    try:
        size = sum(map(len, write(header, _rows(count))))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert size > 100_000
    assert peak < 3_000_000


def test_csv_of_twenty_columns_is_written_at_ten_thousand_rows_a_second() -> None:
    rows = list(_rows(10_000))

    started = time.process_time()
    size = sum(map(len, csv_bytes([str(number) for number in range(20)], rows)))

    assert time.process_time() - started < 1
    assert size > 1_000_000


def test_one_look_at_a_line_guards_as_a_look_at_each_cell() -> None:
    words = ["", "a", "a-b", "2011-01-03", "e-5", "1e-5", "'", "''=1", "\u00a0+1", "x; =1", "x\n@y", "x\t", "\r", '"-1"', ",", "-1", "－x"]
    cells: list[Cell] = [*words, 0, -3, 0.00001, -12.5, Decimal("1E+3"), None]
    rows = list(product(cells, cells))
    each = io.StringIO(newline="")

    csv.writer(each).writerows([guarded(cell) if isinstance(cell, str) else plain(cell) for cell in row] for row in rows)

    assert "".join(f"{csv_text(row)}\r\n" for row in rows) == each.getvalue()
