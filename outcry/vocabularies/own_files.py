"""Our own table of terms: what the CSV export writes and the import reads back.

A row is a term: its list, code, the code above, HURIDOCS code, whether it is retired and what replaces it, then for each language a
label and a definition.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from outcry.vocabularies.entries import CODE_LENGTH, HURIDOCS_LENGTH, Entry, Refusal, TermWords, fault_of_label, tidy
from outcry.vocabularies.reading import Sheet

COLUMNS = ("list", "code", "parent", "huridocs_code", "retired", "replaced_by")
_WORDS = re.compile(r"^(label|definition):([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)$")
_CODE = re.compile(r"^[a-z0-9-]+(?:/[a-z0-9-]+)+$")
_HURIDOCS = re.compile(rf"^(?:[0-9]{{{HURIDOCS_LENGTH}}})?$")


def head(languages: Sequence[str]) -> list[str]:
    """The first row."""
    return [*COLUMNS, *(f"{part}:{language}" for language in languages for part in ("label", "definition"))]


def line(*, key: str, entry: Entry, languages: Sequence[str]) -> list[str]:
    """The row of one term."""
    words = [entry.words.get(language) or TermWords(label="") for language in languages]
    told = [key, entry.code, entry.parent, entry.huridocs_code, "yes" if entry.is_retired else "", entry.replaced_by]
    return [*told, *(text for one in words for text in (one.label, one.definition))]


def read_own(sheet: Sheet) -> tuple[dict[str, list[Entry]], list[Refusal], int]:
    """The entries of each list, the rows that are refused as a whole, and how many labels those had. Raise FileRefused for another kind of table."""
    entries: dict[str, list[Entry]] = {}
    refused: list[Refusal] = []
    lost_labels = 0
    sheet.require(("list", "code"))
    for number, told in sheet.rows:
        words = dict(_words(told))
        reason = _fault(told, words)
        if reason:
            refused.append(Refusal(kind="term", row=number, code=told["code"], reason=reason))
            lost_labels += len(words)
            continue
        entry = Entry(
            code=told["code"],
            parent=told.get("parent", ""),
            huridocs_code=told.get("huridocs_code", ""),
            is_retired=bool(told.get("retired")),
            replaced_by=told.get("replaced_by", ""),
            words=words,
            row=number,
        )
        entries.setdefault(told["list"], []).append(entry)
    return entries, refused, lost_labels


def _words(told: Mapping[str, str]) -> Iterator[tuple[str, TermWords]]:
    for name, text in told.items():
        found = _WORDS.match(name)
        if found and found[1] == "label" and (text or told.get(f"definition:{found[2]}")):
            yield found[2], TermWords(label=tidy(text), definition=told.get(f"definition:{found[2]}", ""))


def _fault(told: Mapping[str, str], words: Mapping[str, TermWords]) -> str:
    code = told["code"]
    if len(code) > CODE_LENGTH or not _CODE.match(code) or not code.startswith(f"{told['list']}/"):
        return _("The code has to begin with the list and a slash, and may hold small letters, digits and hyphens.")
    if not _HURIDOCS.match(told.get("huridocs_code", "")):
        return _("A HURIDOCS code has twelve digits.")
    if any(fault_of_label(one.label) for one in words.values()):
        return _("A label is missing beside its definition, is longer than 400 characters, or is no plain text.")
    return ""


def languages_of(entries: Iterable[Entry], *, first: Sequence[str]) -> list[str]:
    """Every language that somebody wrote, those of the site first."""
    found = {language for entry in entries for language in entry.words}
    return [*(language for language in first if language in found), *sorted(found - set(first))]
