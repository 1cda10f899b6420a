"""XLSX (ISO/IEC 29500, transitional): what cells show, and how. Of a formula its last result."""

import re
from copy import deepcopy
from xml.etree.ElementTree import Element, SubElement, register_namespace

from outcry.evidence.workbench.office.leading import OFFICE as _R
from outcry.evidence.workbench.office.leading import content_types, related, relations
from outcry.evidence.workbench.office.packing import Package, written
from outcry.evidence.workbench.office.rules import COVERED, FORMULAS, PICTURES, Cleaner, Rules, listed
from outcry.evidence.workbench.refused import Refused

MAIN = "xl/workbook.xml"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_MOST_SHEETS = 500
# Of all areas of merged cells together.
_MOST_MERGED = 1_000_000
# Of texts in all cells of a sheet: many may show the same one.
_MOST_CHARACTERS = 50_000_000

register_namespace("x", _S)

_OF_SHEETS = "worksheet sheetViews sheetView pane sheetFormatPr cols col sheetData row c v is t r mergeCells mergeCell"
_OF_WORDS = "rPr b i strike outline shadow condense extend color sz u vertAlign"
_OF_STYLES = """styleSheet numFmts numFmt fonts font fills fill patternFill fgColor bgColor gradientFill stop borders border left right top bottom
    start end diagonal vertical horizontal cellStyleXfs cellXfs xf alignment colors indexedColors rgbColor"""
_ATTRIBUTES = """r s t ht customHeight customFormat min max width customWidth style defaultRowHeight baseColWidth defaultColWidth ref rightToLeft
    workbookViewId showGridLines xSplit ySplit topLeftCell activePane state val rgb indexed theme tint numFmtId formatCode fontId fillId borderId xfId
    applyNumberFormat applyFont applyFill applyBorder applyAlignment horizontal vertical textRotation wrapText indent shrinkToFit readingOrder
    patternType type degree left right top bottom position diagonalUp diagonalDown count"""
_OFF = frozenset({"1", "true"})

RULES = Rules(
    kept=listed(_S, f"{_OF_SHEETS} {_OF_WORDS} {_OF_STYLES}"),
    speaking=listed(_S, "t v"),
    opened=frozenset(),
    attributes=frozenset(_ATTRIBUTES.split()) | {"{http://www.w3.org/XML/1998/namespace}space"},
    refused={},
    hiding={"hidden": _OFF, "zeroHeight": _OFF},
    told={**dict.fromkeys(listed(_S, "f"), FORMULAS), **dict.fromkeys(listed(_S, "drawing picture oleObjects controls"), PICTURES)},
    # Words of Japanese spelt out; what programs print at the edge of a sheet; lists that cells may be filled from.
    silent=listed(_S, "rPh headerFooter oddHeader oddFooter dataValidations conditionalFormatting extLst"),
)
_SHEETS, _SHEET, _CELL, _VALUE, _INLINE, _ITEM, _MERGED, _BOOK = (
    f"{{{_S}}}{name}" for name in ("sheets", "sheet", "c", "v", "is", "si", "mergeCell", "workbookPr")
)


