"""What staff do with the terms of a list. Each makes a version of the list; none deletes anything."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.text import slugify
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.lib.text import fold
from outcry.lib.wordings import Edit, save_wording
from outcry.vocabularies.entries import CODE_LENGTH, LABEL_LENGTH, TermWords, fault_of_label, tidy
from outcry.vocabularies.models import ChangeKind, Origin, Term, TermLabel, Vocabulary
from outcry.vocabularies.operations.versions import Draft, new_label, said
from outcry.vocabularies.paths import DEPTH_LIMIT, SEGMENT, depth_of, is_below, path_below, root_path
from outcry.vocabularies.queries import FALLBACK_LANGUAGE


class TermRefused(Exception):
    """The list does not take this; `field` says which part, `sentence` why, in words for the person at the desk."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


class TermChangedMeanwhile(Exception):
    """Somebody moved, retired or restored this term after the page was opened; `current` is the term as it is now."""

    def __init__(self, current: Term) -> None:
        super().__init__("changed meanwhile")
        self.current = current


@transaction.atomic
def add_term(*, vocabulary: Vocabulary, parent: Term | None, words: Mapping[str, TermWords], by: User | None, now: datetime, huridocs_code: str = "") -> Term:
    """Add a term beneath `parent`, or at the top. Raise TermRefused without a label in any language, or beneath what does not fit."""
    checked = {language: checked_words(one) for language, one in words.items()}
    if not checked:
        raise TermRefused("label", _("Write the term in at least one language."))
    draft = Draft.of(vocabulary, by=by, now=now)
    if parent:
        parent = Term.objects.get(pk=parent.pk)
    refuse_parent(vocabulary, parent)
    number = draft.next_number()
    term = Term.objects.create(
        vocabulary=draft.vocabulary,
        number=number,
        code=_free_code(vocabulary, parent, checked, number),
        parent=parent,
        path=path_below(parent.path if parent else root_path(vocabulary.pk), number),
        position=number,
        huridocs_code=huridocs_code,
    )
    TermLabel.objects.bulk_create([new_label(term, language, one, origin=Origin.DESK, now=now) for language, one in checked.items()])
    draft.note_added(term, checked)
    draft.close()
    record(verb="add_term", subject=term.subject, now=now, actor=by, code=term.code)
    return term


@transaction.atomic
def change_label(*, term: Term, edit: Edit, words: TermWords, by: User | None, now: datetime) -> TermLabel:
    """Save the words of a term in one language; ChangedMeanwhile when somebody else did so first. Records coded with it show the new words."""
    checked = checked_words(words)
    draft = Draft.of(term.vocabulary, by=by, now=now)
    before = said(TermLabel.objects.filter(term=term, language=edit.language).first())
    row = save_wording(rows=term.labels, edit=edit, words={"label": checked.label, "definition": checked.definition, "folded": fold(checked.label)})
    if said(row) != before:
        TermLabel.objects.filter(pk=row.pk).update(origin=Origin.DESK)
        draft.note_change(term, ChangeKind.WORDED, language=edit.language, before=before, after=said(row))
        draft.close()
        record(verb="reword_term", subject=term.subject, now=now, actor=by, language=edit.language, version=row.version)
    return row


@transaction.atomic
def move_term(*, term: Term, parent: Term | None, seen_version: int, by: User | None, now: datetime) -> Term:
    """Hang a term, with all beneath it, somewhere else in its list. Its code stays, and so do the records coded with it.

    Raise TermRefused for a place beneath itself, TermChangedMeanwhile when it is no longer the term that was seen.
    """
    draft = Draft.of(term.vocabulary, by=by, now=now)
    term = _as_seen(term, seen_version)
    parent = Term.objects.get(pk=parent.pk) if parent else None
    if term.parent_id == (parent.pk if parent else None):
        return term
    hang(term, parent=parent, draft=draft)
    draft.close()
    record(verb="move_term", subject=term.subject, now=now, actor=by, below=parent.code if parent else "")
    return term


@transaction.atomic
def retire_term(*, term: Term, replaced_by: Term | None, seen_version: int, by: User | None, now: datetime) -> Term:
    """Offer a term no longer to new records. Records that have it keep it, and are found under it as before."""
    draft = Draft.of(term.vocabulary, by=by, now=now)
    term = _as_seen(term, seen_version)
    retire(term, replaced_by=Term.objects.get(pk=replaced_by.pk) if replaced_by else None, draft=draft)
    draft.close()
    record(verb="retire_term", subject=term.subject, now=now, actor=by, replaced_by=replaced_by.code if replaced_by else "")
    return term


