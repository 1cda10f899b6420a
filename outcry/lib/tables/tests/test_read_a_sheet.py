"""Sheets give the text a person would copy from them, and a file made to eat the machine is refused before it is opened."""

import datetime
from typing import Any

import pytest

from outcry.lib.tables.refusals import Limits, TableRefused
from outcry.lib.tables.tests.files import a_sheet, a_workbook, an_archive, an_ods, cells, changed, ods_text, read

_SHEET = "xl/worksheets/sheet1.xml"


def _local(*parts: int) -> datetime.datetime:
    """A moment as a sheet has it: in no time zone."""
    return datetime.datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def _days(book: Any) -> None:
    page = book.add_worksheet()
    for column, (value, form) in enumerate(
        [
            (_local(2011, 1, 3), "dd.mm.yyyy"),
            (_local(2011, 1, 3, 23, 59, 59), "dd.mm.yyyy hh:mm:ss"),
            (_local(2010, 12, 31, 10, 0, 0), "d mmm hh:mm"),
            (_local(1900, 3, 1), "yyyy"),
        ]
    ):
        page.write_datetime(0, column, value, book.add_format({"num_format": form}))
    page.write_number(1, 0, 1.25, book.add_format({"num_format": "[h]:mm"}))


def test_days_and_times_come_as_iso_text_on_their_own_day(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {}
    for zone in ("UTC", "Asia/Almaty", "America/Los_Angeles", "Pacific/Kiritimati"):
        monkeypatch.setenv("TZ", zone)
        found[zone] = cells(a_workbook(_days))

    assert found["UTC"] == [("2011-01-03", "2011-01-03T23:59:59", "2010-12-31T10:00:00", "1900-03-01"), ("30:00:00", "", "", "")]
    assert all(rows == found["UTC"] for rows in found.values())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (1.0, "1"),
        (0.1 + 0.2, "0.3"),
        (-2.5, "-2.5"),
        (1e-7, "0.0000001"),
        (87_000_000_000, "87000000000"),
        (True, "TRUE"),
        ("00123", "00123"),
        ("1.0", "1.0"),
    ],
)
def test_numbers_stay_as_a_person_sees_them(value: Any, text: str) -> None:
    assert cells(a_sheet([["x", value]])) == [("x", text)]


def test_empty_and_merged_cells_keep_the_columns_in_their_place() -> None:
    def write(book: Any) -> None:
        page = book.add_worksheet()
        page.write(2, 1, "name")
        page.merge_range(4, 1, 5, 2, "two by two")

    table = read(a_workbook(write))

    assert [(row.number, row.cells) for row in table.rows] == [(3, ("", "name")), (5, ("", "two by two"))]
    assert table.merged == ("B5:C6",)


def test_a_formula_is_its_result_and_one_without_is_counted() -> None:
    def write(book: Any) -> None:
        page = book.add_worksheet()
        page.write_formula(0, 0, "=1+1", None, 2)
        page.write_formula(0, 1, "=1+1", None, "")
        page.write(0, 2, "x")

    table = read(a_workbook(write))

    assert [row.cells for row in table.rows] == [("2", "", "x")]
    assert table.without_result == 1


def test_the_first_sheet_in_sight_is_read_unless_another_is_named() -> None:
    def write(book: Any) -> None:
        book.add_worksheet("Hidden").write(0, 0, "secret")
        book.add_worksheet("Seen").write(0, 0, "seen")
        book.worksheets()[1].activate()
        book.worksheets()[1].set_first_sheet()
        book.worksheets()[0].hide()

    content = a_workbook(write)

    assert read(content).sheets == ("Hidden", "Seen")
    assert cells(content) == [("seen",)]
    assert cells(content, sheet="Hidden") == [("secret",)]
    with pytest.raises(TableRefused, match="no sheet"):
        read(content, sheet="Third")


