"""What is said at the desk of a file that is not taken as a document."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_NOT_MADE = {
    "too_large": gettext_lazy("This PDF has more than 2000 pages."),
    "not_readable": gettext_lazy("This file can't be read: it is damaged, or not what its first bytes say."),
    "locked": gettext_lazy("This PDF is locked with a password. Save it without one, then add that."),
    "broken": gettext_lazy("This file could not be taken apart within the bounds of time and memory. Print it into a new PDF, then add that."),
}
_OFFICE = ("application/vnd.", "application/x-ole-storage", "application/rtf", "application/msword")


def not_made(kind: str) -> str:
    """Why it could not be built anew."""
    return str(_NOT_MADE[kind])


def not_a_document(kind: str) -> str:
    """Why a file of this kind is no document for a report."""
    if kind.startswith(_OFFICE):
        return _(
            "This is a file of an office program. It can hold the names of those who wrote it and what they crossed out, and that can't be taken out "
            "here. Save it as PDF, then add that."
        )
    if kind.startswith("image/"):
        return _("This is a picture. Add it under “Pictures”.")
    return _("This is no PDF, and only PDF files are taken here.")


def too_large(megabytes: int) -> str:
    """Why a file beyond the limit is not taken."""
    return _("The file is larger than %(limit)d MB, the most that is taken here. Whoever runs this installation can raise OUTCRY_DOCUMENT_MB.") % {
        "limit": megabytes
    }
