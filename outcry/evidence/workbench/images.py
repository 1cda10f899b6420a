"""Images are painted anew: only what is seen goes into the copy, and nothing of the old file."""

import io
from collections.abc import Sequence
from contextlib import suppress

from PIL import Image, ImageCms, ImageDraw, ImageOps, UnidentifiedImageError

from outcry.evidence.workbench.areas import Area
from outcry.evidence.workbench.refused import Refused

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF")
MOST_PIXELS = 120_000_000


def cleaned(data: bytes, areas: Sequence[Area] = ()) -> tuple[bytes, str]:
    """The picture as it is seen, upright, in sRGB, with `areas` painted black; and its kind. Raise Refused."""
    if any(area.page != 1 for area in areas):
        raise Refused("no_such_page")
    image, kind = opened(data)
    draw = ImageDraw.Draw(image)
    for area in areas:
        draw.rectangle(area.in_pixels(width=image.width, height=image.height), fill="black")
    return encoded(image, as_jpeg=kind == "JPEG")


def encoded(image: Image.Image, *, as_jpeg: bool) -> tuple[bytes, str]:
    """The pixels as a file without a past."""
    out = io.BytesIO()
    if as_jpeg:
        image.save(out, "JPEG", quality=95, subsampling=0)
        return out.getvalue(), "image/jpeg"
    image.save(out, "PNG")
    return out.getvalue(), "image/png"


def opened(data: bytes) -> tuple[Image.Image, str]:
    """The pixels alone, upright, and the format in which they came. Raise Refused."""
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as file:
            if file.width * file.height > MOST_PIXELS:
                raise Refused("too_large")
            if getattr(file, "n_frames", 1) > 1:
                raise Refused("several_pictures")
            file.load()
            return _bare(file), file.format or ""
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, MemoryError) as error:
        raise Refused("not_readable") from error


def _bare(file: Image.Image) -> Image.Image:
    image = _in_srgb(ImageOps.exif_transpose(file))
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    image = image if image.mode in (wanted, "L") else image.convert(wanted)
    # From the bytes of its pixels: whatever else the library carries along stays behind.
    return Image.frombytes(image.mode, image.size, image.tobytes())


def _in_srgb(image: Image.Image) -> Image.Image:
    """Colours as they were meant, without the profile, which may name the device."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        # A profile that can't be read changes nothing, as in a viewer.
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            return ImageCms.profileToProfile(image, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    return image
