"""Texts and tables without a program's dress: letters alone, and no cell that a spreadsheet would run."""

import re
from io import BytesIO

from django.utils.translation import gettext as _

from outcry.evidence.for_readers import FileRefused
from outcry.lib.tables.comma_separated import delimiter_of, records
from outcry.lib.tables.formula_guard import guarded
from outcry.lib.tables.refusals import Limits, TableRefused
from outcry.lib.tables.writing import csv_bytes

GUARDED = "guarded"
_LIMITS = Limits()
# What shows nothing and can tell something: signs for machines, blanks without width, invisible letters. The joiners of Persian and of Indian scripts stay.
_SHOWS_NOTHING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f]")


def plain_text(data: bytes) -> bytes:
    """The text in UTF-8, without what shows nothing. Raise FileRefused for another encoding."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileRefused("file", _("The letters of this file are not in UTF-8. Save it as UTF-8, then add that.")) from error
    return _SHOWS_NOTHING.sub("", text).replace("\r\n", "\n").replace("\r", "\n").encode()


def plain_table(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The table as CSV with commas, and words for what was changed: a cell that a spreadsheet would run begins with an apostrophe. Raise FileRefused."""
    file = BytesIO(plain_text(data))
    try:
        rows = [cells for _line, cells in records(file, encoding="utf-8", delimiter=delimiter_of(file, encoding="utf-8"), limits=_LIMITS) if cells]
    except TableRefused as error:
        raise FileRefused("file", str(error)) from error
    if not rows:
        raise FileRefused("file", _("This table is empty."))
    is_guarded = any(guarded(cell) != cell for cells in rows for cell in cells)
    return b"".join(csv_bytes(rows[0], rows[1:])), (GUARDED,) if is_guarded else ()
