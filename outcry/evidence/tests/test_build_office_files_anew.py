"""A file of an office program is built anew: what is seen goes over, what is hidden in it does not, and what only a person can decide is refused."""

import io
import zipfile
from collections.abc import Callable

import pytest
from python_calamine import CalamineWorkbook

from outcry.evidence import at_the_workbench
from outcry.evidence.at_the_workbench import NotMade
from outcry.evidence.tests.documents import HIDDEN
from outcry.evidence.tests.office_files import DOCX, ODS, ODT, SEEN, XLSX, a_docx, a_xlsx, a_zip, an_ods, an_odt, everything_in
from outcry.evidence.workbench.office import packing
from outcry.evidence.workbench.office.anew import built_anew
from outcry.evidence.workbench.office.rules import Cleaner
from outcry.evidence.workbench.refused import Refused

BUILT: list[tuple[str, Callable[..., bytes]]] = [(DOCX, a_docx), (XLSX, a_xlsx), (ODT, an_odt), (ODS, an_ods)]
each = pytest.mark.parametrize(("kind", "build"), BUILT, ids=["docx", "xlsx", "odt", "ods"])


def refused(data: bytes, kind: str) -> str:
    with pytest.raises(Refused) as caught:
        built_anew(data, kind)
    return caught.value.kind


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


@each
def test_nothing_that_was_hidden_goes_over_and_what_is_seen_does(kind: str, build: Callable[..., bytes]) -> None:
    data = build()
    assert everything_in(data).count(HIDDEN) > 15, "else this proves nothing"

    made, left = built_anew(data, kind)

    assert HIDDEN not in everything_in(made)
    assert SEEN in everything_in(made)
    assert "comments" in left


@each
def test_a_new_file_tells_neither_day_nor_machine_nor_more_than_it_needs(kind: str, build: Callable[..., bytes]) -> None:
    made, _left = built_anew(build(), kind)

    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        entries = archive.infolist()
        assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
        assert {(entry.extra, entry.comment, entry.create_system) for entry in entries} == {(b"", b"", 0)}
        wanted = ("word/", "xl/", "_rels/", "[Content_Types].xml", "mimetype", "content.xml", "styles.xml", "META-INF/")
        assert not [name for name in archive.namelist() if not name.startswith(wanted) or "media" in name or "comment" in name]


@each
def test_building_it_twice_changes_nothing(kind: str, build: Callable[..., bytes]) -> None:
    made, _left = built_anew(build(), kind)

    assert built_anew(made, kind) == (made, [])


def test_a_text_keeps_its_notes_tables_heads_results_of_fields_and_styles() -> None:
    made, left = built_anew(a_docx(), DOCX)
    text = part(made, "word/document.xml")

    for words in ("with a link", "the result", "In a frame", "In a table", "<w:b", 'w:pStyle w:val="s1"', "w:footnoteReference", "w:headerReference"):
        assert words in text
    assert "At the head" in part(made, "word/header1.xml")
    assert "In a note" in part(made, "word/footnotes1.xml")
    assert 'w:styleId="s1"' in part(made, "word/styles1.xml")
    assert 'w:basedOn w:val="Heading1"' in part(made, "word/styles1.xml")
    assert left == ["comments", "links", "objects", "pictures"]


def test_an_open_document_keeps_its_notes_tables_fields_and_styles() -> None:
    made, left = built_anew(an_odt(), ODT)
    text = part(made, "content.xml")

    for words in ("In a link, on a day", "In a note", "In a table", 'text:style-name="s1"', 'style:parent-style-name="Heading_20_1"', 'fo:font-weight="bold"'):
        assert words in text
    assert made[30:38] == b"mimetype"
    assert left == ["comments", "links", "pictures", "unknown"]


@pytest.mark.parametrize(("kind", "data"), [(XLSX, a_xlsx()), (ODS, an_ods())], ids=["xlsx", "ods"])
def test_a_table_keeps_what_its_cells_show(kind: str, data: bytes) -> None:
    made, left = built_anew(data, kind)
    book = CalamineWorkbook.from_filelike(io.BytesIO(made))

    assert book.sheet_names == ["Fines"]
    assert book.get_sheet_by_index(0).to_python()[0] == [SEEN, 0.25]
    assert "formulas" in left


def test_a_number_is_shown_as_before() -> None:
    styles = part(built_anew(a_xlsx(), XLSX)[0], "xl/styles.xml")

    assert r'formatCode="#,##0\ &quot;KZT&quot;"' in styles
    assert 'numFmtId="9"' in styles


@pytest.mark.parametrize("value", ["https://x.example", r"\\server\share", r"C:\Users", "mailto:a", "x" * 256])
def test_no_attribute_leads_elsewhere(value: str) -> None:
    made, _left = built_anew(a_docx(f'<w:p><w:r><w:sym w:font="{value}" w:char="F0"/></w:r></w:p>'), DOCX)

    assert '<w:sym w:char="F0"' in part(made, "word/document.xml")


def test_a_cell_beneath_another_is_empty() -> None:
    row = f'<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="inlineStr"><is><t>{HIDDEN}</t></is></c></row>'

    for made, left in (built_anew(a_xlsx(row), XLSX), built_anew(an_ods(), ODS)):
        assert "covered" in left
        assert HIDDEN not in everything_in(made)


