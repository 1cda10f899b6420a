"""What is in an XLSX or ODS file, looked at before it is opened: how large it is unpacked, and how far its cells are spread.

The reader of sheets holds every cell between the first and the last in memory, and a text anew for each cell that shows it: a
file of a few kilobytes can ask for more than there is. So every entry is unpacked and parsed once, in pieces, and counted.
"""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, Protocol
from xml.parsers import expat

from django.utils.translation import gettext as _

from outcry.lib.tables.refusals import Limits, TableRefused

_PIECE = 1 << 20
_LOCAL_HEADER = 30
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
# More than the place of any shared text needs.
_INDEX_FIGURES = 12
_PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def kind_of(file: BinaryIO) -> str:
    """`xlsx` or `ods` for what a spreadsheet wrote, `csv` for anything else; TableRefused for old, locked and foreign files."""
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableRefused(_("This is an Excel file of the old kind, or one with a password. Save it as XLSX without a password."), code="old")
    if not start.startswith(b"PK"):
        return "csv"
    names = {info.filename for info in _entries(file)}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    raise TableRefused(_("This is neither a CSV nor an XLSX nor an ODS file."), code="format")


def look_through(file: BinaryIO, kind: str, *, limits: Limits) -> int:
    """Refuse a file that would not fit in memory. Returns how many formulas come without their result."""
    book: _Book = _OpenDocument(limits) if kind == "ods" else _Excel(limits)
    unpacked = 0
    for info in _entries(file):
        parser = _parser(book) if info.filename.endswith((".xml", ".rels")) else None
        for piece in _unpacked(file, info):
            unpacked += len(piece)
            if unpacked > limits.unpacked_bytes:
                raise TableRefused(_("Unpacked, this file would be larger than %(limit)s bytes.") % {"limit": limits.unpacked_bytes}, code="unpacked")
            if parser:
                _parse(parser, piece)
    if book.characters() > limits.unpacked_bytes:
        raise TableRefused(_("Unpacked, this file would be larger than %(limit)s bytes.") % {"limit": limits.unpacked_bytes}, code="unpacked")
    file.seek(0)
    return book.without_result


def too_spread(limits: Limits) -> TableRefused:
    """The refusal of a sheet whose first and last cell lie too far apart."""
    return TableRefused(_("The cells of this sheet are spread over more than %(limit)s.") % {"limit": limits.sheet_cells}, code="spread")


def broken() -> TableRefused:
    """The refusal of a file that nobody can open."""
    return TableRefused(_("This file is damaged: it can't be opened."), code="broken")


# --- the archive ---


def _entries(file: BinaryIO) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise broken() from error


def _unpacked(file: BinaryIO, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of an entry as it is, however large the archive's directory says that it is."""
    file.seek(info.header_offset)
    header = file.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER or info.compress_type not in _PACKINGS or info.flag_bits & 1:
        raise broken()
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    if info.compress_type == zipfile.ZIP_STORED:
        yield file.read(info.file_size)
    else:
        yield from _inflated(file)


def _inflated(file: BinaryIO) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    waiting = b""
    try:
        while not inflater.eof:
            waiting = waiting or file.read(_PIECE)
            if not waiting:
                raise broken()
            yield inflater.decompress(waiting, _PIECE)
            waiting = inflater.unconsumed_tail
    except zlib.error as error:
        raise broken() from error


# --- what its cells take up ---


class _Book(Protocol):
    """Hears of each element of each entry, and adds up."""

    without_result: int

    def begins(self, name: str, attributes: dict[str, str]) -> None: ...

    def says(self, text: str) -> None: ...

    def ends(self, name: str) -> None: ...

    def characters(self) -> int:
        """Of all texts in all cells."""
        ...


def _parser(book: _Book) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: book.begins(name.rpartition(":")[2], attributes)
    parser.CharacterDataHandler = book.says
    parser.EndElementHandler = lambda name: book.ends(name.rpartition(":")[2])
    parser.EntityDeclHandler = _no_entities
    return parser


def _no_entities(*_declaration: object) -> None:
    raise broken()


def _parse(parser: expat.XMLParserType, piece: bytes) -> None:
    try:
        parser.Parse(piece)
    except expat.ExpatError as error:
        raise broken() from error


class _Excel:
    """Cells say where they are and which of the shared texts they show; a formula without a value lost its result."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.without_result = 0
        self._shared: list[int] = []
        self._shown: Counter[int] = Counter()
        self._own = 0
        self._new_sheet()

    def _new_sheet(self) -> None:
        self._rows = self._columns = 0
        self._kind, self._text, self._length, self._formula, self._value = "", "", 0, False, False

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "worksheet":
                self._new_sheet()
            case "c":
                self._kind, self._formula, self._value = attributes.get("t", ""), False, False
                self._place(attributes.get("r", ""))
            case "si":
                self._shared.append(0)
            case "f":
                self._formula = True
        self._text, self._length = "", 0

    def _place(self, address: str) -> None:
        found = _ADDRESS.fullmatch(address)
        if not found:
            return
        self._rows, self._columns = max(self._rows, int(found[2])), max(self._columns, _column(found[1]))
        if self._rows * self._columns > self._limits.sheet_cells:
            raise too_spread(self._limits)

    def says(self, text: str) -> None:
        self._length += len(text)
        self._text = self._text or text[:_INDEX_FIGURES]

    def ends(self, name: str) -> None:
        match name:
            case "t" if self._shared:
                self._shared[-1] += self._length
            case "t":
                self._own += self._length
            case "v":
                self._value = self._length > 0
                self._show()
            case "c" if self._formula and not self._value:
                self.without_result += 1

    def _show(self) -> None:
        if self._kind == "s" and self._text.isascii() and self._text.isdigit():
            self._shown[int(self._text)] += 1
        else:
            self._own += self._length

    def characters(self) -> int:
        return self._own + sum(self._shared[place] * times for place, times in self._shown.items() if place < len(self._shared))


class _OpenDocument:
    """Rows and cells say how often they are repeated; empty ones at the end are not counted, since every file has them."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.without_result = 0
        self._total = 0
        self._new_sheet()

    def _new_sheet(self) -> None:
        self._rows = self._empty_rows = self._columns = 0
        self._new_row(1)

    def _new_row(self, times: int) -> None:
        self._times, self._width, self._filled, self._characters = times, 0, 0, 0
        self._cell_times = 1

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "table":
                self._new_sheet()
            case "table-row":
                self._new_row(_times(attributes, "table:number-rows-repeated"))
            case "table-cell" | "covered-table-cell":
                self._cell_times = _times(attributes, "table:number-columns-repeated")
                self._width += self._cell_times
                if "office:value-type" in attributes:
                    self._filled = self._width

    def says(self, text: str) -> None:
        self._characters += len(text) * self._cell_times
        self._filled = self._width

    def ends(self, name: str) -> None:
        if name != "table-row":
            return
        if not self._filled:
            self._empty_rows += self._times
            return
        self._rows, self._empty_rows = self._rows + self._empty_rows + self._times, 0
        self._columns = max(self._columns, self._filled)
        self._total += self._characters * self._times
        if self._rows * self._columns > self._limits.sheet_cells:
            raise too_spread(self._limits)

    def characters(self) -> int:
        return self._total


def _times(attributes: dict[str, str], name: str) -> int:
    found = attributes.get(name, "1")
    return int(found) if found.isascii() and found.isdigit() and len(found) < 10 else 1


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
