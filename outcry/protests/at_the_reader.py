"""A mail as the desk shows it: read by the post office's child, never by this process."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from outcry.delivery.incoming.parsing import Unreadable
from outcry.delivery.incoming.reader import File, NoReader, Reader
from outcry.delivery.incoming.texts import MailText

_SHOWN = 100_000
# What a desk may open by its own programs; whatever else came is saved under an ending that none of them knows.
_HARMLESS = frozenset({
    "asc", "avif", "bmp", "csv", "doc", "docx", "eml", "gif", "heic", "ics", "jpeg", "jpg", "json", "m4a", "mp3", "mp4", "odp", "ods", "odt", "ogg",
    "p7m", "p7s", "pdf", "png", "ppt", "pptx", "rtf", "sig", "tif", "tiff", "txt", "vcf", "wav", "webm", "webp", "xls", "xlsx", "xml", "zip",
})  # fmt: skip


def mail_text(raw: bytes | None) -> MailText:
    """The readable part of a mail; of one that can't be read its bytes, as far as they can be drawn."""
    if raw is None:
        return MailText()
    try:
        with Reader() as reader:
            told = reader.read(raw=bytes(raw))
    except NoReader:
        told = MailText(why_not="machine")
    return MailText(new=verbatim(raw), was_cut=len(raw) > _SHOWN, why_not=told.why_not) if told.why_not else told


def why_not(text: MailText) -> str:
    """A sentence on why a mail could not be read; blank where it could."""
    known = {
        "parts": _("It has more parts than any mail that people write."),
        "depth": _("Its parts lie in one another, deeper than in any mail that people write."),
        "memory": _("Reading it would take more memory than a mail may have."),
        "died": _("Reading it takes too long."),
        "machine": _("This machine has no room to read it now. Try again in a minute."),
    }
    return known.get(text.why_not, _("It is broken.")) if text.why_not else ""


def attached_file(raw: bytes | None, *, number: int) -> File | None:
    """A file that came with a mail; None when there is none of this number, or it can't be taken out."""
    try:
        with Reader() as reader:
            return reader.attached(raw=bytes(raw or b""), number=number)
    except (Unreadable, NoReader):
        return None


def safe_name(file: File) -> str:
    """The name under which it is saved."""
    name = file.about.name or _("attachment %(number)s") % {"number": file.about.number}
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return name if ending in _HARMLESS else f"{name}.file"


def verbatim(raw: bytes | None) -> str:
    """Every byte as it came, as far as it can be drawn; cut after 100,000 characters."""
    return "".join(_drawn(bytes(raw or b"").decode("utf-8", "replace")[:_SHOWN]))


def _drawn(text: str) -> Iterator[str]:
    """Letters and line ends; a mark in the place of what terminals and browsers would take for a command."""
    for letter in text:
        yield letter if letter.isprintable() or letter in "\r\n\t" else "\N{REPLACEMENT CHARACTER}"
