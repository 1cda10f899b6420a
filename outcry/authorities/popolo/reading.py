"""Which reader a file needs, told from its name."""

from pathlib import Path, PurePath

from django.utils.translation import gettext as _

from outcry.authorities.popolo.json_files import JsonReader
from outcry.authorities.popolo.openstates import OpenStatesReader
from outcry.authorities.popolo.pieces import FileRefused, Reader, Source
from outcry.authorities.popolo.tables import TableReader

MOST_FILES = 5_000


def reader_for(sources: list[Source], *, kind: str = "") -> Reader:
    """A reader for files that belong together; FileRefused where they do not, or none of ours reads them."""
    ends = {PurePath(source.name).suffix.lower() for source in sources}
    if ends <= {".yml", ".yaml"} and sources:
        return OpenStatesReader(sources)
    if len(sources) != 1:
        raise FileRefused(_("Several files at once are read as YAML of OpenStates only. Import the others one by one."))
    if ends == {".json"}:
        return JsonReader(sources[0], kind=kind)
    if ends == {".csv"}:
        return TableReader(sources[0])
    raise FileRefused(_("Files that are read here end in .json (Popolo), .csv (EveryPolitician) or .yml (OpenStates)."))


def sources_at(path: Path) -> list[Source]:
    """A file, or the YAML files of a folder and the folders in it, by their way from there."""
    if not path.is_dir():
        return [Source(name=path.name, path=path)]
    found = sorted(one for one in path.rglob("*") if one.suffix.lower() in (".yml", ".yaml") and one.is_file())
    if not found or len(found) > MOST_FILES:
        raise FileRefused(
            _("A folder is read as YAML of OpenStates, up to %(most)s files; this one holds %(count)s.") % {"most": MOST_FILES, "count": len(found)}
        )
    return [Source(name=str(one.relative_to(path)), path=one) for one in found]
