"""Where in a log to go on reading: by the file's number and the last bytes read, through rotation, and with its gaps told."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

_MARK_BYTES = 256
_CHUNK = 512 * 1024


@dataclass(frozen=True, kw_only=True)
class Place:
    """A file by its number, how far it has been read, and what stood there last."""

    inode: int | None
    offset: int
    mark: bytes


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Whole lines, the place after them, whether anything between them and what was read before is missing, and whether more follows."""

    lines: list[str]
    after: Place
    is_gap: bool
    is_last: bool


def next_piece(path: Path, place: Place) -> Piece:
    """What was written after a place: first the rest of the file that was rotated away, then the new one. Raise OSError when there is no log."""
    current = path.stat().st_ino
    if place.inode is None:
        return _read(path, 0, is_gap=True)
    if place.inode == current and _is_there(path, place):
        return _read(path, place.offset)
    rotated = next((file for file in path.parent.glob(f"{path.name}?*") if file.stat().st_ino == place.inode and _is_there(file, place)), None)
    if rotated is None:
        return _read(path, 0, is_gap=True)
    piece = _read(rotated, place.offset)
    # Of a file that is not written to any more, half a line is all that will ever come.
    return _read(path, 0) if not piece.lines else Piece(lines=piece.lines, after=piece.after, is_gap=False, is_last=False)


def _is_there(file: Path, place: Place) -> bool:
    with file.open("rb") as log:
        log.seek(max(place.offset - _MARK_BYTES, 0))
        return sha256(log.read(min(place.offset, _MARK_BYTES))).digest() == place.mark


def _read(file: Path, offset: int, *, is_gap: bool = False) -> Piece:
    with file.open("rb") as log:
        inode = file.stat().st_ino
        log.seek(offset)
        found = log.read(_CHUNK)
        # A line without end is none that we can read.
        whole = found[: found.rfind(b"\n") + 1] or (found if len(found) == _CHUNK else b"")
        end = offset + len(whole)
        log.seek(max(end - _MARK_BYTES, 0))
        mark = sha256(log.read(min(end, _MARK_BYTES))).digest()
    lines = whole.decode(errors="replace").splitlines()
    return Piece(lines=lines, after=Place(inode=inode, offset=end, mark=mark), is_gap=is_gap, is_last=len(found) < _CHUNK)
