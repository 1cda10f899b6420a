"""Taking in the official lists, or a table that our own export wrote."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.text import slugify

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.vocabularies.entries import Entry, Tally, TermWords
from outcry.vocabularies.models import KEY_LENGTH, Origin, Vocabulary, VocabularyText
from outcry.vocabularies.official_files import SOURCE, OfficialFile, OfficialList, read_official
from outcry.vocabularies.operations.apply_entries import apply_entries
from outcry.vocabularies.operations.versions import Draft
from outcry.vocabularies.own_files import read_own
from outcry.vocabularies.reading import Sheet, read_sheet
from outcry.vocabularies.shipped import shipped_lists

_OFFICIAL = "vocab_number"


def import_terms(*, file: bytes, lists: bytes = b"", name: str, by: User | None, now: datetime, dry_run: bool = False) -> Tally:
    """Take in a file, all or nothing; a second time changes nothing. `lists` is the official file that names the lists. Raise FileRefused.

    Of official lists, a term whose HURIDOCS code is here already is joined to ours: its wording stays, languages that ours lacks are
    added, and terms beneath it in the file hang beneath ours. With `dry_run` everything is done, counted and taken back.
    """
    sheet, tally = read_sheet(file), Tally()
    take = partial(_take, name=name, by=by, now=now, tally=tally)
    with transaction.atomic():
        if _OFFICIAL in sheet.columns:
            _take_official(read_official(terms=sheet, lists=read_sheet(lists)), tally=tally, take=take)
        else:
            _take_own(sheet, tally=tally, take=take)
        transaction.set_rollback(dry_run)
    return tally


def _take_official(file: OfficialFile, *, tally: Tally, take: Callable[..., None]) -> None:
    tally.lists.read += file.read_lists
    tally.lists.refused += file.refused_lists
    tally.copies += file.copies
    for found in file.lists.values():
        vocabulary, is_new = _list_of(found)
        entries = [_keyed(entry, vocabulary.key) for entry in found.entries]
        take(vocabulary, entries, origin=Origin.IMPORTED, is_new=is_new)
    for refusal in file.refused_terms:
        tally.terms.read += 1
        tally.refuse_term(row=refusal.row, code=refusal.code, reason=refusal.reason)
    for refusal in file.refused_labels:
        tally.labels.read += 1
        tally.refuse_label(row=refusal.row, code=refusal.code, language=refusal.language, reason=refusal.reason)
    tally.labels.read += file.labels_of_refused_terms
    tally.labels.refused += file.labels_of_refused_terms


def _take_own(sheet: Sheet, *, tally: Tally, take: Callable[..., None]) -> None:
    lists, refused, lost_labels = read_own(sheet)
    for key, entries in lists.items():
        tally.lists.read += 1
        vocabulary, is_new = Vocabulary.objects.get_or_create(key=key[:KEY_LENGTH])
        take(vocabulary, entries, origin=Origin.DESK, is_new=is_new)
    for refusal in refused:
        tally.terms.read += 1
        tally.refuse_term(row=refusal.row, code=refusal.code, reason=refusal.reason)
    tally.labels.read += lost_labels
    tally.labels.refused += lost_labels


def _take(vocabulary: Vocabulary, entries: list[Entry], *, origin: Origin, name: str, by: User | None, now: datetime, tally: Tally, is_new: bool) -> None:
    draft = Draft.of(vocabulary, by=by, now=now, note=name)
    apply_entries(draft=draft, entries=entries, origin=origin, tally=tally, places_too=origin == Origin.DESK)
    version = draft.close()
    if is_new:
        tally.lists.created += 1
    elif version:
        tally.lists.changed += 1
    else:
        tally.lists.unchanged += 1
    if version:
        record(verb="import_terms", subject=f"vocabulary:{vocabulary.pk}", now=now, actor=by, list=vocabulary.key, version=version.number, file=name)


def _list_of(found: OfficialList) -> tuple[Vocabulary, bool]:
    """Ours with this number, or a new one named as the file names it."""
    here = Vocabulary.objects.filter(huridocs_list=found.number).first()
    if here:
        return here, False
    key = slugify(found.name.replace("_", " "))[: KEY_LENGTH - 4] or "list"
    taken = {shipped.key for shipped in shipped_lists()} | set(Vocabulary.objects.values_list("key", flat=True))
    made = Vocabulary.objects.create(key=f"{key}-{found.number}" if key in taken else key, huridocs_list=found.number, position=1000 + found.number)
    words = TermWords(label=found.name.replace("_", " ").capitalize())
    VocabularyText.objects.create(vocabulary=made, language=SOURCE, label=words.label, origin=Origin.IMPORTED)
    return made, True


def _keyed(entry: Entry, key: str) -> Entry:
    return replace(entry, code=f"{key}/{entry.code}", parent=f"{key}/{entry.parent}" if entry.parent else "")
