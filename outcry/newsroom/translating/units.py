"""What translators' programs get and give back: one text of one report, in the formats PO (GNU gettext) and XLIFF 1.2 (OASIS)."""

# Babel brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree as Xml

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

_XLIFF = "urn:oasis:names:tc:xliff:document:1.2"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NO_XML = {number: None for number in range(32) if number not in (9, 10, 13)}


class Unreadable(ValueError):
    """This is neither PO nor XLIFF 1.2, or is broken, or does not say into which language it translates."""


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One text: the report by its translation key, the text by its own, its words and those of the translation.

    `is_doubtful`: the translation was made from other words than these. `about` tells the translator what it is.
    """

    report: str
    key: str
    source: str
    target: str = ""
    is_doubtful: bool = False
    about: str = ""


def as_po(units: Iterable[Unit], *, language: str, source_language: str) -> bytes:
    """The units as a catalogue; where each stands is its context."""
    catalog = Catalog(locale=language, project="Outcry", fuzzy=False, charset="utf-8")
    for unit in units:
        flags = ["fuzzy"] if unit.is_doubtful and unit.target else []
        catalog.add(unit.source, unit.target, context=f"{unit.report} {unit.key}", flags=flags, auto_comments=[f"{source_language}: {unit.about}"])
    file = BytesIO()
    write_po(file, catalog, width=0, no_location=True)
    return file.getvalue()


def as_xliff(units: Iterable[Unit], *, language: str, source_language: str) -> bytes:
    """The units with a `file` for each report."""
    Xml.register_namespace("", _XLIFF)
    root, bodies = Xml.Element(f"{{{_XLIFF}}}xliff", version="1.2"), {}
    for unit in units:
        if unit.report not in bodies:
            facts = {"original": unit.report, "source-language": source_language, "target-language": language, "datatype": "plaintext"}
            bodies[unit.report] = Xml.SubElement(Xml.SubElement(root, f"{{{_XLIFF}}}file", facts), f"{{{_XLIFF}}}body")
        row = Xml.SubElement(bodies[unit.report], f"{{{_XLIFF}}}trans-unit", {"id": unit.key, _SPACE: "preserve"})
        Xml.SubElement(row, f"{{{_XLIFF}}}source").text = unit.source.translate(_NO_XML)
        if unit.target:
            state = {"state": "needs-review-translation" if unit.is_doubtful else "translated"}
            Xml.SubElement(row, f"{{{_XLIFF}}}target", state).text = unit.target.translate(_NO_XML)
        Xml.SubElement(row, f"{{{_XLIFF}}}note").text = unit.about
    return Xml.tostring(root, encoding="utf-8", xml_declaration=True)


def read(file: bytes) -> tuple[str, list[Unit]]:
    """The language and what is translated in a file of either format. Unreadable with the reason in it."""
    return _read_xliff(file) if file.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else _read_po(file)


def _read_po(file: bytes) -> tuple[str, list[Unit]]:
    try:
        catalog = read_po(BytesIO(file), abort_invalid=True)
    except (PoFileError, ValueError, LookupError) as error:
        raise Unreadable(str(error)) from error
    language = str(catalog.locale_identifier or "").replace("_", "-")
    if not language:
        raise Unreadable("no language")
    units = []
    for message in catalog:
        report, _space, key = (message.context or "").partition(" ")
        if message.id and isinstance(message.id, str):
            units.append(Unit(report=report, key=key, source=message.id, target=str(message.string or ""), is_doubtful=message.fuzzy))
    return language, units


def _read_xliff(file: bytes) -> tuple[str, list[Unit]]:
    try:
        root = fromstring(file, forbid_dtd=True)
    except (Xml.ParseError, DefusedXmlException, ValueError) as error:
        raise Unreadable(str(error)) from error
    languages = {part.get("target-language", "") for part in root.iter(f"{{{_XLIFF}}}file")}
    if len(languages) != 1 or languages == {""}:
        raise Unreadable("no language, or several")
    units = [_unit(part.get("original", ""), row) for part in root.iter(f"{{{_XLIFF}}}file") for row in part.iter(f"{{{_XLIFF}}}trans-unit")]
    return languages.pop(), units


def _unit(report: str, row: Xml.Element) -> Unit:
    source, target = (row.find(f"{{{_XLIFF}}}{name}") for name in ("source", "target"))
    told = "" if target is None else target.get("state", "")
    doubtful = told.startswith("needs-") or told == "new"
    return Unit(report=report, key=row.get("id", ""), source=_text(source), target=_text(target), is_doubtful=doubtful)


def _text(part: Xml.Element | None) -> str:
    """All of its text, also within the marks that programs set around links and the like."""
    return "" if part is None else "".join(part.itertext())
