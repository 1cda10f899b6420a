"""What is said at the desk of a document that is not taken."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Why a document could not be built anew.
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
