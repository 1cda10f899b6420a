"""What is said at the desk of a file that is not taken as a picture."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_NOT_MADE = {
    "too_large": gettext_lazy("This picture has more than 64 million pixels. Make it smaller first."),
    "several_pictures": gettext_lazy("This file moves, or holds several pictures. A report shows one that stands still."),
    "not_readable": gettext_lazy("This file can't be read: it is damaged, or not what its first bytes say."),
    "broken": gettext_lazy("This file could not be taken apart within the bounds of time and memory. Save the picture anew, then try again."),
}
_KINDS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP", "image/avif": "AVIF"}
_OTHER_PICTURES = {
    "image/svg+xml": gettext_lazy("This is a drawing (SVG), and such a file can hold programs. Save it as PNG, then add that."),
    "image/heic": gettext_lazy("This is a HEIC file of a phone. Save or send it as JPEG, then add that."),
    "image/gif": gettext_lazy("This is a GIF. Save the picture as PNG, then add that."),
    "image/tiff": gettext_lazy("This is a TIFF. Save the picture as JPEG or PNG, then add that."),
}


def not_made(kind: str) -> str:
    """Why it could not be painted anew."""
    return str(_NOT_MADE[kind])


def not_a_picture(kind: str) -> str:
    """Why a file of this kind is no picture for a report."""
    return str(_OTHER_PICTURES.get(kind) or _("This is no picture of a kind that is taken here: JPEG, PNG, WebP or AVIF."))


def not_what_it_says(ending: str, kind: str) -> str:
    """That its name says one kind and its bytes another."""
    return _("This file ends in .%(ending)s and is a %(kind)s. Somebody renamed it; save the picture anew, then add that.") % {
        "ending": ending[:10],
        "kind": _KINDS[kind],
    }


def too_large(megabytes: int) -> str:
    """Why a file beyond the limit is not taken."""
    return _("The file is larger than %(limit)d MB, the most that is taken here. Whoever runs this installation can raise OUTCRY_PICTURE_MB.") % {
        "limit": megabytes
    }
