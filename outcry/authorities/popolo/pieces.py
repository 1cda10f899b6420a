"""What a reader of files gives out, whatever the format."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from outcry.authorities.popolo.kinds import Json


class FileRefused(Exception):
    """The file can't be read at all; `sentence` says why, and where."""

    def __init__(self, sentence: str, *, is_whole_file: bool = True) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.is_whole_file = is_whole_file


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One record of a file and where it stands there."""

    kind: str
    place: str
    record: Any
    # It speaks only of the fields it has: a table has no column for the others, and says nothing about them.
    is_partial: bool = False
    # Only mentioned, in another record: nothing new where the record itself is known.
    is_mention: bool = False
    # Why the reader itself could make no record of what stands there.
    refusal: str = ""
    # Lists to which it adds, instead of replacing them.
    adds_to: tuple[str, ...] = ()


class Reader(Protocol):
    """Reads one import. May be asked for a kind more than once; holds no more in memory than a record and the ids it has met."""

    def pieces(self, kind: str) -> Iterator[Piece]: ...

    @property
    def beside(self) -> Json:
        """What stands beside the records and has to be given back."""
        ...

    @property
    def unknown(self) -> dict[str, int]:
        """Lists of records of a kind that this directory does not keep, with their length."""
        ...


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file as it was named by whoever handed it in, and where it lies now."""

    name: str
    path: Path