def test_ods_is_read_as_xlsx_is() -> None:
    day = '<table:table-cell office:value-type="date" office:date-value="2011-01-03"><text:p>03.01.11</text:p></table:table-cell>'
    one = '<table:table-cell office:value-type="float" office:value="1"><text:p>1,00</text:p></table:table-cell>'
    long = '<table:table-cell office:value-type="time" office:time-value="PT30H05M00S"/>'
    empty = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    twice = f'<table:table-row table:number-rows-repeated="2">{ods_text("again")}</table:table-row>'
    table = read(an_ods(f"<table:table-row>{ods_text('Әлия')}{day}{one}{long}</table:table-row>{twice}{empty}"))

    assert (table.kind, table.sheet) == ("ods", "Acts")
    assert [row.cells for row in table.rows] == [("Әлия", "2011-01-03", "1", "30:05:00"), ("again", "", "", ""), ("again", "", "", "")]


def _far(attribute: str) -> bytes:
    cell = f"<sheetData><row><c {attribute}><v>1</v></c></row>".encode()
    return changed(a_sheet([["a"]]), _SHEET, lambda xml: xml.replace(b"<sheetData>", cell))


def _many_long_texts() -> bytes:
    shown = b"<sheetData>" + b"".join(b'<row><c r="A%d" t="s"><v>0</v></c></row>' % number for number in range(2, 2_000))
    return changed(a_sheet([["x" * 30_000]]), _SHEET, lambda xml: xml.replace(b"<sheetData>", shown))


def _a_lying_directory() -> bytes:
    content = bytearray(an_archive({"xl/workbook.xml": "<a>" + "x" * 3_000_000 + "</a>"}))
    place = content.rindex(b"PK\x01\x02")
    content[place + 24 : place + 28] = (10).to_bytes(4, "little")
    return bytes(content)


_REPEATED = (
    '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="{}" office:value-type="string">'
    "<text:p>{}</text:p></table:table-cell></table:table-row>"
)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_far('r="XFD1048576"'), "spread"),
        (_far("r = 'XFD1048576'"), "spread"),
        (an_ods(_REPEATED.format(100_000, 1_000, "x")), "spread"),
        (an_ods(_REPEATED.format(1_000, 100, "x" * 1_000)), "unpacked"),
        (_many_long_texts(), "unpacked"),
        (an_archive({"xl/workbook.xml": "<a>" + "x" * 3_000_000 + "</a>"}), "unpacked"),
        (_a_lying_directory(), "unpacked"),
        (changed(a_sheet([["a"]]), _SHEET, lambda xml: xml.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet', 1)), "broken"),
        (changed(a_sheet([["a"]]), _SHEET, lambda xml: xml[: len(xml) // 2]), "broken"),
        (a_sheet([["a"]])[:-100], "broken"),
        (b"PK\x03\x04 and then nothing of the kind", "broken"),
        (an_archive({"readme.txt": "not a sheet"}), "format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100, "old"),
    ],
    ids=[
        "far",
        "far, other quotes",
        "ods repeated",
        "ods text repeated",
        "text shown often",
        "bomb",
        "lying bomb",
        "entity",
        "cut xml",
        "cut file",
        "no zip",
        "zip",
        "xls",
    ],
)
def test_a_file_that_would_eat_the_machine_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(TableRefused) as refused:
        list(read(content, limits=Limits(unpacked_bytes=2_500_000)).rows)

    assert refused.value.code == code


def test_what_is_within_the_limits_is_not_refused() -> None:
    assert len(cells(a_sheet([["x" * 100, number] for number in range(500)]), limits=Limits(unpacked_bytes=2_500_000))) == 500


def test_limits_of_rows_and_columns_hold_for_sheets() -> None:
    for limits, code in ((Limits(rows=2), "rows"), (Limits(columns=1), "columns"), (Limits(cell_characters=3), "cell")):
        with pytest.raises(TableRefused) as refused:
            list(read(a_sheet([["long text", 1]] * 3), limits=limits).rows)
        assert refused.value.code == code
