"""Writing bodies, posts, people and holdings at the desk. What an import may not write, the desk may not either."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.authorities.models import Body, Membership, Record
from outcry.authorities.operations.holder_alerts import Standing, alert_of_change, alerts_of_new
from outcry.authorities.operations.offices import EntryRefused
from outcry.authorities.operations.writing_records import fill
from outcry.authorities.popolo.checking import RecordRefused, checked, is_empty
from outcry.authorities.popolo.kinds import KINDS, Json, Kind, Shape
from outcry.authorities.queries.as_popolo import MODELS, as_record
from outcry.lib.text import has_control, has_line_break
from outcry.lib.translations import TextRow
from outcry.lib.wordings import Edit, save_wording

# How the log names each kind.
_KINDS = {"areas": "area", "organizations": "body", "persons": "person", "events": "period", "posts": "post", "memberships": "holding"}
# Under which name the log speaks of each. A person without more is one of the case file.
SUBJECTS = {**_KINDS, "persons": "official"}
References = Mapping[str, Record | None]


@transaction.atomic
def add_record(*, kind: str, organisation: Organisation, said: Json, references: References, by: User | None, now: datetime) -> Any:
    """Write down a record of our own; `said` in Popolo's words, `references` by field. Raise EntryRefused for what can't be kept."""
    row: Any = MODELS[kind](organisation=organisation, added_by=by, added_at=now)
    _fill(KINDS[kind], row, {name: value for name, value in said.items() if not is_empty(value)}, references)
    row.save()
    if isinstance(row, Membership):
        alerts_of_new(memberships=[row], run=None, on=organisation.content_now(now=now).date(), now=now)
    record(verb=f"add_{_KINDS[kind]}", subject=_subject(kind, row), now=now, actor=by)
    return row


@transaction.atomic
def change_record(*, kind: str, row: Record, said: Json, references: References, seen_version: int, by: User | None, now: datetime) -> Any:
    """Change the fields that `said` and `references` name; the others stay. Raise EntryRefused when somebody else was faster."""
    there: Any = MODELS[kind]._default_manager.select_for_update().get(pk=row.pk)
    if there.version != seen_version:
        raise EntryRefused(
            "", _("Somebody else changed this record while you were writing. What stands there now is shown on its page; yours is still in the fields.")
        )
    before = Standing.of(there) if isinstance(there, Membership) else None
    current = as_record(there, kind=KINDS[kind])
    wanted = {name: value for name, value in {**current, **said}.items() if not (name in said and is_empty(value))}
    _fill(KINDS[kind], there, wanted, references)
    there.version += 1
    there.save()
    if before is not None:
        alert_of_change(membership=there, before=before, run=None, on=there.organisation.content_now(now=now).date(), now=now)
    changed = sorted({*(name for name, value in said.items() if current.get(name, "") != value), *references})
    record(verb=f"change_{_KINDS[kind]}", subject=_subject(kind, there), now=now, actor=by, fields=changed)
    return there


@transaction.atomic
def change_record_words(*, kind: str, row: Any, edit: Edit, words: str, by: User | None, now: datetime) -> TextRow:
    """Save our own name for it in one language; ChangedMeanwhile when somebody else did so first."""
    if not words.strip() or has_line_break(words) or has_control(words):
        raise EntryRefused(row.NAME, _("This has to be one line of plain text."))
    text: TextRow = save_wording(rows=row.texts, edit=edit, words={row.NAME: words.strip()})
    row.save(update_fields=["search_text"])
    record(verb=f"change_{_KINDS[kind]}_words", subject=_subject(kind, row), now=now, actor=by, language=edit.language, version=text.version)
    return text


@transaction.atomic
def remove_holding(*, membership: Membership, by: User | None, now: datetime) -> None:
    """Take away a holding that was a mistake. Whoever held the post stays in the log's line, by her number alone."""
    record(verb="remove_holding", subject=_subject("memberships", membership), now=now, actor=by, post=membership.post_id, person=membership.person_id)
    membership.delete()


def _fill(kind: Kind, row: Any, wanted: Json, references: References) -> None:
    told = {name: "set" for name, target in references.items() if target is not None}
    try:
        fill(kind, row, checked(kind, {**wanted, **told}))
    except RecordRefused as refusal:
        raise EntryRefused(refusal.field.split("[")[0].split(".")[0], refusal.sentence) from refusal
    _no_circle(row, references)
    for name, target in references.items():
        field = kind.field(name)
        if field is None or field.shape != Shape.REFERENCE:
            raise LookupError(name)
        setattr(row, field.column, target)
        row.open_references.pop(name, None)


def _no_circle(row: Any, references: References) -> None:
    here: Any = references.get("parent_id")
    seen: set[int] = set()
    while isinstance(here, Body) and here.pk not in seen:
        if here.pk == row.pk:
            raise EntryRefused("parent_id", _("A body can't belong to itself, nor to one that belongs to it."))
        seen.add(here.pk)
        here = here.parent


def _subject(kind: str, row: Record) -> str:
    return f"{SUBJECTS[kind]}:{row.pk}"
