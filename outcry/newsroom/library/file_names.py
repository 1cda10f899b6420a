"""How the names of files look in addresses."""

from outcry.evidence.for_readers import NAME_LENGTH
from outcry.newsroom.document_rows import DocumentKind


class FileName:
    """The beginning of a SHA-256, in small letters."""

    regex = f"[0-9a-f]{{{NAME_LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Ending(FileName):
    """The kind of a document."""

    regex = "|".join(DocumentKind.values)
