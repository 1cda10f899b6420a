"""Popolo in JSON: the object of lists, a list of one kind, or one record. Read as a stream, several times, never whole."""

import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, BinaryIO

import ijson
from django.utils.translation import gettext as _

from outcry.authorities.popolo.flattening import flatten
from outcry.authorities.popolo.kinds import KINDS, Json
from outcry.authorities.popolo.pieces import FileRefused, Piece, Source

MOST_DEPTH = 32
# Values in one record; a person of a large parliament has a few hundred.
MOST_VALUES = 100_000
_MOST_BESIDE = 100_000
_SINGULAR = {"person": "persons", "organization": "organizations", "organisation": "organizations", "organisations": "organizations", "people": "persons"}
_SINGULAR |= {"post": "posts", "membership": "memberships", "area": "areas", "event": "events"}
# An object that has one of these is a record itself, whatever lists it carries.
_OF_ONE_RECORD = frozenset({"id", "name", "label"})
_OPENING, _CLOSING = ("start_map", "start_array"), ("end_map", "end_array")


class JsonReader:
    """One JSON file. `kind` says what its records are where the file does not."""

    def __init__(self, source: Source, *, kind: str = "") -> None:
        self._path = source.path
        self._outline = _Outline(kind or _kind_in_name(source.name))
        with self._open() as file:
            self._outline.read(file)
        self.unknown = {name: count for name, count in self._outline.lists.items() if name not in KINDS}
        self.beside = self._beside()

    def pieces(self, kind: str) -> Iterator[Piece]:
        """Records of that kind: first those of its own list, then those that stand inside others."""
        lists = [name for name in self._outline.lists if name in KINDS and (name == kind or self._outline.embedding[name])]
        for name in sorted(lists, key=lambda name: name != kind):
            for number, record in enumerate(self._records(name), start=1):
                if not isinstance(record, dict):
                    if name == kind:
                        yield Piece(kind=kind, place=str(number), record=record)
                    continue
                for of, part, is_embedded in flatten(name, record):
                    if of == kind:
                        yield Piece(
                            kind=kind, place=f"{name} {number}" if is_embedded else str(number), record=part, is_partial=is_embedded, is_mention=is_embedded
                        )

    def _records(self, name: str) -> Iterator[Any]:
        prefix = {"object": f"{name}.item", "list": "item", "record": ""}[self._outline.form]
        with self._open() as file:
            try:
                yield from ijson.items(file, prefix, use_float=True)
            except (ijson.JSONError, ValueError) as error:
                raise _unreadable(error) from error

    def _beside(self) -> Json:
        found: Json = {}
        if self._outline.form != "object":
            return found
        for name in self._outline.others:
            with self._open() as file:
                found[name] = next(ijson.items(file, name, use_float=True), None)
        if len(json.dumps(found)) > _MOST_BESIDE or "\\u0000" in json.dumps(found):
            raise FileRefused(_("What stands beside the lists of records is too long to be kept: %(names)s.") % {"names": ", ".join(self._outline.others)})
        return found

    def _open(self) -> BinaryIO:
        file = self._path.open("rb")
        if file.read(3) != b"\xef\xbb\xbf":
            file.seek(0, io.SEEK_SET)
        return file


class _Outline:
    """What a look through the whole file tells before anything is read: its form, its lists, and that it is fit to be read."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.form = ""
        self.lists: dict[str, int] = {}
        self.others: list[str] = []
        self.embedding: Counter[str] = Counter()
        self._open_maps: list[set[str]] = []
        self._depth = 0
        self._values = 0
        self._top = ""
        self._top_is_list = False
        self._objects_in_top = False

    def read(self, file: BinaryIO) -> None:
        try:
            for event, value in ijson.basic_parse(file):
                self._take(event, value)
        except (ijson.JSONError, ValueError) as error:
            raise _unreadable(error) from error
        self._end_top()
        self._decide()

    def _take(self, event: str, value: Any) -> None:
        if event == "map_key":
            self._key(value)
            return
        self._count(event)
        if event in _OPENING:
            self._opened(event)
        elif event in _CLOSING:
            self._depth -= 1
            if event == "end_map":
                self._open_maps.pop()

    def _count(self, event: str) -> None:
        records_begin_at = 2 if self.form == "object" else 1
        if self._depth == records_begin_at and event not in _CLOSING:
            self._values = 0
            if self._top_is_list:
                self.lists[self._top] += 1
        self._values += 1
        if self._values > MOST_VALUES:
            raise FileRefused(_("A record has more than %(most)s values; the file was not read further.") % {"most": MOST_VALUES})

    def _opened(self, event: str) -> None:
        if self._depth == 0:
            self.form = "object" if event == "start_map" else "list"
            if self.form == "list":
                self._start_list(self.kind)
        elif self._depth == 1 and self.form == "object" and event == "start_array":
            self._start_list(self._top)
        elif event == "start_map" and self._top_is_list:
            self._objects_in_top = True
        self._depth += 1
        if event == "start_map":
            self._open_maps.append(set())
        if self._depth > MOST_DEPTH:
            raise FileRefused(_("The file is nested deeper than %(most)s levels.") % {"most": MOST_DEPTH})

    def _start_list(self, name: str) -> None:
        self._top, self._top_is_list, self._objects_in_top = name, True, False
        self.lists[name] = 0

    def _key(self, name: str) -> None:
        if name in self._open_maps[-1]:
            raise FileRefused(_("An object of the file names the field %(field)s twice.") % {"field": name[:100]})
        self._open_maps[-1].add(name)
        if self._depth == 1 and self.form == "object":
            self._end_top()
            self._top, self._top_is_list = name, False
        elif self._depth >= 2 or self.form == "list":
            kind = KINDS.get(self._top)
            if kind and (name in kind.many or name in kind.one):
                self.embedding[self._top] += 1

    def _end_top(self) -> None:
        if self._top and self.form == "object" and not (self._top in KINDS and self._top_is_list) and not self._objects_in_top:
            self.lists.pop(self._top, None)
            self.others.append(self._top)
        self._top_is_list = self._objects_in_top = False

    def _decide(self) -> None:
        if not self.form:
            raise FileRefused(_("The file holds no object and no list."))
        for name in () if _OF_ONE_RECORD & {*self.others} else self.others:
            if name in KINDS:
                raise FileRefused(_("%(name)s has to be a list.") % {"name": name})
        if self.form == "object" and (not self.lists or _OF_ONE_RECORD & {*self.others}):
            self.form, self.others = "record", []
            self.lists = {self.kind: 1}
            self.embedding[self.kind] = 1
        if "" in self.lists:
            raise FileRefused(
                _("The file does not say what its records are. Say so: persons, organizations, posts, memberships, areas or events."),
            )
        if not set(self.lists) & set(KINDS):
            raise FileRefused(_("None of its lists is one of: persons, organizations, posts, memberships, areas, events."))


def _kind_in_name(name: str) -> str:
    stem = PurePath(name).stem.lower()
    for part in (stem, stem.removeprefix("embedding-")):
        if part in KINDS or part in _SINGULAR:
            return _SINGULAR.get(part, part)
    return ""


def _unreadable(error: Exception) -> FileRefused:
    reason = str(error).strip().split("\n")[0][:150]
    return FileRefused(_("This is not JSON in UTF-8: %(reason)s") % {"reason": reason})
