"""ODT and ODS (OASIS OpenDocument 1.2 and 1.3): texts and tables with how they look."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, TreeBuilder, register_namespace

from outcry.evidence.workbench.office.packing import Package, written
from outcry.evidence.workbench.office.rules import COMMENTS, COVERED, FORMULAS, LINKS, PICTURES, Cleaner, Rules, listed
from outcry.evidence.workbench.refused import Refused

TEXT, TABLE = "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"
_BASE = "urn:oasis:names:tc:opendocument:xmlns"
_OFFICE, _STYLE, _TEXT, _TABLE, _DRAW, _NUMBER, _MANIFEST = (
    f"{_BASE}:{name}:1.0" for name in ("office", "style", "text", "table", "drawing", "datastyle", "manifest")
)
_FO = f"{_BASE}:xsl-fo-compatible:1.0"

for _prefix, _space in (
    ("office", _OFFICE),
    ("style", _STYLE),
    ("text", _TEXT),
    ("table", _TABLE),
    ("number", _NUMBER),
    ("fo", _FO),
    ("manifest", _MANIFEST),
):
    register_namespace(_prefix, _space)

# What a program puts into a text by itself, and whoever reads it sees.
_FILLED_IN = """date time page-number page-count page-continuation chapter title subject description keywords author-name author-initials initial-creator
    creator file-name sheet-name template-name creation-date creation-time modification-date modification-time print-date print-time editing-cycles
    sequence sequence-ref bookmark-ref reference-ref note-ref variable-get variable-set variable-input user-field-get user-defined expression
    conditional-text text-input placeholder drop-down sender-firstname sender-lastname sender-initials sender-title sender-position sender-email
    sender-company"""
_GATHERED = """section index-body index-title table-of-content illustration-index table-index object-index user-index alphabetical-index bibliography
    numbered-paragraph"""
_FO_ATTRIBUTES = """color background-color font-size font-style font-weight font-variant text-align text-align-last text-indent margin margin-left
    margin-right margin-top margin-bottom padding padding-left padding-right padding-top padding-bottom border border-left border-right border-top
    border-bottom line-height text-transform letter-spacing break-before break-after keep-together keep-with-next widows orphans wrap-option
    page-width page-height min-height height"""
_STYLE_ATTRIBUTES = """name family parent-style-name next-style-name list-style-name master-page-name page-layout-name data-style-name apply-style-name
    condition writing-mode text-underline-style text-underline-width text-underline-color text-underline-type text-line-through-style
    text-line-through-type text-position font-size-asian font-size-complex font-style-asian font-style-complex font-weight-asian font-weight-complex
    column-width rel-column-width row-height min-row-height use-optimal-row-height width rel-width vertical-align rotation-angle type position
    leader-style leader-text num-format num-prefix num-suffix num-letter-sync print-orientation text-align-source repeat-content
    default-outline-level line-height-at-least"""
_TEXT_ATTRIBUTES = """style-name outline-level level c start-value display-levels bullet-char note-class continue-numbering
    list-level-position-and-space-mode label-followed-by list-tab-stop-position space-before min-label-width min-label-distance"""
_TABLE_ATTRIBUTES = """name style-name number-columns-repeated number-rows-repeated number-columns-spanned number-rows-spanned default-cell-style-name
    align border-model"""
_NUMBER_ATTRIBUTES = """decimal-places min-decimal-places min-integer-digits grouping style textual min-numerator-digits min-denominator-digits
    denominator-value min-exponent-digits display-factor truncate-on-overflow"""
_SPEAKING = listed(_TEXT, "p h span note-citation") | listed(_NUMBER, "text currency-symbol")

RULES = Rules(
    kept=_SPEAKING
    | listed(_OFFICE, "document-content document-styles styles automatic-styles master-styles body text spreadsheet")
    | listed(
        _STYLE,
        """style default-style text-properties paragraph-properties table-properties table-column-properties table-row-properties
        table-cell-properties section-properties page-layout page-layout-properties header-style footer-style header-footer-properties master-page
        header footer header-left footer-left header-first footer-first tab-stops tab-stop list-level-properties list-level-label-alignment map""",
    )
    | listed(
        _TEXT,
        """s tab line-break soft-hyphen list list-item list-header note note-body list-style list-level-style-number list-level-style-bullet
        outline-style outline-level-style""",
    )
    | listed(
        _TABLE,
        """table table-column table-columns table-header-columns table-column-group table-row table-rows table-header-rows table-row-group table-cell
        covered-table-cell""",
    )
    | listed(
        _NUMBER,
        """number-style number currency-style percentage-style date-style time-style boolean-style text-style text-content boolean fraction
        scientific-number day month year era day-of-week week-of-year quarter hours minutes seconds am-pm""",
    ),
    speaking=_SPEAKING,
    opened=listed(_TEXT, f"a {_FILLED_IN} {_GATHERED}"),
    attributes=listed(_FO, _FO_ATTRIBUTES)
    | listed(_STYLE, _STYLE_ATTRIBUTES)
    | listed(_TEXT, _TEXT_ATTRIBUTES)
    | listed(_TABLE, _TABLE_ATTRIBUTES)
    | listed(_NUMBER, _NUMBER_ATTRIBUTES)
    | listed(_OFFICE, "value-type value date-value time-value boolean-value currency version"),
    refused=dict.fromkeys(listed(_OFFICE, "script"), "program")
    | dict.fromkeys(listed(_TEXT, "changed-region change change-start change-end"), "changes")
    | dict.fromkeys(listed(_TABLE, "tracked-changes"), "changes")
    | dict.fromkeys(listed(_TEXT, "hidden-text hidden-paragraph"), "hidden"),
    hiding={
        f"{{{_TEXT}}}display": frozenset({"none", "condition"}),
        f"{{{_TABLE}}}display": frozenset({"false"}),
        f"{{{_TABLE}}}visibility": frozenset({"collapse", "filter"}),
    },
    told={
        **dict.fromkeys(listed(_OFFICE, "annotation annotation-end"), COMMENTS),
        **dict.fromkeys(listed(_DRAW, "frame custom-shape g line rect ellipse circle polygon polyline path connector control a"), PICTURES),
        **dict.fromkeys(listed(_TABLE, "shapes"), PICTURES),
        **dict.fromkeys(listed(_TEXT, "a"), LINKS),
    },
    silent=listed(
        _TEXT, "number table-of-content-source illustration-index-source table-index-source object-index-source user-index-source alphabetical-index-source"
    )
    | listed(_TABLE, "content-validations named-expressions database-ranges"),
    names=listed(
        _STYLE,
        """name parent-style-name next-style-name list-style-name master-page-name page-layout-name data-style-name apply-style-name""",
    )
    | listed(_TEXT, "style-name")
    | listed(_TABLE, "style-name default-cell-style-name"),
    own_names=re.compile(r"Standard|Default|Heading|Heading_20_\d|Text_20_body|Title|Subtitle|List|Quotations|Table_20_Contents|Footnote|Outline|s\d+|"),
)
_CHANGED, _MAP, _CONDITION = f"{{{_TEXT}}}changed-region", f"{{{_STYLE}}}map", f"{{{_STYLE}}}condition"
_COVERED, _OF_TABLE, _NAME, _FORMULA = (f"{{{_TABLE}}}{name}" for name in ("covered-table-cell", "table", "name", "formula"))
_ABOUT_NUMBERS = re.compile(r"value\(\)(?:[<>]=?|!?=)-?\d{1,20}(?:\.\d{1,20})?")
_ROOTS = {"content.xml": "document-content", "styles.xml": "document-styles"}


@dataclass
class _Document(Cleaner):
    """Knows that a cell beneath another is not seen, nor what a text calls its tables, and which conditions are about numbers alone."""

    is_text: bool = False

    def is_gone(self, element: Element) -> bool:
        return element.tag == _MAP and not _ABOUT_NUMBERS.fullmatch(element.get(_CONDITION, ""))

    def attributes(self, element: Element) -> dict[str, str]:
        if _FORMULA in element.attrib:
            self.left.add(FORMULAS)
        kept = super().attributes(element)
        if element.tag == _COVERED:
            return {name: value for name, value in kept.items() if name.startswith(f"{{{_TABLE}}}")}
        if element.tag == _OF_TABLE and self.is_text:
            kept.pop(_NAME, None)
        return kept

    def _write_within(self, element: Element, builder: TreeBuilder, *, depth: int, speaks: bool) -> None:
        if element.tag != _COVERED:
            super()._write_within(element, builder, depth=depth, speaks=speaks)
        elif len(element):
            self.left.add(COVERED)


def parts(package: Package, left: set[str]) -> dict[str, bytes]:
    """The parts of the new file. Raise Refused."""
    kind = package.read("mimetype")
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise Refused("locked")
    cleaner = _Document(RULES, left, is_text=kind.strip() == TEXT.encode())
    made = {}
    for name, root in _ROOTS.items():
        if name not in package.names:
            continue
        tree = package.tree(name)
        if tree.tag != f"{{{_OFFICE}}}{root}":
            raise Refused("not_readable")
        if any(True for _one in tree.iter(_CHANGED)):
            raise Refused("changes")
        made[name] = written(cleaner.clean(tree))
    if "content.xml" not in made:
        raise Refused("not_readable")
    return {"mimetype": kind.strip(), **made, "META-INF/manifest.xml": _manifest(kind.decode("ascii").strip(), list(made))}


def _manifest(kind: str, names: list[str]) -> bytes:
    tree = Element(f"{{{_MANIFEST}}}manifest", {f"{{{_MANIFEST}}}version": "1.3"})
    for path, media_type in {"/": kind, **dict.fromkeys(names, "text/xml")}.items():
        SubElement(tree, f"{{{_MANIFEST}}}file-entry", {f"{{{_MANIFEST}}}full-path": path, f"{{{_MANIFEST}}}media-type": media_type})
    return written(tree)
