"""The archive around a file of an office program: unpacked within bounds, and packed anew without a past."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from outcry.evidence.workbench.refused import Refused

MOST_PARTS = 5_000
# Of all parts that are read, together.
MOST_UNPACKED = 60_000_000
_IS_LOCKED = 1
# The first day that such an archive can name.
_NO_DAY = (1980, 1, 1, 0, 0, 0)
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError)


class Package:
    """The parts of a file, by name."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise Refused("not_readable") from error
        entries = self._archive.infolist()
        if len(entries) > MOST_PARTS:
            raise Refused("unpacked")
        if any(entry.flag_bits & _IS_LOCKED for entry in entries):
            raise Refused("locked")
        self.names = {entry.filename for entry in entries}
        if len(self.names) < len(entries):
            # Programs differ in which of two parts of one name they open.
            raise Refused("not_readable")
        self._left = MOST_UNPACKED

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raise Refused where it is none, or more than is taken, whatever the archive says of its size."""
        if name not in self.names:
            raise Refused("not_readable")
        try:
            with self._archive.open(name) as part:
                data = part.read(self._left + 1)
        except _BROKEN as error:
            raise Refused("not_readable") from error
        self._left -= len(data)
        if self._left < 0:
            raise Refused("unpacked")
        return data

    def tree(self, name: str) -> Element:
        """A part as XML: no entity, nothing from elsewhere, neither remarks nor instructions of programs."""
        try:
            found: Element = fromstring(self.read(name), forbid_dtd=True)
        except (DefusedXmlException, ParseError, ValueError) as error:
            raise Refused("not_readable") from error
        return found


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts in their order; the first as it is, as OpenDocument wants it. Neither day nor machine is told."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for place, (name, data) in enumerate(parts.items()):
            entry = zipfile.ZipInfo(name, date_time=_NO_DAY)
            entry.create_system = 0
            entry.compress_type = zipfile.ZIP_DEFLATED if place else zipfile.ZIP_STORED
            archive.writestr(entry, data)
    return out.getvalue()


def written(tree: Element) -> bytes:
    """A part from XML."""
    made: bytes = tostring(tree, encoding="UTF-8", xml_declaration=True)
    return made
