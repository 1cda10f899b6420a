"""Tables of people in office: EveryPolitician's terms and names, and lists of councillors. Each row becomes several records."""

import csv
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from outcry.authorities.popolo.kinds import Json
from outcry.authorities.popolo.pieces import FileRefused, Piece, Source

Row = dict[str, str]
_MOST_CELL = 100_000
_TERM = {"id", "name", "chamber", "term"}
_NAMES = {"id", "name"}
_COUNCIL = {"id", "name", "council"}


class _Form(NamedTuple):
    """How a table with a certain head is read: the records of each kind that one row holds."""

    read: dict[str, Callable[[Row], list[Json]]]
    is_names: bool = False


class TableReader:
    """One table with a head of names. The same person may stand in many rows; the first tells who she is."""

    beside: Json = {}
    unknown: dict[str, int] = {}

    def __init__(self, source: Source) -> None:
        self._path = source.path
        self._form = _form_of(self._head())

    def pieces(self, kind: str) -> Iterator[Piece]:
        """Records of that kind, each once, in the order of their first row."""
        if self._form.is_names:
            yield from self._names(kind)
            return
        met: set[str] = set()
        for line, row in self._rows():
            if isinstance(row, str):
                if kind == "persons":
                    yield Piece(kind=kind, place=_("line %(line)s") % {"line": line}, record=row)
                continue
            for record in self._form.read.get(kind, _nothing)(row):
                own = record.get("id")
                if own and own in met:
                    continue
                met.add(own or "")
                yield Piece(kind=kind, place=_("line %(line)s") % {"line": line}, record=record, is_partial=True)

    def _names(self, kind: str) -> Iterator[Piece]:
        if kind != "persons":
            return
        by_person: dict[str, tuple[int, list[str]]] = {}
        for line, row in self._rows():
            if isinstance(row, str) or not row.keys() >= _NAMES:
                yield Piece(kind=kind, place=_("line %(line)s") % {"line": line}, record=row)
            else:
                by_person.setdefault(row["id"], (line, []))[1].append(row["name"])
        for person, (line, names) in by_person.items():
            record = {"id": person, "name": names[0], "other_names": [{"name": name} for name in names[1:]]}
            yield Piece(kind=kind, place=_("line %(line)s") % {"line": line}, record=record, is_partial=True, adds_to=("other_names", "name"))

    def _head(self) -> list[str]:
        with self._path.open(encoding="utf-8-sig", newline="") as file:
            try:
                head = next(csv.reader(file), [])
                _check(head)
            except (UnicodeDecodeError, csv.Error) as error:
                raise _unreadable(error) from error
        return [cell.strip() for cell in head]

    def _rows(self) -> Iterator[tuple[int, Row | str]]:
        with self._path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            try:
                for row in rows:
                    _check(row.values())
                    yield rows.line_num, _filled(row)
            except (UnicodeDecodeError, csv.Error) as error:
                raise _unreadable(error) from error


def _check(cells: Iterable[Any]) -> None:
    """Raise what the module raises at its own limit, which holds for the whole process and may be any."""
    if any(cell is not None and len(cell) > _MOST_CELL for cell in cells):
        raise csv.Error(f"a cell of more than {_MOST_CELL} characters")


def _filled(row: dict[str | Any, Any]) -> Row | str:
    """The row's cells that are not blank; the row as one text, which no record can be, where it does not fit its head."""
    if None in row or None in row.values():
        return " ".join(str(cell) for cell in row.values())
    return {str(name).strip(): cell for name, cell in row.items() if cell.strip()}


def _form_of(head: list[str]) -> _Form:
    names = set(head)
    if len(names) != len(head):
        raise FileRefused(_("Two columns of the table have the same name."))
    if names == _NAMES:
        return _Form(read={}, is_names=True)
    if names >= _TERM:
        return _Form(read={"areas": _areas, "organizations": _term_bodies, "persons": _persons, "events": _periods, "memberships": _term_memberships})
    if names >= _COUNCIL:
        return _Form(read={"organizations": _councils, "persons": _persons, "memberships": _council_memberships})
    raise FileRefused(
        _("This table has no head that is known here. Known are id, name, chamber, term; id, name; and id, name, council, each with further columns.")
    )


def _unreadable(error: Exception) -> FileRefused:
    return FileRefused(_("This is not a table in UTF-8: %(reason)s") % {"reason": str(error)[:150]})


def _nothing(row: Row) -> list[Json]:
    return []


def _persons(row: Row) -> list[Json]:
    found: Json = {name: row[name] for name in ("id", "name", "sort_name", "email", "gender", "image") if name in row}
    found["contact_details"] = [{"type": "twitter", "value": row["twitter"]}] if "twitter" in row else []
    found["links"] = [{"url": row["facebook"], "note": "facebook"}] if "facebook" in row else []
    found["sources"] = [{"url": row["source"]}] if "source" in row else []
    return [{"id": "", **found}]


def _areas(row: Row) -> list[Json]:
    return [{"id": row["area_id"], "name": row.get("area", row["area_id"])}] if "area_id" in row else []


def _term_bodies(row: Row) -> list[Json]:
    found = [{"id": _chamber(row), "name": row["chamber"], "classification": "legislature"}] if "chamber" in row else []
    if "group" in row:
        found.append({"id": _party(row), "name": row["group"], "classification": "party"})
    return found


def _periods(row: Row) -> list[Json]:
    if "term" not in row:
        return []
    return [{"id": f"term/{row['term']}", "name": row["term"], "classification": "legislative period", "organization_id": _chamber(row)}]


def _term_memberships(row: Row) -> list[Json]:
    found: Json = {"person_id": row.get("id", ""), "organization_id": _chamber(row), "role": "member"}
    if "term" in row:
        found["legislative_period_id"] = f"term/{row['term']}"
    if "group" in row:
        found["on_behalf_of_id"] = _party(row)
    return [found | {name: row[name] for name in ("area_id", "start_date", "end_date") if name in row}]


def _councils(row: Row) -> list[Json]:
    council = {"id": _council(row), "name": row.get("council", ""), "classification": "legislature"}
    if "council_website" in row:
        council["links"] = [{"url": row["council_website"]}]  # type: ignore[assignment]
    return [council, {"id": _party(row, "party"), "name": row["party"], "classification": "party"}] if "party" in row else [council]


def _council_memberships(row: Row) -> list[Json]:
    found: Json = {"person_id": row.get("id", ""), "organization_id": _council(row)}
    found |= {name: row[name] for name in ("start_date", "end_date", "ward") if name in row}
    councillor = found | {"role": "councillor"} | ({"on_behalf_of_id": _party(row, "party")} if "party" in row else {})
    return [councillor, found | {"role": row["executive"]}] if "executive" in row else [councillor]


def _chamber(row: Row) -> str:
    return f"legislature/{_slug(row.get('chamber', ''))}"


def _council(row: Row) -> str:
    return f"legislature/{_slug(row.get('council', ''))}"


def _party(row: Row, column: str = "group") -> str:
    return row.get("group_id") or f"party/{_slug(row[column])}"


def _slug(name: str) -> str:
    return "_".join(name.strip().lower().split())
