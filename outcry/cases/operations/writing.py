"""Write the file: open a case, add its parts, change, move and remove them, and their words in each language.

Whatever changes takes back a proposal: what a second person approves is what stood there when it was proposed.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Max

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.cases.models import Act, Case, Detention, Intervention, Participant, Source
from outcry.cases.operations.approval import take_back_proposal
from outcry.lib.translations import TextRow
from outcry.lib.wordings import ChangedMeanwhile, Edit, save_wording

Part = Act | Source | Participant | Intervention | Detention

# What of each row is a fact to be entered; its words stand in text rows.
FACTS: dict[type[models.Model], tuple[str, ...]] = {
    Case: ("number", "slug", "country", "visible_from", "about_invented_person", "confidential_notes"),
    Act: ("kind", "when", "is_public", "visible_from", "sources", "confidential_notes"),
    Source: ("is_confidential", "publisher", "title", "language", "url", "published", "connection", "reliability", "identity"),
    Participant: ("kind", "is_named_publicly", "visible_from", "confidential_notes"),
    Intervention: ("kind", "when", "visible_from", "sources"),
    Detention: ("began", "began_is_reckoned", "term_days", "due_on", "released", "release_ground"),
}


def mark(row: Case | Part) -> str:
    """A short mark of a row's facts as they stand: a form carries it, so that whoever saves second is told."""
    facts = [str(_fact(row, name)) for name in FACTS[type(row)]]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16] if row.pk else ""


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
    """A new case with its words by language. Its number and its slug are free within the organisation: constraints say so."""
    case = Case.objects.create(organisation=organisation, opened_by=by, opened_at=now, is_demo=is_demo, **facts)
    write_words(part=case, texts=texts, source_language=organisation.source_language)
    record(verb="open case", subject=case.subject, actor=by, now=now, number=case.number)
    return case


@transaction.atomic
def change_case(*, case: Case, facts: Mapping[str, Any], seen: str, by: User | None, now: datetime) -> Case:
    """Change what needs no language. ChangedMeanwhile when it is no longer what the writer saw."""
    row = _unchanged(case, seen)
    changed = _apply(row, facts)
    if changed:
        _note("change case", row, by, now, changed=changed)
    return row


@transaction.atomic
def add_part[Kind: Part](*, case: Case, kind: type[Kind], facts: Mapping[str, Any], by: User | None, now: datetime) -> Kind:
    """A new act, source, participant or intervention, at the end of its list; or the detention."""
    row: Any = kind(case=case)
    if hasattr(row, "position"):
        row.position = (kind._default_manager.filter(case=case).aggregate(last=Max("position"))["last"] or 0) + 1
    _apply(row, facts)
    _note(f"add {kind._meta.model_name}", case, by, now, part=row.pk)
    return row  # type: ignore[no-any-return]


@transaction.atomic
def change_part(*, part: Part, facts: Mapping[str, Any], seen: str, by: User | None, now: datetime) -> None:
    """Change a part's facts. ChangedMeanwhile when they are no longer what the writer saw."""
    row = _unchanged(part, seen)
    changed = _apply(row, facts)
    if changed:
        _note(f"change {part._meta.model_name}", row.case, by, now, part=row.pk, changed=changed)


@transaction.atomic
def remove_part(*, part: Part, by: User | None, now: datetime) -> None:
    """Take a part out of the file. What was approved with it stays public until the next approval."""
    case, name, key = part.case, part._meta.model_name, part.pk
    part.delete()
    _note(f"remove {name}", case, by, now, part=key)


@transaction.atomic
def move_part(*, part: Act | Source | Participant | Intervention, up: bool, by: User | None, now: datetime) -> None:
    """Let a part change places with its neighbour; at the end of the list nothing happens."""
    rows: list[Any] = list(type(part)._default_manager.select_for_update().filter(case=part.case))
    here = next(place for place, row in enumerate(rows) if row.pk == part.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for place, row in enumerate(rows, start=1):
        row.position = place
    type(part)._default_manager.bulk_update(rows, ["position"])
    _note(f"move {part._meta.model_name}", part.case, by, now, part=part.pk)


@transaction.atomic
def change_words(*, part: Any, edit: Edit, words: Mapping[str, str], by: User | None, now: datetime) -> TextRow:
    """Write a part's words in one language. ChangedMeanwhile when another version stands there than the writer saw."""
    row: TextRow = save_wording(rows=part.texts, edit=edit, words=words)
    case = part if isinstance(part, Case) else part.case
    _note(f"change words of {part._meta.model_name}", case, by, now, part=part.pk, language=edit.language, version=row.version)
    return row


def write_words(*, part: Any, texts: Mapping[str, Mapping[str, str]], source_language: str) -> None:
    """The words of a part that has none yet, all languages at once."""
    for language, words in texts.items():
        part.texts.create(language=language, made_from_version=int(language != source_language and source_language in texts), **words)


def _fact(row: Any, name: str) -> Any:
    return sorted(row.sources.values_list("pk", flat=True)) if name == "sources" and row.pk else getattr(row, name, None) if row.pk else None


def _unchanged[Row: models.Model](row: Row, seen: str) -> Row:
    found = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if mark(found) != seen:  # type: ignore[arg-type]
        raise ChangedMeanwhile(found)
    return found


def _apply(row: Any, facts: Mapping[str, Any]) -> list[str]:
    """Set the facts and save; the names of those that are new."""
    before = {name: _fact(row, name) for name in facts}
    for name, value in facts.items():
        if name != "sources":
            setattr(row, name, value)
    row.clean_fields(exclude={found.name for found in row._meta.fields} - set(facts))
    row.save()
    if "sources" in facts:
        row.sources.set(facts["sources"])
    return [name for name in facts if _fact(row, name) != before[name]]


def _note(verb: str, case: Case, by: User | None, now: datetime, **details: Any) -> None:
    take_back_proposal(case=case)
    record(verb=verb, subject=case.subject, actor=by, now=now, **details)
