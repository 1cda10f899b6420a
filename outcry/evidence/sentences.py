"""What is said at the desk for the words in which operations speak: findings, failures of time stamps, refusals of the workbench."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcry.evidence.stamping import Failure

_FINDINGS = {
    "file_missing": gettext_lazy("The file is not in the store. Bring the folder back from the backup."),
    "file_changed": gettext_lazy("The file is not what was taken in: its bytes were changed or cut short."),
    "key_missing": gettext_lazy("The key that opens the file is not in the key folder. Bring the folder back from the backup of the keys."),
    "row_changed": gettext_lazy("The hashes in the record are not those that the custody log holds from the intake."),
    "custody_changed": gettext_lazy("The custody log: this entry was changed after it was written."),
    "custody_moved": gettext_lazy("The custody log: an entry is missing before this one, was put in, or stands in another place."),
    "custody_cut": gettext_lazy("The custody log: it does not end with the entry that was written last."),
    "stamp_not_understood": gettext_lazy("The time stamp can't be read."),
    "stamp_refused": gettext_lazy("The answer kept as a time stamp is a refusal."),
    "stamp_not_ours": gettext_lazy("The time stamp belongs to another file."),
    "stamp_not_trusted": gettext_lazy("The signature of the time stamp does not lead to the root that is trusted here."),
    "capture_not_readable": gettext_lazy("The web archive can't be read from here on."),
    "capture_too_much": gettext_lazy("The web archive unpacks to more than is looked at."),
    "capture_no_record": gettext_lazy("The web archive holds no record."),
    "capture_record_changed": gettext_lazy("The web archive: this record is not what its digest says."),
    "capture_record_without_digest": gettext_lazy("The web archive: this record carries no digest, so it can't be checked."),
    "capture_record_ends_wrongly": gettext_lazy("The web archive: a record does not end where it says."),
    "capture_file_twice": gettext_lazy("The web archive holds this file twice."),
    "capture_file_missing": gettext_lazy("The web archive lacks this file."),
    "capture_file_changed": gettext_lazy("The web archive: this file is not what the package says."),
    "capture_file_not_listed": gettext_lazy("The web archive holds this file, of which the package does not speak."),
    "capture_index_wrong": gettext_lazy("The web archive: the index points to a record that is not there."),
    "capture_page_missing": gettext_lazy("The web archive: this page is listed and not in the index."),
}
_BAG_FAULTS = {
    "bag_invalid": gettext_lazy("The bundle is not put together as its format says."),
    "file_missing": gettext_lazy("A file is missing."),
    "file_extra": gettext_lazy("A file was added."),
    "file_changed": gettext_lazy("A file was changed."),
    "original_differs": gettext_lazy("The original is not the one of which the index gives the hashes."),
    "intake_differs": gettext_lazy("The custody log was begun for another file."),
    "item_not_readable": gettext_lazy("What the index says of this item can't be read or found."),
}
_FAILURES = {
    Failure.UNREACHABLE: gettext_lazy("the time-stamping authority could not be reached"),
    Failure.NOT_UNDERSTOOD: gettext_lazy("what the time-stamping authority answered is no time stamp"),
    Failure.REFUSED: gettext_lazy("the time-stamping authority refused"),
    Failure.NOT_OURS: gettext_lazy("the time-stamping authority answered for another file"),
    Failure.NOT_TRUSTED: gettext_lazy("the answer is not signed by the authority that is trusted here"),
}
_NOT_MADE = {
    "too_large": gettext_lazy("This file is too large to be taken apart here."),
    "several_pictures": gettext_lazy("This file holds several pictures, such as an animation. Only files with one picture can be cleaned."),
    "not_readable": gettext_lazy("This file can't be read: it is damaged, or not what its first bytes say."),
    "locked": gettext_lazy("This PDF is locked with a password. Take in an unlocked copy as well, and work with that one."),
    "no_such_page": gettext_lazy("There is no such page."),
    "broken": gettext_lazy("The file could not be taken apart within the bounds of time and memory. The original is untouched."),
}


def finding(kind: str, where: str = "") -> str:
    """What was found at verification, with its place."""
    sentence = str(_FINDINGS[kind])
    return f"{sentence} ({where})" if where else sentence


def bag_fault(kind: str, where: str) -> str:
    """What is wrong with a bundle, with its place."""
    return f"{_BAG_FAULTS.get(kind) or _FINDINGS[kind]} ({where})"


def failure(kind: str) -> str:
    """Why there is no time stamp yet."""
    return str(_FAILURES[Failure(kind)])


def not_made(kind: str) -> str:
    """Why no copy was made."""
    return str(_NOT_MADE[kind])


def cannot_be_cleaned(media_type: str) -> str:
    """Why a file of this kind gets no working copy."""
    if media_type.startswith(("video/", "audio/")):
        return _("Hidden data of sound and video can't be removed here, so there is no safe copy. Hand on the original only to whom you trust.")
    return _("Files of this kind (%(kind)s) can't be cleaned here, only images and PDF. Hand on the original only to whom you trust.") % {"kind": media_type}
