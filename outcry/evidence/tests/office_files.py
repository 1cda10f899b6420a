"""Files of office programs made for tests: words that readers see, and a marker in all the places where real ones keep what nobody sees."""

import io
import zipfile
from collections.abc import Mapping

from outcry.evidence.tests.documents import HIDDEN, a_jpeg

SEEN = "Seen by everybody"
_OOXML = "application/vnd.openxmlformats-officedocument"
DOCX, XLSX = f"{_OOXML}.wordprocessingml.document", f"{_OOXML}.spreadsheetml.sheet"
ODT, ODS = "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {"office": "office", "style": "style", "text": "text", "table": "table", "draw": "drawing", "fo": "xsl-fo-compatible"}.items()
)
_CORE = f"<coreProperties><creator>{HIDDEN}</creator><lastModifiedBy>{HIDDEN}</lastModifiedBy></coreProperties>".encode()
_ELSEWHERE = {
    "docProps/core.xml": _CORE,
    "docProps/app.xml": f"<Properties><Company>{HIDDEN}</Company><Manager>{HIDDEN}</Manager></Properties>".encode(),
    "docProps/custom.xml": _CORE,
    "docProps/thumbnail.jpeg": a_jpeg(secret=True),
    "customXml/item1.xml": _CORE,
}


def a_zip(parts: Mapping[str, str | bytes]) -> bytes:
    """An archive whose own remark and whose entries' notes tell something, too."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, date_time=(2026, 11, 20, 23, 59, 58))
            entry.comment = HIDDEN.encode()
            archive.writestr(entry, data)
        archive.comment = HIDDEN.encode()
    return out.getvalue()


def everything_in(data: bytes) -> str:
    """All that an archive holds, unpacked: names, remarks and parts; of any other file its letters."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        told = [archive.comment, *(entry.comment + entry.extra + entry.filename.encode() for entry in archive.infolist())]
        return b"\n".join([*told, *(archive.read(name) for name in archive.namelist())]).decode("utf-8", "replace")


def _related(**parts: str) -> str:
    rows = "".join(
        f'<Relationship Id="{key}" Type="{_REL}/{kind}" Target="{target}"/>' for key, (kind, target) in ((k, v.split(" ")) for k, v in parts.items())
    )
    away = f'<Relationship Id="away" Type="{_REL}/hyperlink" Target="https://{HIDDEN}.example/" TargetMode="External"/>'
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}{away}</Relationships>'


