"""DOCX (ISO/IEC 29500, transitional): paragraphs, lists, tables, notes, headers and footers with how they look."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, register_namespace

from outcry.evidence.workbench.office.leading import OFFICE as _R
from outcry.evidence.workbench.office.leading import content_types, related, relations
from outcry.evidence.workbench.office.packing import Package, written
from outcry.evidence.workbench.office.rules import COMMENTS, LINKS, PICTURES, Cleaner, Rules, listed
from outcry.evidence.workbench.refused import Refused

MAIN = "word/document.xml"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OTHER = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
# Parts that belong to the text, by the last word of their relation.
_BESIDE = frozenset({"styles", "numbering", "footnotes", "endnotes", "header", "footer"})

register_namespace("w", _W)
register_namespace("r", _R)

_TEXT = "document body p r t tab br cr noBreakHyphen softHyphen sym hdr ftr"
_OF_PARAGRAPHS = """pPr pStyle keepNext keepLines pageBreakBefore widowControl numPr ilvl numId pBdr top left bottom right between bar shd tabs
    suppressAutoHyphens bidi snapToGrid spacing ind contextualSpacing jc textAlignment outlineLvl"""
_OF_WORDS = """rPr rStyle b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint color w kern position sz szCs highlight u bdr
    vertAlign rtl cs em"""
_OF_TABLES = """tbl tblPr tblStyle tblW jc tblBorders insideH insideV start end tblLayout tblCellMar tblLook bidiVisual tblInd tblGrid gridCol tr trPr
    gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader tc tcPr tcW gridSpan vMerge hMerge tcBorders tl2br tr2bl noWrap tcMar
    textDirection vAlign tblPrEx"""
_OF_PAGES = "sectPr headerReference footerReference type pgSz pgMar pgBorders pgNumType cols col titlePg docGrid rtlGutter"
_OF_STYLES = "styles docDefaults rPrDefault pPrDefault style name basedOn next link qFormat tblStylePr"
_OF_LISTS = """numbering abstractNum multiLevelType lvl start numFmt lvlRestart suff lvlText lvlJc isLgl num lvlOverride startOverride numStyleLink
    styleLink abstractNumId"""
_OF_NOTES = "footnotes footnote endnotes endnote footnoteReference endnoteReference footnoteRef endnoteRef separator continuationSeparator"
_ATTRIBUTES = """val type fill color sz space shadow w h orient top bottom left right start end header footer gutter hanging firstLine before after
    beforeAutospacing afterAutospacing line lineRule pos leader num equalWidth linePitch charSpace id ilvl numId abstractNumId styleId default fmt
    clear hRule firstRow lastRow firstColumn lastColumn noHBand noVBand font char"""
_CHANGES = """ins del moveFrom moveTo delText delInstrText cellIns cellDel cellMerge rPrChange pPrChange sectPrChange tblPrChange tblPrExChange
    tcPrChange trPrChange tblGridChange numberingChange"""

RULES = Rules(
    kept=listed(_W, f"{_TEXT} {_OF_PARAGRAPHS} {_OF_WORDS} {_OF_TABLES} {_OF_PAGES} {_OF_STYLES} {_OF_LISTS} {_OF_NOTES}"),
    speaking=listed(_W, "t"),
    opened=listed(_W, "hyperlink smartTag sdt sdtContent customXml fldSimple dir bdo"),
    attributes=listed(_W, _ATTRIBUTES) | {f"{{{_R}}}id", "{http://www.w3.org/XML/1998/namespace}space"},
    refused=dict.fromkeys(listed(_W, _CHANGES), "changes") | dict.fromkeys(listed(_W, "vanish specVanish"), "hidden"),
    hiding={},
    told={
        **dict.fromkeys(listed(_W, "commentRangeStart commentRangeEnd commentReference annotationRef"), COMMENTS),
        **dict.fromkeys(listed(_W, "drawing pict object altChunk") | {f"{{{_OTHER}}}AlternateContent"} | listed(_MATHS, "oMath oMathPara"), PICTURES),
        **dict.fromkeys(listed(_W, "hyperlink"), LINKS),
    },
    silent=listed(_W, "instrText"),
    own_names=re.compile(r"Normal|Title|Subtitle|Quote|Heading\d|ListParagraph|FootnoteText|FootnoteReference|TableNormal|TableGrid|s\d+"),
)
_STYLED = listed(_W, "pStyle rStyle tblStyle basedOn next link numStyleLink styleLink")
_NAMED = re.compile(r"(?i)normal|title|subtitle|quote|heading \d|list paragraph|footnote text|footnote reference|normal table|table grid|s\d+")
_STYLE, _NAME, _FIELD, _WORDS = (f"{{{_W}}}{name}" for name in ("style", "name", "fldChar", "t"))
_VAL, _ID, _FIELD_STEP, _RELATION = f"{{{_W}}}val", f"{{{_W}}}styleId", f"{{{_W}}}fldCharType", f"{{{_R}}}id"
_LEADS = listed(_W, "headerReference footerReference")


@dataclass
class _Words(Cleaner):
    """Knows that names stand in values here, that a field has words which nobody sees, and which parts go over."""

    parts: Mapping[str, str] = field(default_factory=dict)
    _fields: list[bool] = field(default_factory=list)

    def clean(self, tree: Element) -> Element:
        made = super().clean(tree)
        if self._fields:
            # A field without its end would take everything after it along.
            raise Refused("not_readable")
        return made

    def is_gone(self, element: Element) -> bool:
        if element.tag in _LEADS:
            return element.get(_RELATION) not in self.parts
        # What stands in a field before its result is said to the program.
        return element.tag == _WORDS and any(self._fields)

    def attributes(self, element: Element) -> dict[str, str]:
        kept = super().attributes(element)
        if element.tag in _LEADS:
            kept[_RELATION] = self.parts[element.attrib[_RELATION]]
        if element.tag in _STYLED and _VAL in kept:
            kept[_VAL] = self.style(kept[_VAL])
        if element.tag == _STYLE and _ID in kept:
            kept[_ID] = self.style(kept[_ID])
        if element.tag == _NAME and not _NAMED.fullmatch(kept.get(_VAL, "")):
            kept[_VAL] = self.style(kept.get(_VAL, ""))
        return kept

    def _leave(self, element: Element) -> None:
        if element.tag == _FIELD:
            self._step(element.get(_FIELD_STEP, ""))
        elif element.tag != _WORDS:
            super()._leave(element)

    def _step(self, step: str) -> None:
        match step:
            case "begin":
                self._fields.append(True)
            case "separate" if self._fields:
                self._fields[-1] = False
            case "end" if self._fields:
                self._fields.pop()


def parts(package: Package, left: set[str]) -> dict[str, bytes]:
    """The parts of the new file. Raise Refused."""
    beside = _beside(package)
    cleaner = _Words(RULES, left, parts={old: new for old, (new, _kind, _name) in beside.items()})
    made = {MAIN: written(cleaner.clean(package.tree(MAIN)))}
    for _new, kind, name in beside.values():
        made[_place(kind, name, beside)] = written(cleaner.clean(package.tree(name)))
    types = {MAIN: "document.main"} | {_place(kind, name, beside): kind for _new, kind, name in beside.values()}
    return {
        "[Content_Types].xml": content_types({f"/{name}": f"{_TYPE}.{kind}+xml" for name, kind in types.items()}),
        "_rels/.rels": relations({"r1": (f"{_R}/officeDocument", MAIN)}),
        "word/_rels/document.xml.rels": relations(
            {new: (f"{_R}/{kind}", posixpath.basename(_place(kind, name, beside))) for new, kind, name in beside.values()}
        ),
        **made,
    }


def _beside(package: Package) -> dict[str, tuple[str, str, str]]:
    """By the id of its relation: the new id, the kind and the name of each part that goes over with the text."""
    found: dict[str, tuple[str, str, str]] = {}
    for old, kind, name in related(package, MAIN):
        if kind in _BESIDE and name in package.names:
            found[old] = (f"r{len(found) + 1}", kind, name)
    return found


def _place(kind: str, name: str, beside: Mapping[str, tuple[str, str, str]]) -> str:
    """The name of a part in the new file."""
    alike = [other for _new, other_kind, other in beside.values() if other_kind == kind]
    return f"word/{kind}{alike.index(name) + 1}.xml"