@transaction.atomic
def restore_term(*, term: Term, seen_version: int, by: User | None, now: datetime) -> Term:
    """Offer a retired term again."""
    draft = Draft.of(term.vocabulary, by=by, now=now)
    term = _as_seen(term, seen_version)
    restore(term, draft=draft)
    draft.close()
    record(verb="restore_term", subject=term.subject, now=now, actor=by)
    return term


def hang(term: Term, *, parent: Term | None, draft: Draft) -> None:
    """Move within a draft. Raise TermRefused."""
    refuse_parent(term.vocabulary, parent)
    if parent and is_below(parent.path, term.path):
        raise TermRefused("parent", _("A term can't hang beneath itself, nor beneath a term that hangs beneath it. Choose another place."))
    old, new = term.path, path_below(parent.path if parent else root_path(term.vocabulary_id), term.number)
    _refuse_depth(term, new)
    before = {"parent": term.parent.code if term.parent else ""}
    Term.objects.below(term).update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    Term.objects.filter(pk=term.pk).update(parent=parent, version=F("version") + 1)
    term.refresh_from_db()
    draft.note_change(term, ChangeKind.MOVED, before=before, after={"parent": parent.code if parent else ""})


def retire(term: Term, *, replaced_by: Term | None, draft: Draft) -> None:
    """Retire within a draft; nothing when it is retired so already. Raise TermRefused."""
    if replaced_by and (replaced_by.pk == term.pk or replaced_by.vocabulary_id != term.vocabulary_id or not replaced_by.is_usable):
        raise TermRefused("replaced_by", _("Choose another term of this list that is in use."))
    if not term.is_usable and term.replaced_by_id == (replaced_by.pk if replaced_by else None):
        return
    term.retired_at, term.replaced_by, term.version = term.retired_at or draft.now, replaced_by, term.version + 1
    term.save(update_fields=["retired_at", "replaced_by", "version"])
    draft.note_change(term, ChangeKind.RETIRED, after={"replaced_by": replaced_by.code if replaced_by else ""})


def restore(term: Term, *, draft: Draft) -> None:
    """Restore within a draft; nothing when it is in use."""
    if term.is_usable:
        return
    before = {"replaced_by": term.replaced_by.code if term.replaced_by else ""}
    term.retired_at, term.replaced_by, term.version = None, None, term.version + 1
    term.save(update_fields=["retired_at", "replaced_by", "version"])
    draft.note_change(term, ChangeKind.RESTORED, before=before)


def refuse_parent(vocabulary: Vocabulary, parent: Term | None) -> None:
    """Raise TermRefused when nothing may be hung beneath `parent`."""
    if parent is None:
        return
    if parent.vocabulary_id != vocabulary.pk:
        raise TermRefused("parent", _("The place is in another list. Choose one in this list."))
    if not parent.is_usable:
        raise TermRefused("parent", _("The term above is retired. Choose a term that is in use."))
    if depth_of(parent.path) + 1 >= DEPTH_LIMIT:
        raise TermRefused("parent", _too_deep())


def _refuse_depth(term: Term, new: str) -> None:
    longest: int = Term.objects.below(term).aggregate(longest=Max(Length("path")))["longest"]
    if depth_of(new) + (longest - len(term.path)) // SEGMENT >= DEPTH_LIMIT:
        raise TermRefused("parent", _too_deep())


def _too_deep() -> str:
    return _("The list would become deeper than %(limit)s levels. Choose a place nearer to the top.") % {"limit": DEPTH_LIMIT}


def _as_seen(term: Term, seen_version: int) -> Term:
    current = Term.objects.select_for_update(of=("self",)).select_related("vocabulary", "parent", "replaced_by").get(pk=term.pk)
    if current.version != seen_version:
        raise TermChangedMeanwhile(current)
    return current


def checked_words(words: TermWords) -> TermWords:
    """Trimmed, or TermRefused with the reason."""
    label = tidy(words.label)
    match fault_of_label(label):
        case "blank":
            raise TermRefused("label", _("Write the term itself; a definition alone is not enough."))
        case "long":
            too_long = _("This is longer than %(limit)s characters. Keep the label short and say the rest in the definition.")
            raise TermRefused("label", too_long % {"limit": LABEL_LENGTH})
        case "lines":
            raise TermRefused("label", _("This has to be one line of plain text."))
    return TermWords(label=label, definition=words.definition.strip())


def _free_code(vocabulary: Vocabulary, parent: Term | None, words: Mapping[str, TermWords], number: int) -> str:
    stem = (words.get(FALLBACK_LANGUAGE) or next(iter(words.values()))).label
    above = parent.code if parent else vocabulary.key
    wanted = f"{above[: CODE_LENGTH - 80]}/{slugify(stem)[:60] or number}"
    return f"{wanted}-{number}" if Term.objects.filter(code=wanted).exists() else wanted