def parts(package: Package, left: set[str]) -> dict[str, bytes]:
    """The parts of the new file. Raise Refused."""
    book, cleaner = package.tree(MAIN), Cleaner(RULES, left)
    needed = {key: (kind, name) for key, kind, name in related(package, MAIN)}
    shown = _sheets(book, needed, left)
    texts = _texts(package, needed)
    made = {MAIN: written(_book(book, [title for title, _name in shown]))}
    for number, (_title, name) in enumerate(shown, start=1):
        made[f"xl/worksheets/sheet{number}.xml"] = written(cleaner.clean(_with_texts(package.tree(name), texts, left)))
    styles = next((name for kind, name in needed.values() if kind == "styles"), "")
    if styles:
        made["xl/styles.xml"] = written(_with_normal(cleaner.clean(package.tree(styles))))
    types = dict.fromkeys(made, "worksheet") | {MAIN: "sheet.main"} | ({"xl/styles.xml": "styles"} if styles else {})
    leads = {f"r{number}": (f"{_R}/worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(shown) + 1)}
    return {
        "[Content_Types].xml": content_types({f"/{name}": f"{_TYPE}.{kind}+xml" for name, kind in types.items()}),
        "_rels/.rels": relations({"r1": (f"{_R}/officeDocument", MAIN)}),
        "xl/_rels/workbook.xml.rels": relations(leads | ({"styles": (f"{_R}/styles", "styles.xml")} if styles else {})),
        **made,
    }


def _with_normal(styles: Element) -> Element:
    """With the one name of a style that every program expects."""
    place = next((number for number, part in enumerate(styles, start=1) if part.tag == f"{{{_S}}}cellXfs"), 0)
    if place:
        names = Element(f"{{{_S}}}cellStyles", {"count": "1"})
        SubElement(names, f"{{{_S}}}cellStyle", {"name": "Normal", "xfId": "0", "builtinId": "0"})
        styles.insert(place, names)
    return styles


def _sheets(book: Element, needed: dict[str, tuple[str, str]], left: set[str]) -> list[tuple[str, str]]:
    """Title and part of each sheet that has cells; one of a chart alone is a picture."""
    found = []
    for sheet in book.iterfind(f"{_SHEETS}/{_SHEET}"):
        if sheet.get("state", "visible") != "visible":
            raise Refused("hidden")
        kind, name = needed.get(sheet.get(f"{{{_R}}}id", ""), ("", ""))
        if kind == "worksheet":
            found.append((sheet.get("name", ""), name))
        else:
            left.add(PICTURES)
    if not 1 <= len(found) <= _MOST_SHEETS:
        raise Refused("not_readable")
    return found


def _book(old: Element, titles: list[str]) -> Element:
    """The list of sheets, and from which year days are counted."""
    book = Element(f"{{{_S}}}workbook")
    if any(one.get("date1904") in _OFF for one in old.iter(_BOOK)):
        SubElement(book, _BOOK, {"date1904": "1"})
    sheets = SubElement(book, _SHEETS)
    for number, title in enumerate(titles, start=1):
        SubElement(sheets, _SHEET, {"name": title, "sheetId": str(number), f"{{{_R}}}id": f"r{number}"})
    return book


def _texts(package: Package, needed: dict[str, tuple[str, str]]) -> list[Element]:
    """The texts that cells share. Some may be of no cell any more."""
    name = next((name for kind, name in needed.values() if kind == "sharedStrings"), "")
    return list(package.tree(name).iter(_ITEM)) if name else []


def _with_texts(sheet: Element, texts: list[Element], left: set[str]) -> Element:
    """The sheet with each text in its cell, and nothing in cells that lie beneath another."""
    covered = _covered(sheet)
    characters = 0
    for cell in sheet.iter(_CELL):
        if covered and not cell.get("r"):
            # Where it lies is not said, so neither is what lies above it.
            raise Refused("not_readable")
        if cell.get("r") in covered and len(cell):
            left.add(COVERED)
            for child in list(cell):
                cell.remove(child)
        elif cell.get("t") == "s":
            characters += _put_in(cell, texts)
            if characters > _MOST_CHARACTERS:
                raise Refused("unpacked")
    return sheet


def _put_in(cell: Element, texts: list[Element]) -> int:
    """Replace the number of a text by the text. Returns how long it is."""
    value = cell.findtext(_VALUE, "")
    if not (value.isascii() and value.isdecimal() and len(value) < 10 and int(value) < len(texts)):
        raise Refused("not_readable")
    for child in list(cell):
        cell.remove(child)
    text = deepcopy(texts[int(value)])
    text.tag = _INLINE
    cell.set("t", "inlineStr")
    cell.append(text)
    return sum(map(len, text.itertext()))


def _covered(sheet: Element) -> set[str]:
    """The addresses of cells that lie beneath the first one of their area."""
    found: set[str] = set()
    for area in sheet.iter(_MERGED):
        first, _, last = area.get("ref", "").partition(":")
        ends = _ADDRESS.fullmatch(first), _ADDRESS.fullmatch(last)
        if not (ends[0] and ends[1]):
            raise Refused("not_readable")
        columns = range(_number(ends[0][1]), _number(ends[1][1]) + 1)
        rows = range(int(ends[0][2]), int(ends[1][2]) + 1)
        if len(found) + len(columns) * len(rows) > _MOST_MERGED:
            raise Refused("unpacked")
        found.update(f"{_letters(column)}{row}" for column in columns for row in rows if (column, row) != (columns[0], rows[0]))
    return found


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(65 + letter) + letters
    return letters
