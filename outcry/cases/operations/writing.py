"""Write the file: open a case, add its parts, change, move and remove them, and their words in each language; undo.

Whatever changes takes back a proposal: what a second person approves is what stood there when it was proposed.
Every change is kept with what stood there before (history.py).
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, models, transaction
from django.db.models import Max, ProtectedError

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.cases.models import Case, Change, Consent, Event, Part, Person
from outcry.cases.operations.approval import take_back_proposal
from outcry.cases.operations.history import facts_of, model_of, note, read, set_facts, whole_of, words_of_row, write_again
from outcry.cases.operations.indexing import keep_words
from outcry.cases.operations.stages import begin, once_changed
from outcry.cases.refusals import AlreadyUndone, StillNeeded
from outcry.evidence.models import Level
from outcry.lib.translations import TextRow
from outcry.lib.wordings import ChangedMeanwhile, Edit, wording_as_seen, write_wording


def mark(row: Any) -> str:
    """A short mark of a row's facts as they stand: a form carries it, so that whoever saves second is told."""
    return _mark_of(facts_of(row)) if row.pk else ""


@transaction.atomic
def open_case(
    *,
    organisation: Organisation,
    facts: Mapping[str, Any],
    texts: Mapping[str, Mapping[str, str]],
    by: User | None,
    now: datetime,
    is_demo: bool = False,
) -> Case:
    """A new case with its words by language and its first event. Its number and its slug are free within the organisation: constraints say so."""
    case = Case(organisation=organisation, opened_by=by, opened_at=now, is_demo=is_demo)
    _apply(case, facts)
    keep_among_the_named(case, by)
    write_words(part=case, texts=texts, source_language=organisation.source_language)
    Event.objects.create(case=case, country=case.country)
    keep_words(cases=[case.pk])
    begin(case=case, by=by, now=now)
    record(verb="open case", subject=case.subject, actor=by, now=now, number=case.number)
    return case


@transaction.atomic
def change_facts[Row: (Case, Part, Person)](*, row: Row, facts: Mapping[str, Any], seen: str, by: User | None, now: datetime) -> Row:
    """Change what needs no language. ChangedMeanwhile when it is no longer what the writer saw."""
    found: Row = _locked(row)
    before = facts_of(found)
    if _mark_of(before) != seen:
        raise ChangedMeanwhile(found)
    written = _apply(found, facts, before=before)
    keep_among_the_named(found, by)
    _note_facts(found, before, written, by, now)
    return found


@transaction.atomic
def add_part[Kind: Part](*, owner: Any, kind: type[Kind], facts: Mapping[str, Any], by: User | None, now: datetime) -> Kind:
    """A new part of a case, an act, an intervention, a person; at the end of its list, where it has one."""
    row: Any = kind(**{kind.OWNER: owner})
    if hasattr(row, "position"):
        row.position = (kind._default_manager.filter(**{kind.OWNER: owner}).aggregate(last=Max("position"))["last"] or 0) + 1
    _apply(row, facts)
    keep_among_the_named(row, by)
    note(row=row, before=None, after=whole_of(row), by=by, now=now)
    _log("add part", row, by, now, part=row.pk)
    return row  # type: ignore[no-any-return]


@transaction.atomic
def remove_part(*, part: Part, by: User | None, now: datetime) -> Change:
    """Take a part out of the file, with the parts that lie in it; `undo` brings them back.

    What was approved with it stays public until the next approval. StillNeeded when other parts of the file name it.
    """
    try:
        change = _remove(_locked(part), by, now)
    except ProtectedError as error:
        raise StillNeeded(error.protected_objects) from error
    _log("remove part", part, by, now, part=change.row)
    return change


