"""PDF files are built anew from their pages: what does not belong to a page's looks stays behind.

A page with something to redact becomes a picture of itself, painted over: no text, font, layer or image of the old page
is in the new file. The other pages stay as they are, and can be searched.
"""

import io
import re
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageDraw

from outcry.evidence.workbench import images
from outcry.evidence.workbench.areas import Area
from outcry.evidence.workbench.refused import Refused

MOST_PAGES = 2000
_DPI = 200
_MOST_PIXELS = 30_000_000
# Of a page: links to elsewhere, actions, thumbnails, traces of the program, reading order. Of any object: notes about it.
_OF_PAGES = ("/Annots", "/AA", "/Thumb", "/B", "/StructParents", "/Trans", "/Dur", "/PresSteps", "/ID", "/SeparationInfo")
_OF_ALL = ("/Metadata", "/PieceInfo", "/LastModified", "/OPI", "/AA", "/JS", "/Alternates", "/Measure", "/AF", "/StructParent")
# JPEG markers that only draw: JFIF, Adobe's colour mark, and everything below APPn. The rest (EXIF, XMP, comments) goes.
_KEPT_MARKERS = frozenset({0xE0, 0xEE})
_END, _SCAN = 0xD9, 0xDA
# In the pixels of a JPEG, FF is followed by 00 or a restart mark; anything else begins a new part.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JPEG_2000_NOTES = (b"xml ", b"uuid", b"uinf")


def cleaned(data: bytes, areas: Sequence[Area] = (), *, keep_notes: bool = True) -> tuple[bytes, int]:
    """A new file with the same pages, and how many they are. Raise Refused.

    `keep_notes`: comments, stamps and filled-in fields are drawn into the page; else comments and stamps are left away.
    """
    with _opened(data) as old, pikepdf.new() as new:
        if any(area.page > len(old.pages) for area in areas):
            raise Refused("no_such_page")
        _draw_in(old, keep_notes=keep_notes)
        new.pages.extend(old.pages)
        for page in new.pages:
            _drop(page.obj, _OF_PAGES)
        for number in sorted({area.page for area in areas}):
            _replace(new, number, [area for area in areas if area.page == number], data, keep_notes=keep_notes)
        new.remove_unreferenced_resources()
        for one in new.objects:
            _clean(one)
        return _saved(new), len(new.pages)


def rendered(data: bytes, page: int, *, most_pixels: int = _MOST_PIXELS, with_notes: bool = True) -> Image.Image:
    """A picture of a page. Raise Refused."""
    try:
        with pypdfium2.PdfDocument(data) as document:
            if not 1 <= page <= len(document):
                raise Refused("no_such_page")
            if with_notes:
                document.init_forms()
            sheet = document[page - 1]
            width, height = sheet.get_size()
            scale = min(_DPI / 72, (most_pixels / max(width * height, 1)) ** 0.5)
            picture: Image.Image = sheet.render(scale=scale, may_draw_forms=with_notes, draw_annots=with_notes).to_pil()
            return picture.convert("RGB")
    except pypdfium2.PdfiumError as error:
        raise Refused("not_readable") from error


def _opened(data: bytes) -> pikepdf.Pdf:
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError as error:
        raise Refused("locked") from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise Refused("not_readable") from error
    if not 1 <= len(pdf.pages) <= MOST_PAGES:
        raise Refused("too_large" if len(pdf.pages) else "not_readable")
    return pdf


def _draw_in(pdf: pikepdf.Pdf, *, keep_notes: bool) -> None:
    if not keep_notes:
        for page in pdf.pages:
            notes = [note for note in page.obj.get("/Annots", []) if note.get("/Subtype") == "/Widget"]
            page.obj["/Annots"] = pikepdf.Array(notes)
    if "/AcroForm" in pdf.Root:
        pdf.generate_appearance_streams()
    pdf.flatten_annotations("screen")


def _replace(pdf: pikepdf.Pdf, number: int, areas: Sequence[Area], data: bytes, *, keep_notes: bool) -> None:
    """Put a painted picture in the place of a page."""
    picture = rendered(data, number, with_notes=keep_notes)
    draw = ImageDraw.Draw(picture)
    for area in areas:
        draw.rectangle(area.in_pixels(width=picture.width, height=picture.height), fill="black")
    jpeg, _kind = images.encoded(picture, as_jpeg=True)
    image = pdf.make_stream(
        jpeg,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    width, height = _size(data, number)
    pdf.pages[number - 1] = pikepdf.Page(
        pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Page,
                MediaBox=[0, 0, width, height],
                Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=image)),
                Contents=pdf.make_stream(f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Page Do Q".encode()),
            )
        )
    )


def _size(data: bytes, number: int) -> tuple[float, float]:
    """Width and height of a page as it is seen, in points."""
    with pypdfium2.PdfDocument(data) as document:
        width, height = document[number - 1].get_size()
        return float(width), float(height)


def _clean(one: Any) -> None:
    """Take the notes out of one object, and out of a JPEG that it holds."""
    if isinstance(one, pikepdf.Stream):
        _drop(one, _OF_ALL)
        _clean_image(one)
    elif isinstance(one, pikepdf.Dictionary):
        _drop(one, _OF_ALL)


def _drop(one: Any, keys: Sequence[str]) -> None:
    for key in keys:
        if key in one:
            del one[key]


def _clean_image(one: pikepdf.Stream) -> None:
    filters = one.get("/Filter")
    names = [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    data = one.read_raw_bytes()
    if names[-1] not in ("/DCTDecode", "/JPXDecode"):
        return
    if names[:-1] == ["/FlateDecode"]:
        data = zlib.decompress(data)
    elif names[:-1]:
        raise Refused("not_readable")
    bare = bare_jpeg(data) if names[-1] == "/DCTDecode" else bare_jpeg_2000(data)
    one.write(bare, filter=pikepdf.Name(names[-1]))


def bare_jpeg(data: bytes) -> bytes:
    """A JPEG without EXIF, XMP, comments and other notes; its pixels are not touched."""
    return b"\xff\xd8" + b"".join(_drawing_parts(data))


def _drawing_parts(data: bytes) -> Iterator[bytes]:
    position = 2
    while position + 2 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker == _END:
            # Whatever hides behind the end of the picture stays behind, too.
            yield data[position : position + 2]
            return
        end = position + 2 + int.from_bytes(data[position + 2 : position + 4], "big")
        if marker == _SCAN:
            found = _NEXT_MARKER.search(data, end)
            end = found.start() if found else len(data)
        if marker in _KEPT_MARKERS or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            yield data[position:end]
        position = end


def bare_jpeg_2000(data: bytes) -> bytes:
    """A JPEG 2000 without its boxes of notes; a bare code stream stays as it is."""
    if data[4:8] != b"jP  ":
        return data
    parts, position = [], 0
    while position + 8 <= len(data):
        length = int.from_bytes(data[position : position + 4], "big") or len(data) - position
        if length < 8:
            raise Refused("not_readable")
        if data[position + 4 : position + 8] not in _JPEG_2000_NOTES:
            parts.append(data[position : position + length])
        position += length
    return b"".join(parts)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    # The file's number is drawn from its content, not from the moment or the place.
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()
