"""Bringing a list to what a file says of it, in a fixed number of statements, and writing down each change.

Who brings it decides what it may overwrite: a release only what a release wrote, an import of official lists only what such an
import wrote, a file of our own export everything. What differs and was left is named in the tally.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from outcry.lib.text import fold
from outcry.vocabularies.entries import Entry, Refusal, Tally, TermWords
from outcry.vocabularies.models import ChangeKind, Origin, Term, TermLabel
from outcry.vocabularies.operations.change_terms import TermRefused, hang, restore, retire
from outcry.vocabularies.operations.versions import Draft, new_label, said
from outcry.vocabularies.paths import DEPTH_LIMIT, depth_of, path_below, root_path

_BATCH = 500
# Leaves that stand behind all others, wherever they are added.
_LAST = {"other": 900_000, "90": 900_000, "not-applicable": 950_000, "98": 950_000, "unknown": 990_000, "99": 990_000}


def apply_entries(*, draft: Draft, entries: Iterable[Entry], origin: Origin, tally: Tally, places_too: bool = False) -> None:
    """Take each entry into the draft's list. With `places_too` a term that is here is also moved, retired or restored as the file says."""
    todo = _Work(draft=draft, origin=origin, tally=tally)
    known, new = todo.sort_out(entries)
    todo.create(new)
    todo.compare(known)
    if places_too:
        todo.put_in_place([*known, *((todo.by_code[entry.code], entry) for entry in new if entry.code in todo.by_code)])
    todo.write()


