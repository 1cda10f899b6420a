"""XML of strangers, one record after the other, however long the file is: no entity, no network, and never more in memory than one record.

What a program wrote carelessly is mended as it is read, and counted: bytes that are no letters of its encoding, characters that XML does
not have, names of letters that only HTML knows. What is not well-formed beyond that is refused with its line.
"""

import codecs
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html.entities import html5
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

Path = tuple[str, ...]

# Of one record, in characters, elements, and elements within each other.
MOST_CHARACTERS = 16_000_000
_MOST_ELEMENTS = 200_000
_DEEPEST = 64
# A comment or tag is held in memory until its end.
_LONGEST_TOKEN = 8_000_000
# So much is kept of every element, also of a record that is too long: what it is has to be told.
_ALWAYS_KEPT = 2_000
_PIECE = 1 << 16
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,40})["']""")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SHOWS_NOTHING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_KNOWS = frozenset({"amp", "lt", "gt", "quot", "apos"})
_LONGEST_NAME = 40


class XmlRefused(ValueError):
    """The file can't be read as XML. `code` is a word for the reason, `line` where it was seen."""

    def __init__(self, code: str, *, line: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.line = line


@dataclass
class Mended:
    """How many characters a file had that were no letters of its encoding, or that XML does not have."""

    characters: int = 0


@dataclass
class Node:
    """An element with what stands in it, in order. `name` has its namespace before it, in braces, as ElementTree writes it."""

    name: str
    attributes: dict[str, str]
    content: list["str | Node"] = field(default_factory=list)
    is_too_long: bool = False
    _kept: int = 0

    @property
    def text(self) -> str:
        """What stands in it directly."""
        return "".join(piece for piece in self.content if isinstance(piece, str))

    def all(self, name: str) -> "Iterator[Node]":
        """The elements of this name directly within."""
        return (piece for piece in self.content if isinstance(piece, Node) and piece.name == name)

    def first(self, name: str) -> "Node | None":
        """The first of them."""
        return next(self.all(name), None)

    def said(self, name: str) -> str:
        """The text of the first of them, without blanks around it; empty where there is none."""
        found = self.first(name)
        return found.text.strip() if found else ""


class _Gathering:
    """Builds the records that are wanted and forgets everything around them. A target of the parser."""

    def __init__(self, wanted: Collection[Path]) -> None:
        self._wanted = frozenset(wanted)
        self._path: list[str] = []
        self._open: list[Node] = []
        self._kept = self._elements = 0
        self.found: list[tuple[Path, Node]] = []
        self.root = ""
        # Characters that were fed since the parser last told anything.
        self.silent = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.silent = 0
        self.root = self.root or name
        self._path.append(name)
        if len(self._path) > _DEEPEST:
            raise XmlRefused("deep")
        if self._open or tuple(self._path) in self._wanted:
            self._begin(Node(name, attributes))

    def _begin(self, node: Node) -> None:
        if not self._open:
            self._kept = self._elements = 0
        else:
            self._open[-1].content.append(node)
        self._elements += 1
        if self._elements > _MOST_ELEMENTS:
            raise XmlRefused("elements")
        self._open.append(node)

    def data(self, text: str) -> None:
        self.silent = 0
        if not self._open:
            return
        node = self._open[-1]
        if self._kept + len(text) > MOST_CHARACTERS and node._kept + len(text) > _ALWAYS_KEPT:
            self._open[0].is_too_long = True
            return
        self._kept += len(text)
        node._kept += len(text)
        node.content.append(text)

    def end(self, name: str) -> None:
        self.silent = 0
        if self._open:
            node = self._open.pop()
            if not self._open:
                self.found.append((tuple(self._path), node))
        self._path.pop()

    def close(self) -> None:
        """Nothing is left to be told."""


def records(file: BinaryIO, *, wanted: Collection[Path], mended: Mended) -> Iterator[tuple[Path, Node]]:
    """Path and element of each record whose path from the root is wanted, as it ends. Raise XmlRefused."""
    target = _Gathering(wanted)
    parser: Any = DefusedXMLParser(target=target, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    try:
        for piece in _letters(file, mended):
            target.silent += len(piece)
            if target.silent > _LONGEST_TOKEN:
                raise XmlRefused("token", line=parser.parser.CurrentLineNumber)
            parser.feed(piece)
            yield from target.found
            target.found.clear()
        parser.close()
    except DefusedXmlException as error:
        raise XmlRefused("entities", line=parser.parser.CurrentLineNumber) from error
    except ParseError as error:
        raise XmlRefused("broken", line=error.position[0]) from error
    yield from target.found


def root_of(file: BinaryIO) -> str:
    """The name of the outermost element, with its namespace; empty where the beginning of the file has none. Raise XmlRefused."""
    target = _Gathering(())
    parser: Any = DefusedXMLParser(target=target, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    try:
        for piece in _letters(file, Mended()):
            parser.feed(piece)
            if target.root:
                break
    except DefusedXmlException as error:
        raise XmlRefused("entities", line=parser.parser.CurrentLineNumber) from error
    except ParseError as error:
        if not target.root:
            raise XmlRefused("broken", line=error.position[0]) from error
    return target.root


def _letters(file: BinaryIO, mended: Mended) -> Iterator[str]:
    file.seek(0)
    head = file.read(_PIECE)
    decoder = _decoder_of(head)
    rest, piece = "", head
    while piece:
        text = rest + decoder.decode(piece)
        # A name of a letter may be cut by the end of a piece.
        cut = text.rfind("&", max(0, len(text) - _LONGEST_NAME))
        rest = text[cut:] if cut >= 0 else ""
        yield _mended(text[: len(text) - len(rest)], mended)
        piece = file.read(_PIECE)
    yield _mended(rest + decoder.decode(b"", final=True), mended)


def _decoder_of(head: bytes) -> codecs.IncrementalDecoder:
    declared = _DECLARED.match(head.lstrip())
    name = next((name for mark, name in _MARKS if head.startswith(mark)), declared[1].decode() if declared else "utf-8")
    try:
        b"<".decode(name, "replace")
        return codecs.getincrementaldecoder(name)(errors="replace")
    except (LookupError, ValueError) as error:
        raise XmlRefused("encoding", line=1) from error


def _mended(text: str, mended: Mended) -> str:
    mended.characters += text.count("\ufffd")
    text, dropped = _SHOWS_NOTHING.subn("", text)
    text, replaced = _NO_XML.subn("\ufffd", text)
    mended.characters += dropped + replaced
    return _NAMED.sub(_letter, text) if "&" in text else text


def _letter(found: re.Match[str]) -> str:
    """The letter that HTML calls so, wherever XML itself does not know the name."""
    return found[0] if found[1] in _XML_KNOWS else html5.get(f"{found[1]};", found[0])
