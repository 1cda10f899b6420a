"""The lists that come with Outcry, in our own words: `lists/lists.tsv` names them, and each has a file of its own.

A line is a term. Its code is where it was first placed, without the key of the list, and says which term it hangs beneath.
`huridocs` is the code of the official lists, without the zeros at its end, and blank for what they lack. Labels and definitions have a
column for each language, named as in own_files.py; a language may be blank.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from outcry.vocabularies.entries import HURIDOCS_LENGTH, Entry, TermWords

FOLDER = Path(__file__).parent / "lists"


@dataclass(frozen=True, kw_only=True)
class ShippedList:
    """One list as it comes with this release."""

    key: str
    position: int
    huridocs_list: int | None
    names: dict[str, TermWords]
    entries: tuple[Entry, ...]
    fingerprint: str


@cache
def shipped_lists() -> tuple[ShippedList, ...]:
    """All of them, in the order of the file that names them."""
    return tuple(_read(position, line) for position, line in enumerate(_lines(FOLDER / "lists.tsv"), start=1))


def _read(position: int, line: dict[str, str]) -> ShippedList:
    file = FOLDER / f"{line['key']}.tsv"
    digest = hashlib.sha256("\t".join(line.values()).encode() + file.read_bytes()).hexdigest()
    return ShippedList(
        key=line["key"],
        position=position,
        huridocs_list=int(line["huridocs"]) if line["huridocs"] else None,
        names=_words(line),
        entries=tuple(_entry(line["key"], number, one) for number, one in enumerate(_lines(file), start=2)),
        fingerprint=digest,
    )


def _entry(key: str, row: int, line: dict[str, str]) -> Entry:
    above = line["code"].rpartition("/")[0]
    return Entry(
        code=f"{key}/{line['code']}",
        parent=f"{key}/{above}" if above else "",
        huridocs_code=line["huridocs"].ljust(HURIDOCS_LENGTH, "0") if line["huridocs"] else "",
        words=_words(line),
        row=row,
    )


def _words(line: dict[str, str]) -> dict[str, TermWords]:
    labels = {name.removeprefix("label:"): text for name, text in line.items() if name.startswith("label:") and text}
    return {language: TermWords(label=label, definition=line[f"definition:{language}"]) for language, label in labels.items()}


def _lines(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        for line in csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True, restval=""):
            yield {name: text.strip() for name, text in line.items()}