@dataclass(kw_only=True)
class _Work:
    draft: Draft
    origin: Origin
    tally: Tally
    by_code: dict[str, Term] = field(default_factory=dict)
    by_huridocs: dict[str, Term] = field(default_factory=dict)
    labels: dict[tuple[int, str], TermLabel] = field(default_factory=dict)
    new_labels: list[TermLabel] = field(default_factory=list)
    changed_labels: list[TermLabel] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)
    fresh: set[int] = field(default_factory=set)
    met: list[Term] = field(default_factory=list)

    def sort_out(self, entries: Iterable[Entry]) -> tuple[list[tuple[Term, Entry]], list[Entry]]:
        """Which entries are here, by code or else by HURIDOCS code, and which are new."""
        rows = Term.objects.filter(vocabulary=self.draft.vocabulary).select_related("vocabulary", "parent", "replaced_by")
        self.by_code = {row.code: row for row in rows}
        self.labels = {(row.term_id, row.language): row for row in TermLabel.objects.filter(term__vocabulary=self.draft.vocabulary)}
        by_huridocs = self.by_huridocs = {row.huridocs_code: row for row in self.by_code.values() if row.huridocs_code}
        known, new = [], []
        seen: set[str] = set()
        for entry in entries:
            self.tally.terms.read += 1
            if entry.code in seen:
                self._refuse(entry, _("The code stands in the file more than once."))
                continue
            seen.add(entry.code)
            here = self.by_code.get(entry.code) or by_huridocs.get(entry.huridocs_code)
            if here is None:
                new.append(entry)
                continue
            if here.code != entry.code:
                self._join(here, entry)
            known.append((here, entry))
        return known, new

    def _join(self, here: Term, entry: Entry) -> None:
        self.tally.joined += 1
        # Terms beneath it in the file name it by the file's own code.
        self.by_code[entry.code] = here
        if self.origin == Origin.SHIPPED:
            # A release brings a term that was imported before: it is known by our code from now on, which code and records of ours name.
            before, here.code, here.origin = here.code, entry.code, Origin.SHIPPED
            here.save(update_fields=["code", "origin"])
            self.draft.note_change(here, ChangeKind.CODED, before={"code": before}, after={"code": entry.code})
            self.touched.add(here.pk)

    def create(self, entries: list[Entry]) -> None:
        """Add the new ones, level by level, since a row needs the row above it."""
        waiting = entries
        while ready := [entry for entry in waiting if not entry.parent or entry.parent in self.by_code]:
            waiting = [entry for entry in waiting if entry.parent and entry.parent not in self.by_code]
            self._create_level([entry for entry in ready if self._fits(entry)])
        for entry in waiting:
            self._refuse(entry, _("The term above it, %(code)s, is neither in the file nor in the list.") % {"code": entry.parent})

    def _fits(self, entry: Entry) -> bool:
        if entry.parent and depth_of(self.by_code[entry.parent].path) + 1 >= DEPTH_LIMIT:
            self._refuse(entry, _("The list would become deeper than %(limit)s levels. Choose a place nearer to the top.") % {"limit": DEPTH_LIMIT})
            return False
        if not entry.words:
            self._refuse(entry, _("It has no label in any language."))
            return False
        return True

    def _refuse(self, entry: Entry, reason: str) -> None:
        self.tally.refuse_term(row=entry.row, code=entry.code, reason=reason)
        # The reason is the term's; its labels are counted, so that all that was read is accounted for.
        self.tally.labels.read += len(entry.words)
        self.tally.labels.refused += len(entry.words)

    def _create_level(self, entries: list[Entry]) -> None:
        terms = [self._new_term(entry) for entry in entries]
        Term.objects.bulk_create(terms, batch_size=_BATCH)
        for term, entry in zip(terms, entries, strict=True):
            self.by_code[term.code] = term
            self.fresh.add(term.pk)
            self.new_labels += [new_label(term, language, words, origin=self.origin, now=self.draft.now) for language, words in entry.words.items()]
            self.draft.note_added(term, entry.words)
            self.tally.labels.read += len(entry.words)
            self.tally.labels.created += len(entry.words)
        self.tally.terms.created += len(terms)

    def _new_term(self, entry: Entry) -> Term:
        number = self.draft.next_number()
        parent = self.by_code[entry.parent] if entry.parent else None
        return Term(
            vocabulary=self.draft.vocabulary,
            code=entry.code,
            number=number,
            parent=parent,
            path=path_below(parent.path if parent else root_path(self.draft.vocabulary.pk), number),
            position=_LAST.get(_leaf(entry), 0) + number,
            huridocs_code=entry.huridocs_code,
            origin=self.origin,
        )

    def compare(self, known: list[tuple[Term, Entry]]) -> None:
        """Bring the words of those that are here to the file's, as far as they may be overwritten."""
        for term, entry in known:
            self.met.append(term)
            self._compare_words(term, entry.words)
            if entry.huridocs_code and not term.huridocs_code and entry.huridocs_code not in self.by_huridocs:
                self._give_code(term, entry.huridocs_code)

    def _give_code(self, term: Term, huridocs_code: str) -> None:
        Term.objects.filter(pk=term.pk).update(huridocs_code=huridocs_code)
        self.by_huridocs[huridocs_code] = term
        self.draft.note_change(term, ChangeKind.CODED, before={"huridocs_code": ""}, after={"huridocs_code": huridocs_code})
        self.touched.add(term.pk)

    def _compare_words(self, term: Term, words: Mapping[str, TermWords]) -> None:
        count = self.tally.labels
        for language, wanted in words.items():
            count.read += 1
            row = self.labels.get((term.pk, language))
            if row is not None and said(row) == said(wanted):
                count.unchanged += 1
            elif row is not None and not self._may_overwrite(row):
                count.unchanged += 1
                self.tally.kept.append((term.code, language))
            else:
                self._reword(term, language, row, wanted)

    def _may_overwrite(self, row: TermLabel) -> bool:
        if self.origin == Origin.DESK:
            return True
        return row.origin == self.origin or (self.origin == Origin.SHIPPED and row.origin == Origin.IMPORTED)

    def _reword(self, term: Term, language: str, row: TermLabel | None, wanted: TermWords) -> None:
        self.draft.note_change(term, ChangeKind.WORDED, language=language, before=said(row), after=said(wanted))
        self.touched.add(term.pk)
        if row is None:
            self.new_labels.append(new_label(term, language, wanted, origin=self.origin, now=self.draft.now))
            self.tally.labels.created += 1
            return
        row.label, row.definition, row.folded = wanted.label, wanted.definition, fold(wanted.label)
        row.origin, row.version, row.changed_at = self.origin, row.version + 1, self.draft.now
        self.changed_labels.append(row)
        self.tally.labels.changed += 1

    def put_in_place(self, pairs: list[tuple[Term, Entry]]) -> None:
        """Move, retire and restore as the file says."""
        for term, entry in pairs:
            try:
                self._put(term, entry)
            except TermRefused as refusal:
                self._refuse_place(term, entry, refusal.sentence)

    def _refuse_place(self, term: Term, entry: Entry, reason: str) -> None:
        if term.pk in self.fresh:
            # It is here, only not where or not as the file wants it.
            self.tally.refusals.append(Refusal(kind="place", row=entry.row, code=entry.code, reason=reason))
            return
        self.tally.refuse_term(row=entry.row, code=entry.code, reason=reason)
        self.met = [one for one in self.met if one.pk != term.pk]

    def _put(self, term: Term, entry: Entry) -> None:
        before = len(self.draft.changes)
        parent = self.by_code.get(entry.parent) if entry.parent else None
        if entry.parent and parent is None:
            raise TermRefused("parent", _("The term above it, %(code)s, is neither in the file nor in the list.") % {"code": entry.parent})
        if term.parent_id != (parent.pk if parent else None):
            if parent:
                parent.refresh_from_db()
            term.refresh_from_db()
            hang(term, parent=parent, draft=self.draft)
        if entry.is_retired:
            retire(term, replaced_by=self.by_code.get(entry.replaced_by), draft=self.draft)
        else:
            restore(term, draft=self.draft)
        if len(self.draft.changes) > before:
            self.touched.add(term.pk)

    def write(self) -> None:
        """The words, in bulk; and what became of the terms that were here."""
        TermLabel.objects.bulk_create(self.new_labels, batch_size=_BATCH)
        TermLabel.objects.bulk_update(self.changed_labels, ["label", "definition", "folded", "origin", "version", "changed_at"], batch_size=_BATCH)
        changed = sum(term.pk in self.touched for term in self.met)
        self.tally.terms.changed += changed
        self.tally.terms.unchanged += len(self.met) - changed


def _leaf(entry: Entry) -> str:
    if entry.huridocs_code:
        pairs = [entry.huridocs_code[start : start + 2] for start in range(0, len(entry.huridocs_code), 2)]
        return next((pair for pair in reversed(pairs) if pair != "00"), "")
    return entry.code.rpartition("/")[2]
