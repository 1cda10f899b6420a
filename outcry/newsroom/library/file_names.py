"""How the names of files look in addresses."""

from outcry.newsroom.document_rows import DocumentKind
from outcry.newsroom.picture_rows import NAME_LENGTH


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
