"""Images are painted anew: only what is seen goes into the copy, and nothing of the old file."""

import io
from collections.abc import Sequence
from contextlib import suppress

from PIL import Image, ImageCms, ImageDraw, ImageOps, UnidentifiedImageError

from outcry.evidence.workbench.areas import Area
from outcry.evidence.workbench.refused import Refused

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF")
MOST_PIXELS = 120_000_000
# What is shown to readers: kinds that every browser paints, and as many pixels as cameras and phones take.
SHOWN_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
MOST_SHOWN_PIXELS = 64_000_000
# Phones write a second picture behind the first, such as a preview or a depth map. Only the first is ever seen.
_FIRST_IS_SEEN = ("MPO",)
# Under an area of what is shown to readers: grey, which says nothing of whoever stood there, and no shame as a black bar does.
_COVER = "#6b6b6b"


def cleaned(data: bytes, areas: Sequence[Area] = ()) -> tuple[bytes, str]:
    """The picture as it is seen, upright, in sRGB, with `areas` painted black; and its kind. Raise Refused."""
    if any(area.page != 1 for area in areas):
        raise Refused("no_such_page")
    image, kind = opened(data)
    _paint(image, areas, "black")
    return encoded(image, as_jpeg=kind == "JPEG")


def encoded(image: Image.Image, *, as_jpeg: bool) -> tuple[bytes, str]:
    """The pixels as a file without a past."""
    out = io.BytesIO()
    if as_jpeg:
        image.save(out, "JPEG", quality=95, subsampling=0)
        return out.getvalue(), "image/jpeg"
    image.save(out, "PNG")
    return out.getvalue(), "image/png"


def sized(data: bytes, widths: Sequence[int], areas: Sequence[Area] = (), *, quality: int = 82) -> list[tuple[int, int, bytes]]:
    """The picture for readers, as WebP: width, height and file, the smallest first, none larger than the original. Raise Refused.

    None is more than twice as high as `widths` say it may be wide, so a strip of paper stays a strip that can be opened. `areas` are painted over
    before anything else is done with the pixels, so that none of what they cover bleeds into a size.
    """
    image, _format = opened(data, formats=SHOWN_FORMATS, most_pixels=MOST_SHOWN_PIXELS, first_is_seen=_FIRST_IS_SEEN)
    _paint(image, areas, _COVER)
    made: dict[int, tuple[int, int, bytes]] = {}
    for width in sorted(widths):
        scale = min(1.0, width / image.width, 2 * width / image.height)
        size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
        out = io.BytesIO()
        image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0).save(out, "WEBP", quality=quality, method=4)
        made[size[0]] = (*size, out.getvalue())
        if scale == 1.0:
            break
    return list(made.values())


def opened(data: bytes, *, formats: tuple[str, ...] = FORMATS, most_pixels: int = MOST_PIXELS, first_is_seen: Sequence[str] = ()) -> tuple[Image.Image, str]:
    """The pixels alone, upright, and the format in which they came. Raise Refused; also for several pictures, but where `first_is_seen`."""
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(data), formats=formats) as file:
            if file.width * file.height > most_pixels:
                raise Refused("too_large")
            if getattr(file, "n_frames", 1) > 1 and file.format not in first_is_seen:
                raise Refused("several_pictures")
            file.load()
            return _bare(file), file.format or ""
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, MemoryError) as error:
        raise Refused("not_readable") from error


def _paint(image: Image.Image, areas: Sequence[Area], colour: str) -> None:
    draw = ImageDraw.Draw(image)
    for area in areas:
        draw.rectangle(area.in_pixels(width=image.width, height=image.height), fill=colour)


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
