"""A file that comes in for a report, and why it is not taken."""

from dataclasses import dataclass


class FileRefused(Exception):
    """This is not taken or not done; `field` says which part, `sentence` why, in words for the person at the desk."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


@dataclass(frozen=True, kw_only=True)
class Uploaded:
    """A file as it came in: its bytes, and what it calls itself."""

    data: bytes
    name: str