@transaction.atomic
def move_part(*, part: Any, up: bool, by: User | None, now: datetime) -> None:
    """Let a part change places with its neighbour; at the end of the list nothing happens."""
    siblings = {part.OWNER: getattr(part, part.OWNER)}
    rows: list[Any] = list(type(part)._default_manager.select_for_update().filter(**siblings))
    here = next(place for place, row in enumerate(rows) if row.pk == part.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for place, row in enumerate(rows, start=1):
        row.position = place
    type(part)._default_manager.bulk_update(rows, ["position"])
    _log("move part", part, by, now, part=part.pk)


@transaction.atomic
def change_words(*, part: Any, edit: Edit, words: Mapping[str, str], by: User | None, now: datetime) -> TextRow:
    """Write a part's words in one language. ChangedMeanwhile when another version stands there than the writer saw."""
    old = wording_as_seen(rows=part.texts, edit=edit)
    before = words_of_row(old) if old else None
    row: TextRow = write_wording(rows=part.texts, row=old, edit=edit, words=words)
    after = words_of_row(row)
    if before != after:
        note(row=part, before={"words": before}, after={"words": after}, language=edit.language, by=by, now=now)
    _log("change words", part, by, now, part=part.pk, language=edit.language, version=row.version)
    return row


@transaction.atomic
def undo(*, change: Change, by: User | None, now: datetime) -> Any:
    """Take one change back: the row is as it was before it. Returns the row.

    AlreadyUndone the second time; ChangedMeanwhile when what the change wrote was written over since; StillNeeded when
    what it added is named by others by now. An undoing is a change, and can be undone.
    """
    change = Change.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if Change.objects.filter(undoes=change).exists() or change.part_of_id:
        raise AlreadyUndone
    try:
        with transaction.atomic():
            row = _take_back(change, by, now)
    except ProtectedError as error:
        raise StillNeeded(error.protected_objects) from error
    except (ObjectDoesNotExist, IntegrityError) as error:
        # The row is gone, or there again, or what it lay in is gone.
        raise ChangedMeanwhile(None) from error
    _log("undo change", row, by, now, part=change.row, change=change.pk)
    return row


def keep_among_the_named(row: Any, by: User | None) -> None:
    """Whoever restricts a record to named people is one of them: nobody shuts herself out, and none is left without a reader."""
    if by is not None and getattr(row, "level", "") == Level.RESTRICTED:
        row.readers.add(by)


def write_words(*, part: Any, texts: Mapping[str, Mapping[str, str]], source_language: str) -> None:
    """The words of a part that has none yet, all languages at once."""
    for language, words in texts.items():
        part.texts.create(language=language, made_from_version=int(language != source_language and source_language in texts), **words)


def _take_back(change: Change, by: User | None, now: datetime) -> Any:
    before, after = read(change.before), read(change.after)
    if after is None:
        row = write_again(change=change)
        note(row=row, before=None, after=before, by=by, now=now, undoes=change)
        return row
    row = _locked(model_of(change)(pk=change.row))
    if before is None:
        if whole_of(row) != after:
            raise ChangedMeanwhile(row)
        _remove(row, by, now, undoes=change)
        return row
    if change.language:
        _unworded(row, change.language, before, after)
    else:
        _unset(row, before["facts"], after["facts"])
    note(row=row, before=after, after=before, language=change.language, by=by, now=now, undoes=change)
    return row


def _unset(row: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
    if any(facts_of(row)[name] != value for name, value in after.items()):
        raise ChangedMeanwhile(row)
    lists = set_facts(row, before)
    row.save()
    for name, keys in lists.items():
        getattr(row, name).set(keys)
    row.filed()


def _unworded(row: Any, language: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    text = row.texts.select_for_update().filter(language=language).first()
    if text is None or words_of_row(text) != after["words"]:
        raise ChangedMeanwhile(text)
    if before["words"] is None:
        text.delete()
        return
    for name, words in before["words"].items():
        setattr(text, name, words)
    text.version += 1
    text.save()


def _remove(row: Any, by: User | None, now: datetime, *, part_of: Change | None = None, undoes: Change | None = None) -> Change:
    """Remove from the leaves up; each removal is kept, and hangs on that of the row above it."""
    was, key = whole_of(row), row.pk
    change = note(row=row, before=was, after=None, key=key, by=by, now=now, part_of=part_of, undoes=undoes)
    for part in _parts_of(row):
        _remove(part, by, now, part_of=change)
    row.delete()
    row.pk = key
    return change


def _parts_of(row: models.Model) -> list[Any]:
    found: list[Any] = []
    for relation in row._meta.related_objects:
        kind = relation.related_model
        if isinstance(kind, type) and issubclass(kind, Part) and relation.field.name == kind.OWNER:
            found += kind._default_manager.filter(**{kind.OWNER: row})
    return found


def _locked(row: Any) -> Any:
    found = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    # The row above it was read before, and is still the same one: it is not asked for again.
    if isinstance(row, Part) and row.OWNER in row._state.fields_cache and getattr(row, f"{row.OWNER}_id") == getattr(found, f"{row.OWNER}_id"):
        setattr(found, row.OWNER, getattr(row, row.OWNER))
    return found


def _mark_of(facts: Mapping[str, Any]) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _apply(row: Any, facts: Mapping[str, Any], *, before: Mapping[str, Any] | None = None) -> set[str]:
    """Write facts into the row: a part, and what it names several rows in, only where they differ from `before`. Returns which lists of rows were written."""
    lists = {name: value for name, value in facts.items() if row._meta.get_field(name).many_to_many}
    for name, value in facts.items():
        if name not in lists:
            setattr(row, name, value)
    # A row of the file is there: the database would refuse another.
    rows = {name for name, value in facts.items() if isinstance(value, models.Model)}
    row.clean_fields(exclude={found.name for found in row._meta.fields} - (set(facts) - rows))
    if before is None or not isinstance(row, Part) or facts_of(row, lists=before) != before:
        row.save()
    written = {name for name, value in lists.items() if before is None or before[name] != sorted(getattr(one, "pk", one) for one in value)}
    for name in written:
        getattr(row, name).set(lists[name])
    row.filed()
    return written


def _note_facts(row: Any, before: dict[str, Any], written: set[str], by: User | None, now: datetime) -> None:
    # Whoever restricted a row became one of its readers.
    after = facts_of(row, lists={name: value for name, value in before.items() if name not in {*written, "readers"}})
    changed = [name for name, value in after.items() if before[name] != value]
    if changed:
        note(row=row, before={"facts": {name: before[name] for name in changed}}, after={"facts": {name: after[name] for name in changed}}, by=by, now=now)
        _log("change facts", row, by, now, part=row.pk, changed=changed)


def _log(verb: str, row: Any, by: User | None, now: datetime, **details: Any) -> None:
    file = row.file if isinstance(row, Part) else row
    if isinstance(file, Case):
        take_back_proposal(case=file)
        keep_words(cases=[file.pk])
        if _says_something_else(verb, row, file, details):
            once_changed(case=file, by=by, now=now)
    record(verb=verb, subject=file.subject, actor=by, now=now, kind=row._meta.model_name, **details)


def _says_something_else(verb: str, row: Any, file: Case, details: Mapping[str, Any]) -> bool:
    """Whether what was verified may no longer hold. Consent, order and a translation say nothing new of what happened."""
    is_translation = details.get("language", file.organisation.source_language) != file.organisation.source_language
    return verb != "move part" and not isinstance(row, Consent) and not is_translation
