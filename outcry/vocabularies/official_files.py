"""Reading the official lists as they are passed around: `terms.csv`, one row a term, and `lists.csv`, which names the lists.

A row has a number of fourteen digits (twelve of the term, two of the list), the number of the list, the number of the term above,
and a label for each language under its code. Nothing is guessed: what does not fit is refused, with its row and the reason.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from outcry.vocabularies.alignment import Misaligned, misaligned
from outcry.vocabularies.entries import Entry, Refusal, TermWords, fault_of_label, tidy
from outcry.vocabularies.reading import Sheet

SOURCE = "en"
TERM_COLUMNS = ("vocab_number", "list_code", "parent_vocab_number", SOURCE)
_LANGUAGE = re.compile(r"^[a-z]{2,3}$")
_NUMBER = re.compile(r"^[0-9]{14}$")
_CODE_LENGTH = 12


@dataclass(kw_only=True)
class OfficialList:
    """One list of the file. Codes of its entries are those of the file; whoever takes them in puts the list's key in front."""

    number: int
    name: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(kw_only=True)
class OfficialFile:
    """What was read. Every row is an entry of a list, or refused as a whole; every label is in an entry, refused, or a copy of the English one."""

    lists: dict[int, OfficialList] = field(default_factory=dict)
    read_lists: int = 0
    refused_lists: int = 0
    copies: int = 0
    refused_terms: list[Refusal] = field(default_factory=list)
    # Labels of rows that are refused as a whole are counted, and share the reason.
    labels_of_refused_terms: int = 0
    refused_labels: list[Refusal] = field(default_factory=list)
    misaligned: dict[tuple[int, str], Misaligned] = field(default_factory=dict)


def read_official(*, terms: Sheet, lists: Sheet) -> OfficialFile:
    """Read both sheets. Raise FileRefused when one lacks a column."""
    terms.require(TERM_COLUMNS)
    lists.require(("list_code", "name"))
    names = {int(row["list_code"]): tidy(row["name"]) for _number, row in lists.rows if row["list_code"].isdigit()}
    languages = [name for name in terms.columns if _LANGUAGE.match(name)]
    file = OfficialFile()
    by_list: dict[int, list[tuple[int, dict[str, str]]]] = {}
    for number, row in terms.rows:
        code = int(row["list_code"]) if row["list_code"].isdigit() else -1
        by_list.setdefault(code, []).append((number, row))
    for code, found in sorted(by_list.items()):
        _read_list(file, code, names.get(code, ""), found, languages)
    return file


def _read_list(file: OfficialFile, code: int, name: str, rows: list[tuple[int, dict[str, str]]], languages: Sequence[str]) -> None:
    file.read_lists += 1
    if not name:
        file.refused_lists += 1
        reason = _("The file of lists has no list %(number)s.") % {"number": code}
        for number, row in rows:
            _refuse(file, number, row, languages, reason)
        return
    found = OfficialList(number=code, name=name)
    file.lists[code] = found
    tidied = [{language: tidy(row[language]) for language in languages} for _number, row in rows]
    slipped = misaligned(tidied, source=SOURCE, languages=[language for language in languages if language != SOURCE])
    file.misaligned |= {(code, language): why for language, why in slipped.items()}
    for number, row in rows:
        if reason := _fault(row, code):
            _refuse(file, number, row, languages, reason)
        else:
            found.entries.append(_entry(file, number, row, languages, slipped))


def _fault(row: dict[str, str], code: int) -> str:
    """What is wrong with the row as a whole; blank when nothing is."""
    list_digits = f"{code:02d}"
    above = row["parent_vocab_number"]
    if not _NUMBER.match(row["vocab_number"]):
        return _("The number of the term has to be fourteen digits.")
    if not row["vocab_number"].endswith(list_digits) or (above and not (_NUMBER.match(above) and above.endswith(list_digits))):
        return _("The number of the term, or of the one above it, belongs to another list.")
    if fault_of_label(tidy(row[SOURCE])):
        return _("It has no English label of one line and at most 400 characters.")
    return ""


def _refuse(file: OfficialFile, number: int, row: dict[str, str], languages: Sequence[str], reason: str) -> None:
    file.refused_terms.append(Refusal(kind="term", row=number, code=row["vocab_number"], reason=reason))
    labels = [tidy(row[language]) for language in languages]
    copies = sum(label == tidy(row[SOURCE]) for label in labels) - 1
    file.copies += max(0, copies)
    file.labels_of_refused_terms += sum(bool(label) for label in labels) - max(0, copies)


def _entry(file: OfficialFile, number: int, row: dict[str, str], languages: Sequence[str], slipped: dict[str, Misaligned]) -> Entry:
    code, above = row["vocab_number"][:_CODE_LENGTH], row["parent_vocab_number"][:_CODE_LENGTH]
    source = tidy(row[SOURCE])
    words = {SOURCE: TermWords(label=source)}
    for language in languages:
        label = tidy(row[language])
        if language == SOURCE or not label:
            continue
        if label == source:
            file.copies += 1
        elif reason := _fault_of(label, slipped.get(language), row["list_code"]):
            file.refused_labels.append(Refusal(kind="label", row=number, code=row["vocab_number"], language=language, reason=reason))
        else:
            words[language] = TermWords(label=label)
    return Entry(code=code, parent=above, huridocs_code=code, words=words, row=number)


def _fault_of(label: str, slipped: Misaligned | None, code: str) -> str:
    if slipped and slipped.moved_by is not None:
        moved = _("List %(list)s: the column does not stand beside its terms; the labels moved by %(rows)s rows, at least in part.")
        return moved % {"list": code, "rows": abs(slipped.moved_by)}
    if slipped:
        return _("List %(list)s: the column does not stand beside its terms; the labels are in another order, at least in part.") % {"list": code}
    return _("The label is longer than 400 characters, or no plain text.") if fault_of_label(label) else ""
