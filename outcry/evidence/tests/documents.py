"""PDF files and images made for tests, with secrets in all the places where real ones have them."""

import io

import pikepdf
import pypdfium2
from PIL import Image

SECRET = "Samira Diallo"
HIDDEN = "hidden-marker"


def a_jpeg(*, size: tuple[int, int] = (200, 100), secret: bool = False) -> bytes:
    """Red; with EXIF that names a place, a device and an owner, and a comment, if it holds a secret."""
    image = Image.new("RGB", size, "red")
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = HIDDEN, HIDDEN
    exif.get_ifd(0x8769)[0xA431] = HIDDEN
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 1.0, 30.0), 3: "E", 4: (7.0, 35.0, 31.0)})
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95, **({"exif": exif, "comment": HIDDEN} if secret else {}))
    return out.getvalue()


def a_pdf(*, pages: int = 2, covered: bool = False) -> bytes:
    """Each page: the secret as text at the top, a photo below. `covered` draws a black box over it, and no more."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica))
        photo = pdf.make_stream(
            a_jpeg(secret=True),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=200,
            Height=100,
            ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        for number in range(1, pages + 1):
            box = "0 g 60 690 300 50 re f 60 390 220 120 re f" if covered else ""
            content = f"BT /F1 24 Tf 72 700 Td ({SECRET} {number}) Tj ET q 200 0 0 100 72 400 cm /P Do Q {box}"
            resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font), XObject=pikepdf.Dictionary(P=photo))
            page = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, 595, 842], Resources=resources, Contents=pdf.make_stream(content.encode()))
            page.PieceInfo = pikepdf.Dictionary(Program=pikepdf.Dictionary(Private=HIDDEN))
            page.Annots = pikepdf.Array([_note(pdf)])
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        _hide_things(pdf)
        out = io.BytesIO()
        pdf.save(out, compress_streams=False)
    return out.getvalue() + f"\n% {HIDDEN} of an earlier version\n%%EOF\n".encode()


def _note(pdf: pikepdf.Pdf) -> pikepdf.Object:
    looks = pdf.make_stream(b"1 0 0 rg 0 0 20 20 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 20, 20])
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Stamp,
            Rect=[500, 50, 520, 70],
            Contents=HIDDEN,
            T=HIDDEN,
            F=4,
            AP=pikepdf.Dictionary(N=looks),
        )
    )


def _hide_things(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Author"] = HIDDEN
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = [HIDDEN]
    pdf.attachments["list.txt"] = HIDDEN.encode()
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{HIDDEN}')")


def text_of(pdf: bytes, page: int) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return str(document[page - 1].get_textpage().get_text_range())


def everything_in(pdf: bytes) -> bytes:
    """The file as it is, and every stream of it unpacked: where a search for a secret has to look."""
    parts = [pdf]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for one in opened.objects:
            parts.append(repr(one).encode())
            if isinstance(one, pikepdf.Stream):
                parts.append(one.read_raw_bytes())
                try:
                    parts.append(one.read_bytes())
                except pikepdf.PdfError:
                    continue
    return b"\n".join(parts)


def reds_in(pdf: bytes, page: int) -> int:
    """How many pixels are as red as our photo, over all pictures that the page uses, however they are covered."""
    found = 0
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for image in opened.pages[page - 1].get_images().values():
            found += red_pixels(pikepdf.PdfImage(image).as_pil_image())  # type: ignore[arg-type]  # an image is a stream
    return found


def red_pixels(image: Image.Image) -> int:
    data = image.convert("RGB").tobytes()
    return sum(1 for place in range(0, len(data), 3) if data[place] > 200 and data[place + 1] < 60 and data[place + 2] < 60)
