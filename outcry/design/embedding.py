"""A page of ours within a page of others: the frame they put there, and where programs learn of it (oEmbed 1.0)."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html

from outcry.design.whole_addresses import whole

WIDTH, HEIGHT = 560, 360
# A narrow frame needs more lines.
_NARROW, _NARROW_HEIGHT = 420, 460


def frame_code(*, address: str, title: str, width: int = WIDTH, height: int | None = None) -> str:
    """What others copy: a frame without scripts and cookies, loaded when it comes into sight, which learns nothing of the page around it."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" referrerpolicy="no-referrer" style="border:0;max-width:100%"></iframe>',
        address,
        title,
        width,
        height or height_of(width),
    )


def height_of(width: int) -> int:
    """How high a frame of this width is."""
    return HEIGHT if width >= _NARROW else _NARROW_HEIGHT


def oembed_address(url: str) -> str:
    """Where programs ask for the frame of the page at a whole address; the format is still to be added."""
    return f"{whole(reverse('oembed'))}?{urlencode({'url': url})}"
