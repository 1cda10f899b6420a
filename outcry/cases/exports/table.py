"""The case file as one table, a row for each act: as CSV, JSON Lines and XLSX. An import of it finds every case unchanged."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from outcry.accounts.models import Organisation
from outcry.cases.as_records import records
from outcry.cases.exports.asked import Asked
from outcry.cases.exports.leaving import Leaving
from outcry.cases.models import ActText, CaseText, EventText, ParticipantText
from outcry.cases.tables import own
from outcry.lib.tables.writing import csv_lines_bytes, csv_text, json_lines_bytes, xlsx_bytes

_WORDS: dict[str, tuple[Any, str]] = {
    "case": (CaseText, "case__organisation"),
    "event": (EventText, "event__case__organisation"),
    "act": (ActText, "act__case__organisation"),
    "victim": (ParticipantText, "participant__case__organisation"),
}


def as_csv(asked: Asked) -> Iterator[bytes]:
    """RFC 4180; no spreadsheet runs a cell of it."""
    header = header_for(organisation=asked.organisation, leaving=asked.leaving)
    return csv_lines_bytes(header, (",".join(parts) for parts in _rows(own.OwnWriting(header, part=csv_text), asked)))


def as_json_lines(asked: Asked) -> Iterator[bytes]:
    """The same; what a row has several of is a list."""
    header = header_for(organisation=asked.organisation, leaving=asked.leaving)
    return json_lines_bytes(header, (list(chain(*parts)) for parts in _rows(own.OwnWriting(header, part=_filled, listed=list), asked)))


def as_xlsx(asked: Asked) -> Iterator[bytes]:
    """The same as a workbook. Raise TableRefused before the first byte where it does not fit into one."""
    header = header_for(organisation=asked.organisation, leaving=asked.leaving)
    return xlsx_bytes(header, (list(chain(*parts)) for parts in _rows(own.OwnWriting(header, part=_filled), asked)), sheet="Outcry")


def _filled(cells: Sequence[Any]) -> list[Any]:
    """With blanks for what is not known."""
    return ["" if cell is None else cell for cell in cells]


def header_for(*, organisation: Organisation, leaving: Leaving) -> list[str]:
    """The columns, with words in every language that the organisation's files have of that kind of row."""
    languages = {of: _languages(model, way, organisation) for of, (model, way) in _WORDS.items()}
    return own.columns(leaving.facts(), languages={**languages, "perpetrator": languages["victim"]})


def _languages(model: Any, way: str, organisation: Organisation) -> list[str]:
    return sorted(model.objects.filter(**{way: organisation}).values_list("language", flat=True).distinct())


def _rows[Part](writing: own.OwnWriting[Part], asked: Asked) -> Iterator[Sequence[Part]]:
    number = 0
    for record in records(asked.cases, facts={fact.key for fact in asked.leaving.facts()}, to=asked.leaving.by):
        for row in writing.rows(record):
            number += 1
            yield row
        asked.told(number)
