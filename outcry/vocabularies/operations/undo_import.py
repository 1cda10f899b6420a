"""Taking an import of lists back. A list forgets nothing: terms that came are retired, and taking back is a version of its own."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.vocabularies.entries import TermWords
from outcry.vocabularies.models import ChangeKind, Origin, Term, TermChange, TermLabel, VocabularyVersion
from outcry.vocabularies.operations.change_terms import TermRefused, hang, restore, retire
from outcry.vocabularies.operations.versions import Draft, new_label, said


class NotUndone(Exception):
    """There is nothing to take back; the text says why."""


class _Left(Exception):
    """This change stays, since somebody has changed the same since."""


@dataclass(frozen=True, kw_only=True)
class Undone:
    """How many lists it was about, how many changes were taken back, and the codes of terms where one had to stay."""

    lists: int
    taken_back: int
    left: tuple[str, ...]


def of_one_import(version: VocabularyVersion) -> QuerySet[VocabularyVersion]:
    """The versions that one file made, one of each list it changed; none where the version came from no file."""
    versions = VocabularyVersion.objects.from_files()
    return versions.filter(at=version.at, by=version.by, note=version.note).select_related("vocabulary").order_by("pk")


@transaction.atomic
def undo_import(*, version: VocabularyVersion, by: User | None, now: datetime) -> Undone:
    """Take back what a file brought, in every list that it changed. What people changed since stays and is named.

    Taking back can be taken back. Raise NotUndone for a version that came from no file, or where all of it was changed since.
    """
    versions = list(of_one_import(version))
    taken_back, left = 0, list[str]()
    for one in versions:
        draft = Draft.of(one.vocabulary, by=by, now=now, note=f"↶ {one.note}")
        for change in one.changes.select_related("term").order_by("-pk"):
            try:
                with transaction.atomic():
                    _take_back(change, draft)
            except (_Left, TermRefused):
                left.append(change.term.code)
        made = draft.close()
        taken_back += len(draft.changes)
        if made:
            details = {"list": one.vocabulary.key, "version": made.number, "file": one.note}
            record(verb="undo_import_of_terms", subject=f"vocabulary:{one.vocabulary_id}", now=now, actor=by, **details)
    if not taken_back:
        raise NotUndone(_("Nothing of this is as it was then; there is nothing to take back."))
    return Undone(lists=len(versions), taken_back=taken_back, left=tuple(dict.fromkeys(left)))


def _take_back(change: TermChange, draft: Draft) -> None:
    term = Term.objects.select_related("vocabulary", "parent", "replaced_by").get(pk=change.term_id)
    before = len(draft.changes)
    match change.kind:
        case ChangeKind.ADDED | ChangeKind.RESTORED:
            retire(term, replaced_by=_by_code(change.before.get("replaced_by", "")), draft=draft)
        case ChangeKind.RETIRED:
            restore(term, draft=draft)
        case ChangeKind.MOVED if (term.parent.code if term.parent else "") == change.after["parent"]:
            hang(term, parent=_by_code(change.before["parent"]), draft=draft)
        case ChangeKind.CODED if "huridocs_code" in change.after and term.huridocs_code == change.after["huridocs_code"]:
            Term.objects.filter(pk=term.pk).update(huridocs_code=change.before["huridocs_code"])
            draft.note_change(term, ChangeKind.CODED, before=change.after, after=change.before)
        case ChangeKind.WORDED:
            _put_words_back(change, term, draft)
    if len(draft.changes) == before:
        raise _Left


def _put_words_back(change: TermChange, term: Term, draft: Draft) -> None:
    row = TermLabel.objects.filter(term=term, language=change.language).first()
    if said(row) != change.after:
        return
    if not change.before:
        TermLabel.objects.filter(term=term, language=change.language).delete()
    else:
        words = TermWords(label=change.before["label"], definition=change.before["definition"])
        made = new_label(term, change.language, words, origin=Origin(row.origin) if row else Origin.IMPORTED, now=draft.now)
        if row:
            made.pk, made.version, made.made_from_version = row.pk, row.version + 1, row.made_from_version
        made.save()
    draft.note_change(term, ChangeKind.WORDED, language=change.language, before=change.after, after=change.before)


def _by_code(code: str) -> Term | None:
    return Term.objects.filter(code=code).first() if code else None