def a_docx(body: str = "", **more: str | bytes) -> bytes:
    """`body` comes after what is always there; `more` are parts by their place, with __ for a slash."""
    field = f"""<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF {HIDDEN}</w:instrText></w:r><w:r><w:t>{HIDDEN}</w:t></w:r>
        <w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>the result</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"""
    document = f"""<w:document {_W} {_R} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{HIDDEN}
        <w:p w:rsidR="{HIDDEN}"><w:pPr><w:pStyle w:val="{HIDDEN}style"/></w:pPr><w:bookmarkStart w:id="1" w:name="{HIDDEN}"/>
        <w:commentRangeStart w:id="1"/><w:r w:rsidRPr="{HIDDEN}"><w:rPr><w:rFonts w:ascii="{HIDDEN}"/><w:b/></w:rPr>
        <w:t xml:space="preserve">{SEEN} </w:t></w:r>
        <w:hyperlink r:id="away"><w:r><w:t>with a link</w:t></w:r></w:hyperlink>{field}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>
        <w:sdt><w:sdtPr><w:alias w:val="{HIDDEN}"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>In a frame</w:t></w:r></w:p></w:sdtContent></w:sdt>
        <w:p><w:r><w:drawing><pic descr="{HIDDEN}"/></w:drawing></w:r><w:r><mc:AlternateContent>{HIDDEN}</mc:AlternateContent></w:r></w:p>{body}
        <w:tbl><w:tblPr><w:tblCaption w:val="{HIDDEN}"/></w:tblPr><w:tr><w:tc><w:p><w:r><w:t>In a table</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
        <w:sectPr w:rsidR="{HIDDEN}"><w:headerReference w:type="default" r:id="head"/><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>"""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><!-- {HIDDEN} --></Types>',
        "_rels/.rels": _related(main="officeDocument word/document.xml"),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _related(
            look="styles styles.xml", head="header header1.xml", notes="footnotes /word/footnotes.xml", set="settings settings.xml"
        ),
        "word/styles.xml": f"""<w:styles {_W}><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>
            <w:style w:type="paragraph" w:styleId="{HIDDEN}style"><w:name w:val="{HIDDEN}"/><w:basedOn w:val="Heading1"/></w:style></w:styles>""",
        "word/header1.xml": f"<w:hdr {_W}><w:p><w:r><w:t>At the head</w:t></w:r></w:p></w:hdr>",
        "word/footnotes.xml": f'<w:footnotes {_W}><w:footnote w:id="2"><w:p><w:r><w:t>In a note</w:t></w:r></w:p></w:footnote></w:footnotes>',
        "word/settings.xml": f'<w:settings {_W}><w:docVar w:name="{HIDDEN}" w:val="{HIDDEN}"/></w:settings>',
        "word/comments.xml": f'<w:comments {_W}><w:comment w:author="{HIDDEN}"><w:p><w:r><w:t>{HIDDEN}</w:t></w:r></w:p></w:comment></w:comments>',
        "word/people.xml": f"<people>{HIDDEN}</people>",
        "word/media/image1.jpeg": a_jpeg(secret=True),
        "word/embeddings/sheet1.xlsx": HIDDEN.encode(),
        **_ELSEWHERE,
    }
    return a_zip(parts | {name.replace("__", "/"): data for name, data in more.items()})


def a_xlsx(cells: str = "", *, of_sheet: str = "", state: str = "visible", **more: str | bytes) -> bytes:
    """`cells` are further rows; `of_sheet` stands behind them."""
    sheet = f"""<worksheet {_S} {_R}><sheetPr codeName="{HIDDEN}"/><sheetData>
        <row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" s="1"><f>[1]{HIDDEN}!A1*2</f><v>0.25</v></c></row>{cells}</sheetData>
        <mergeCells count="1"><mergeCell ref="A2:B2"/></mergeCells>{of_sheet}<hyperlinks><hyperlink ref="A1" r:id="away" tooltip="{HIDDEN}"/></hyperlinks>
        <headerFooter><oddFooter>{HIDDEN}</oddFooter></headerFooter><drawing r:id="d"/><extLst><ext>{HIDDEN}</ext></extLst></worksheet>"""
    book = f"""<workbook {_S} {_R}><fileSharing userName="{HIDDEN}"/><absPath url="C:\\Users\\{HIDDEN}"/>
        <sheets><sheet name="Fines" sheetId="7" state="{state}" r:id="one"/></sheets>
        <definedNames><definedName name="{HIDDEN}">[1]{HIDDEN}!A1</definedName></definedNames></workbook>"""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><!-- {HIDDEN} --></Types>',
        "_rels/.rels": _related(main="officeDocument xl/workbook.xml"),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": _related(one="worksheet worksheets/sheet1.xml", look="styles styles.xml", words="sharedStrings sharedStrings.xml"),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": f"<sst {_S}><si><t>{HIDDEN} of no cell</t></si><si><t>{SEEN}</t></si></sst>",
        "xl/styles.xml": f"""<styleSheet {_S}><numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0\\ &quot;KZT&quot;"/></numFmts>
            <fonts count="1"><font><name val="{HIDDEN}"/></font></fonts>
            <fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>
            <cellStyleXfs count="1"><xf/></cellStyleXfs>
            <cellXfs count="2"><xf/><xf numFmtId="9" applyNumberFormat="1"/></cellXfs>
            <cellStyles><cellStyle name="{HIDDEN}"/></cellStyles></styleSheet>""",
        "xl/comments1.xml": f"<comments><authors><author>{HIDDEN}</author></authors></comments>",
        "xl/externalLinks/externalLink1.xml": f"<externalLink>{HIDDEN}</externalLink>",
        "xl/pivotCache/pivotCacheRecords1.xml": f"<records>{HIDDEN}</records>",
        "xl/printerSettings/printerSettings1.bin": HIDDEN.encode("utf-16-le") + HIDDEN.encode(),
        **_ELSEWHERE,
    }
    return a_zip(parts | {name.replace("__", "/"): data for name, data in more.items()})


