"""How the names of files look in addresses."""

from outcry.newsroom.picture_rows import NAME_LENGTH


class FileName:
    """The beginning of a SHA-256, in small letters."""

    regex = f"[0-9a-f]{{{NAME_LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
