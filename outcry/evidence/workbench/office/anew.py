"""A file of an office program, built anew, and looked at once more before it is given away."""

from collections.abc import Callable, Mapping

from outcry.evidence.workbench.office import excel, open_document, word
from outcry.evidence.workbench.office.packing import Package, packed
from outcry.evidence.workbench.refused import Refused

_OOXML = "application/vnd.openxmlformats-officedocument"
BUILDERS: Mapping[str, Callable[[Package, set[str]], dict[str, bytes]]] = {
    f"{_OOXML}.wordprocessingml.document": word.parts,
    f"{_OOXML}.spreadsheetml.sheet": excel.parts,
    open_document.TEXT: open_document.parts,
    open_document.TABLE: open_document.parts,
}
# What can run, by its place in the file.
_PROGRAMS = ("vbaproject", "vbadata", "macrosheets/", "dialogsheets/", "activex/", "basic/", "scripts/")
# What may be somebody's, by its place in the file.
_TOLD = {"comment": "comments", "media/": "pictures", "pictures/": "pictures", "charts/": "pictures", "embeddings/": "objects", "externallinks/": "objects"}


def built_anew(data: bytes, kind: str) -> tuple[bytes, list[str]]:
    """The new file, and words for what stayed behind. Raise Refused.

    The new file is built anew itself: had anything in it to stay behind, something here would be wrong, and it is refused.
    """
    package = Package(data)
    places = [name.lower() for name in package.names]
    if any(program in place for place in places for program in _PROGRAMS):
        raise Refused("program")
    left = {word for place in places for sign, word in _TOLD.items() if sign in place}
    made = packed(BUILDERS[kind](package, left))
    left_again: set[str] = set()
    again = packed(BUILDERS[kind](Package(made), left_again))
    if again != made or left_again:
        raise Refused("not_readable")
    return made, sorted(left)