def _an_open_document(kind: str, body: str, more: Mapping[str, str | bytes]) -> bytes:
    content = f"""<office:document-content {_ODF} office:version="1.3"><office:scripts/>
        <office:automatic-styles><style:style style:name="{HIDDEN}" style:display-name="{HIDDEN}" style:family="paragraph"
        style:parent-style-name="Heading_20_1"><style:text-properties fo:font-weight="bold" style:font-name="{HIDDEN}"/></style:style></office:automatic-styles>
        <office:body>{body}</office:body></office:document-content>"""
    parts: dict[str, str | bytes] = {
        "mimetype": kind,
        "content.xml": content,
        "styles.xml": f"<office:document-styles {_ODF}><office:styles/></office:document-styles>",
        "meta.xml": f"<meta><creator>{HIDDEN}</creator></meta>",
        "settings.xml": f"<settings>{HIDDEN}</settings>",
        "META-INF/manifest.xml": f"<manifest><!-- {HIDDEN} --></manifest>",
        "Thumbnails/thumbnail.png": HIDDEN.encode(),
        "Pictures/1.jpeg": a_jpeg(secret=True),
    }
    return a_zip(parts | {name.replace("__", "/"): data for name, data in more.items()})


def an_odt(body: str = "", **more: str | bytes) -> bytes:
    """`body` comes after what is always there."""
    words = f"""<office:text>{HIDDEN}<office:forms>{HIDDEN}</office:forms><text:variable-decls><text:variable-decl text:name="{HIDDEN}"/></text:variable-decls>
        <text:h text:style-name="{HIDDEN}" text:outline-level="1"><text:bookmark text:name="{HIDDEN}"/>{SEEN}</text:h>
        <text:p text:style-name="{HIDDEN}"><office:annotation><text:p>{HIDDEN}</text:p></office:annotation>In a <text:a xmlns:xlink="http://www.w3.org/1999/xlink"
        xlink:href="https://{HIDDEN}.example/">link</text:a>, <text:date>on a day</text:date>
        <text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>
        <text:note-body><text:p>In a note</text:p></text:note-body></text:note></text:p>
        <text:p><draw:frame draw:name="{HIDDEN}"><draw:text-box><text:p>{HIDDEN}</text:p></draw:text-box></draw:frame></text:p>{body}
        <table:table table:name="{HIDDEN}"><table:table-row><table:table-cell>
        <text:p>In a table</text:p></table:table-cell></table:table-row></table:table></office:text>"""
    return _an_open_document(ODT, words, more)


def an_ods(rows: str = "", **more: str | bytes) -> bytes:
    """`rows` are further rows."""
    sheet = f"""<office:spreadsheet><table:content-validations><table:content-validation table:name="{HIDDEN}"/></table:content-validations>
        <table:table table:name="Fines" table:protection-key="{HIDDEN}"><table:table-row>
        <table:table-cell office:value-type="string" office:string-value="{HIDDEN}">
        <office:annotation><text:p>{HIDDEN}</text:p></office:annotation><text:p>{SEEN}</text:p></table:table-cell>
        <table:table-cell office:value-type="percentage" office:value="0.25" table:formula="of:={HIDDEN}"><text:p>25%</text:p>
        </table:table-cell></table:table-row>{rows}
        <table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>Above</text:p></table:table-cell><table:covered-table-cell
        office:value-type="string"><text:p>{HIDDEN}</text:p></table:covered-table-cell></table:table-row></table:table>
        <table:named-expressions><table:named-range table:name="{HIDDEN}"/></table:named-expressions></office:spreadsheet>"""
    return _an_open_document(ODS, sheet, more)
