"""Pictures that readers are to see: what is taken as one, in which widths it is painted anew, and why a file is not taken."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcry.evidence import at_the_workbench
from outcry.evidence.at_the_workbench import NotMade, Size
from outcry.evidence.media_types import media_type

# For a list, a phone, a column of text, and a column of text on a dense screen.
WIDTHS = (320, 640, 960, 1600)
NAME_LENGTH = 32
_NAMES: dict[str, frozenset[str]] = {
    "image/jpeg": frozenset({"jpg", "jpeg", "jpe", "jfif"}),
    "image/png": frozenset({"png"}),
    "image/webp": frozenset({"webp"}),
    "image/avif": frozenset({"avif"}),
}
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


class FileRefused(Exception):
    """This is not taken or not done; `field` says which part, `sentence` why, in words for the person at the desk."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


@dataclass(frozen=True, kw_only=True)
class Uploaded:
    """A file as it came in: its bytes, and what it calls itself."""

    data: bytes
    name: str


def painted_anew(file: Uploaded, *, widths: Sequence[int] = WIDTHS, quality: int = 82) -> tuple[Size, ...]:
    """What is seen in the file, upright, in these widths, and nothing else of it. Raise FileRefused for what is no picture that is taken."""
    refuse_what_is_none(file)
    try:
        return at_the_workbench.sizes(data=file.data, widths=widths, quality=quality)
    except NotMade as error:
        raise FileRefused("file", str(_NOT_MADE[error.kind])) from error


def refuse_what_is_none(file: Uploaded) -> None:
    """Raise FileRefused where its first bytes, or its name, are of no picture that is taken."""
    kind = media_type(BytesIO(file.data))
    if kind not in _NAMES:
        raise FileRefused("file", str(_OTHER_PICTURES.get(kind) or _("This is no picture of a kind that is taken here: JPEG, PNG, WebP or AVIF.")))
    ending = PurePath(file.name).suffix.lower().lstrip(".")
    if ending and ending not in _NAMES[kind]:
        sentence = _("This file ends in .%(ending)s and is a %(kind)s. Somebody renamed it; save the picture anew, then add that.")
        raise FileRefused("file", sentence % {"ending": ending[:10], "kind": _KINDS[kind]})


def name_of(size: Size) -> str:
    """The name under which readers get it, made from its bytes."""
    return hashlib.sha256(size.data).hexdigest()[:NAME_LENGTH]


def too_large(megabytes: int, *, setting: str) -> str:
    """Why a file beyond the limit is not taken."""
    return _("The file is larger than %(limit)d MB, the most that is taken here. Whoever runs this installation can raise %(setting)s.") % {
        "limit": megabytes,
        "setting": setting,
    }
