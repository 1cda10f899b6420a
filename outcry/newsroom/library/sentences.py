"""What is said at the desk of a file that is not taken."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Why a picture could not be painted anew, and a document not be built anew.
PICTURE_NOT_MADE = {
    "too_large": gettext_lazy("This picture has more than 64 million pixels. Make it smaller first."),
    "several_pictures": gettext_lazy("This file moves, or holds several pictures. A report shows one that stands still."),
    "not_readable": gettext_lazy("This file can't be read: it is damaged, or not what its first bytes say."),
    "broken": gettext_lazy("This file could not be taken apart within the bounds of time and memory. Save the picture anew, then try again."),
}
DOCUMENT_NOT_MADE = {
    "too_large": gettext_lazy("This PDF has more than 2000 pages."),
    "not_readable": gettext_lazy("This file can't be read: it is damaged, or not what its first bytes say."),
    "locked": gettext_lazy("This file is locked with a password. Save it without one, then add that."),
    "changes": gettext_lazy("This file remembers what was changed in it, and by whom. Accept or reject all changes, save it, then add that."),
    "hidden": gettext_lazy("Words, rows, columns or sheets of this file are hidden. Show them or delete them, save it, then add that."),
    "program": gettext_lazy("This file holds a program (macros), and such a file is not handed out. Save it without, or as PDF, then add that."),
    "unpacked": gettext_lazy("Unpacked, this file would be far larger than a document is. Save it as PDF, then add that."),
    "broken": gettext_lazy("This file could not be taken apart within the bounds of time and memory. Print it into a new PDF, then add that."),
}
_KINDS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP", "image/avif": "AVIF"}
_OTHER_PICTURES = {
    "image/svg+xml": gettext_lazy("This is a drawing (SVG), and such a file can hold programs. Save it as PNG, then add that."),
    "image/heic": gettext_lazy("This is a HEIC file of a phone. Save or send it as JPEG, then add that."),
    "image/gif": gettext_lazy("This is a GIF. Save the picture as PNG, then add that."),
    "image/tiff": gettext_lazy("This is a TIFF. Save the picture as JPEG or PNG, then add that."),
}
_OFFICE = ("application/vnd.", "application/x-ole-storage", "application/rtf", "application/msword")


_LEFT_BEHIND = {
    "comments": gettext_lazy("comments"),
    "pictures": gettext_lazy("pictures, drawings and charts, with the words in them"),
    "objects": gettext_lazy("files within the file, and links to other files"),
    "links": gettext_lazy("the addresses of links; their words stay"),
    "formulas": gettext_lazy("formulas; their results stay"),
    "covered": gettext_lazy("what lay beneath merged cells"),
    "unknown": gettext_lazy("parts of a kind that is not known here, with the words in them"),
    "guarded": gettext_lazy("the power of cells to run: an apostrophe stands before them"),
}


def not_a_picture(kind: str) -> str:
    """Why a file of this kind is no picture for a report."""
    return str(_OTHER_PICTURES.get(kind) or _("This is no picture of a kind that is taken here: JPEG, PNG, WebP or AVIF."))


def not_what_it_says(ending: str, kind: str) -> str:
    """That its name says one kind and its bytes another."""
    return _("This file ends in .%(ending)s and is a %(kind)s. Somebody renamed it; save the picture anew, then add that.") % {
        "ending": ending[:10],
        "kind": _KINDS[kind],
    }


def not_a_document(kind: str) -> str:
    """Why a file of this kind is no document for a report."""
    if kind.startswith(_OFFICE):
        return _(
            "This is a file of an office program of a kind that can't be cleaned here, of an old kind, or one with a password. Save it as DOCX, ODT, "
            "XLSX or ODS without a password, or as PDF, then add that."
        )
    if kind.startswith("image/"):
        return _("This is a picture. Add it under “Pictures”.")
    return _("This is no document of a kind that is taken here: PDF, DOCX, ODT, XLSX, ODS, CSV or TXT.")


def left_behind(words: Iterable[str]) -> list[str]:
    """What of a file did not go over."""
    return [str(_LEFT_BEHIND[word]) for word in words if word in _LEFT_BEHIND]


def too_large(megabytes: int, *, setting: str) -> str:
    """Why a file beyond the limit is not taken."""
    return _("The file is larger than %(limit)d MB, the most that is taken here. Whoever runs this installation can raise %(setting)s.") % {
        "limit": megabytes,
        "setting": setting,
    }