HIDES = {
    "a word": (DOCX, a_docx("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>")),
    "a sheet": (XLSX, a_xlsx(state="veryHidden")),
    "a row": (XLSX, a_xlsx('<row r="3" hidden="1"><c r="A3"><v>1</v></c></row>')),
    "a paragraph": (ODT, an_odt('<text:section text:display="none"><text:p>x</text:p></text:section>')),
    "a row of an open table": (ODS, an_ods('<table:table-row table:visibility="filter"><table:table-cell/></table:table-row>')),
}


@pytest.mark.parametrize(("kind", "data"), HIDES.values(), ids=HIDES)
def test_what_hides_something_is_refused(kind: str, data: bytes) -> None:
    assert refused(data, kind) == "hidden"


def test_a_word_that_is_said_not_to_be_hidden_is_seen() -> None:
    made, _left = built_anew(a_docx('<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>shown after all</w:t></w:r></w:p>'), DOCX)

    assert "shown after all" in part(made, "word/document.xml")


CHANGES = {
    "put in": (DOCX, a_docx('<w:p><w:ins w:author="x"><w:r><w:t>x</w:t></w:r></w:ins></w:p>')),
    "taken out": (DOCX, a_docx('<w:p><w:del w:author="x"><w:r><w:delText>x</w:delText></w:r></w:del></w:p>')),
    "a mark of a paragraph": (DOCX, a_docx('<w:p><w:pPr><w:rPr><w:del w:id="1" w:author="x"/></w:rPr></w:pPr></w:p>')),
    "how it looks": (DOCX, a_docx('<w:p><w:pPr><w:pPrChange w:author="x"/></w:pPr></w:p>')),
    "an open text": (ODT, an_odt("<text:tracked-changes><text:changed-region/></text:tracked-changes>")),
    "an open table": (ODS, an_ods("<table:tracked-changes/>")),
}


@pytest.mark.parametrize(("kind", "data"), CHANGES.values(), ids=CHANGES)
def test_what_is_crossed_out_or_put_in_is_for_a_person_to_decide(kind: str, data: bytes) -> None:
    assert refused(data, kind) == "changes"


@each
def test_a_file_with_a_program_in_it_is_refused(kind: str, build: Callable[..., bytes]) -> None:
    place = "word__vbaProject.bin" if kind in (DOCX, XLSX) else "Basic__Standard__Module1.xml"

    assert refused(build(**{place: b"x"}), kind) == "program"


def test_an_open_document_with_a_program_in_its_text_is_refused() -> None:
    content = '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><office:script/></office:document-content>'

    assert refused(an_odt(**{"content.xml": content}), ODT) == "program"


@each
def test_what_is_locked_is_refused(kind: str, build: Callable[..., bytes]) -> None:
    if kind in (DOCX, XLSX):
        data = bytearray(build())
        place = data.index(b"PK\x01\x02") + 8
        data[place] |= 1
        assert refused(bytes(data), kind) == "locked"
    else:
        assert refused(build(**{"META-INF__manifest.xml": "<manifest><encryption-data/></manifest>"}), kind) == "locked"


@each
def test_what_would_be_too_large_unpacked_is_refused_whatever_it_says(monkeypatch: pytest.MonkeyPatch, kind: str, build: Callable[..., bytes]) -> None:
    monkeypatch.setattr(packing, "MOST_UNPACKED", 20_000)
    assert built_anew(build(), kind), "else this proves nothing"
    main = "content.xml" if kind in (ODT, ODS) else "word__document.xml" if kind == DOCX else "xl__workbook.xml"

    assert refused(build(**{main: b" " * 1_000_000}), kind) == "unpacked"


def test_two_parts_of_one_name_are_refused() -> None:
    out = io.BytesIO(a_docx())
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/document.xml", "<other/>")

    assert refused(out.getvalue(), DOCX) == "not_readable"


BROKEN = {
    "no archive": b"PK\x03\x04 and nothing",
    "an entity": a_zip({"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
    "nothing in it": a_zip({}),
    "another root": a_zip({"word/document.xml": "<document/>"}),
    "no XML": a_zip({"word/document.xml": "<document"}),
    "a field without its end": a_docx('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>'),
    "very deep": a_docx("<w:sdt><w:sdtContent>" * 300 + "</w:sdtContent></w:sdt>" * 300),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_read_is_refused(data: bytes) -> None:
    assert refused(data, DOCX) == "not_readable"


def test_a_file_that_would_not_come_out_the_same_again_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cleaner, "style", lambda _self, name: f"{name}x")

    assert refused(a_docx(), DOCX) == "not_readable"


def test_the_workbench_builds_it_in_a_process_of_its_own() -> None:
    made = at_the_workbench.anew(data=a_docx(), kind=DOCX)

    assert HIDDEN not in everything_in(made.data)
    assert made.left == ("comments", "links", "objects", "pictures")
    with pytest.raises(NotMade, match="changes"):
        at_the_workbench.anew(data=CHANGES["put in"][1], kind=DOCX)
