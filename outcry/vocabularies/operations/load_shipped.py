"""Loading the lists that come with Outcry, at each start and after each upgrade."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import translation

from outcry.audit.operations import record
from outcry.vocabularies.entries import Tally
from outcry.vocabularies.models import RELEASE, Origin, Vocabulary, VocabularyText
from outcry.vocabularies.operations.apply_entries import apply_entries
from outcry.vocabularies.operations.versions import Draft
from outcry.vocabularies.shipped import ShippedList, shipped_lists


def load_shipped(*, now: datetime, even_if_loaded: bool = False, lists: Sequence[ShippedList] | None = None) -> Tally:
    """Bring the lists to what this release ships; a second time changes nothing, and asks one question.

    A term is never taken away. Words that somebody here chose stay, and the tally names them.
    """
    tally = Tally()
    loaded = dict(Vocabulary.objects.values_list("key", "shipped_fingerprint"))
    for shipped in shipped_lists() if lists is None else lists:
        tally.lists.read += 1
        if loaded.get(shipped.key) == shipped.fingerprint and not even_if_loaded:
            tally.lists.unchanged += 1
            continue
        with translation.override("en"):
            _load(shipped, now=now, tally=tally)
    return tally


@transaction.atomic
def _load(shipped: ShippedList, *, now: datetime, tally: Tally) -> None:
    vocabulary, is_new = _the_list(shipped)
    # An upgrade that was interrupted, or another process, may have been here between the question and the lock.
    draft = Draft.of(vocabulary, by=None, now=now, note=RELEASE)
    named = _name(draft.vocabulary, shipped)
    apply_entries(draft=draft, entries=shipped.entries, origin=Origin.SHIPPED, tally=tally)
    version = draft.close()
    Vocabulary.objects.filter(pk=vocabulary.pk).update(shipped_fingerprint=shipped.fingerprint, position=shipped.position)
    if is_new:
        tally.lists.created += 1
    elif version or named:
        tally.lists.changed += 1
    else:
        tally.lists.unchanged += 1
    if version:
        record(verb="load_terms", subject=f"vocabulary:{vocabulary.pk}", now=now, list=shipped.key, version=version.number)


def _the_list(shipped: ShippedList) -> tuple[Vocabulary, bool]:
    """The list with this key, or the one that an import of the official lists made before."""
    if shipped.huridocs_list:
        imported = Vocabulary.objects.filter(huridocs_list=shipped.huridocs_list).exclude(key=shipped.key).first()
        if imported and not Vocabulary.objects.filter(key=shipped.key).exists():
            imported.key = shipped.key
            imported.save(update_fields=["key"])
    return Vocabulary.objects.get_or_create(key=shipped.key, defaults={"huridocs_list": shipped.huridocs_list, "position": shipped.position})


def _name(vocabulary: Vocabulary, shipped: ShippedList) -> bool:
    """Name the list as the release does, where nobody here named it otherwise; whether that changed anything."""
    changed = False
    rows = {row.language: row for row in VocabularyText.objects.filter(vocabulary=vocabulary)}
    for language, words in shipped.names.items():
        row = rows.get(language) or VocabularyText(vocabulary=vocabulary, language=language, origin=Origin.SHIPPED)
        if row.origin == Origin.DESK or (row.label, row.definition) == (words.label, words.definition):
            continue
        row.version += 1 if row.pk else 0
        row.label, row.definition, row.origin = words.label, words.definition, Origin.SHIPPED
        row.save()
        changed = True
    return changed
