"""Opening a version of a list, and writing down what it changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from outcry.accounts.models import User
from outcry.lib.text import fold
from outcry.vocabularies.entries import TermWords
from outcry.vocabularies.models import ChangeKind, Origin, Term, TermChange, TermLabel, Vocabulary, VocabularyVersion

# As history keeps it.
Said = Mapping[str, object]


@dataclass(kw_only=True)
class Draft:
    """Changes of one list that become its next version, or nothing when there are none. The list's row is locked meanwhile."""

    vocabulary: Vocabulary
    by: User | None
    now: datetime
    note: str = ""
    changes: list[TermChange] = field(default_factory=list)

    @classmethod
    def of(cls, vocabulary: Vocabulary, *, by: User | None, now: datetime, note: str = "") -> "Draft":
        """Lock the list; must be called inside a transaction."""
        return cls(vocabulary=Vocabulary.objects.select_for_update().get(pk=vocabulary.pk), by=by, now=now, note=note)

    def next_number(self) -> int:
        """A number that no term of this list has or had."""
        self.vocabulary.last_number += 1
        return self.vocabulary.last_number

    def note_added(self, term: Term, words: Mapping[str, TermWords]) -> None:
        """A term that is new, with the words it came with."""
        labels = {language: one.label for language, one in words.items()}
        self.note_change(term, ChangeKind.ADDED, after={"parent": term.parent.code if term.parent else "", "labels": labels})

    def note_change(self, term: Term, kind: ChangeKind, *, language: str = "", before: Said | None = None, after: Said | None = None) -> None:
        """What happened to one term."""
        self.changes.append(TermChange(term=term, kind=kind, language=language, before=before or {}, after=after or {}))

    def close(self) -> VocabularyVersion | None:
        """Write the version with its changes; None when there is nothing to write."""
        if not self.changes:
            return None
        self.vocabulary.version += 1
        self.vocabulary.save(update_fields=["version", "last_number"])
        version = VocabularyVersion.objects.create(vocabulary=self.vocabulary, number=self.vocabulary.version, at=self.now, by=self.by, note=self.note[:300])
        for change in self.changes:
            change.version = version
            # The row may have been saved after the change was noted.
            change.term_id = change.term.pk
        TermChange.objects.bulk_create(self.changes, batch_size=500)
        return version


def new_label(term: Term, language: str, words: TermWords, *, origin: Origin, now: datetime) -> TermLabel:
    """A row that is not saved yet."""
    return TermLabel(term=term, language=language, label=words.label, definition=words.definition, origin=origin, folded=fold(words.label), changed_at=now)


def said(words: TermLabel | TermWords | None) -> dict[str, object]:
    """A wording as history keeps it."""
    return {"label": words.label, "definition": words.definition} if words else {}
