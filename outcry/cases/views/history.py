"""The history of a file: what changed, from what to what, and back again."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.audit.view_files import Table, offered, take_out
from outcry.cases.field_levels import level_of
from outcry.cases.history_levels import hidden_changes
from outcry.cases.levels import kept_from, may_read
from outcry.cases.limit_rules import detentions_in
from outcry.cases.models import Case, Change, Person
from outcry.cases.operations import writing
from outcry.cases.operations.history import model_of, read
from outcry.cases.refusals import Refused
from outcry.cases.views.limits import turns_of
from outcry.cases.views.pages import crumbs, the_file
from outcry.cases.views.values import NOTHING, value_in_words
from outcry.evidence.models import Level
from outcry.lib.tables.writing import Cell
from outcry.lib.wordings import ChangedMeanwhile

_PER_PAGE = 30
# Changes that are read at once for a file.
_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One column, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One change as a person reads it."""

    change: Change
    what: str
    differences: list[Difference]
    can_be_undone: bool


@staff_only
@require_safe
def index(request: StaffRequest, of: str, pk: int) -> HttpResponse:
    """What changed, the latest first; all of a file, or of one row in it."""
    file = the_file(request, of, pk)
    changes, query = _changes(request, file)
    page = Paginator(changes, _PER_PAGE).get_page(request.GET.get("page"))
    known = {"lines": [line_of(change) for change in page], "page": page, "of": of, "file": file, "query": f"{query}&" if query else ""}
    if isinstance(file, Case) and page.number == 1:
        known["turns"] = turns_of(file, [row for row in detentions_in(file) if may_read(user=request.user, row=row)])
    known["take_out"] = offered(reverse(f"cases_desk:{of}_history_file", args=[pk]), query=query, has_sealed=True)
    return TemplateResponse(request, "cases/desk/history.html", {"title": _("History"), "crumbs": crumbs(file)} | known)


@staff_only
@require_POST
def index_file(request: StaffRequest, of: str, pk: int) -> HttpResponseBase:
    """The same as a file, every page of it. What stood there before and after may be stored sealed, and leaves only when that was asked for."""
    file = the_file(request, of, pk)
    changes, query = _changes(request, file)

    def table(with_sealed: bool) -> Table:
        values = ("before", "after") if with_sealed else ()
        return ("id", "at", "by", "what", "changed", *values), (_row(line_of(one), with_values=with_sealed) for one in changes.iterator(chunk_size=_AT_ONCE))

    back = reverse(f"cases_desk:{of}_history", args=[pk])
    return take_out(request, view="history", table=table, back=back, is_narrowed=bool(query), has_sealed=True)


def _changes(request: StaffRequest, file: Case | Person) -> tuple[QuerySet[Change], str]:
    """Of a file, or of one row in it, those that may be read; and the address of that part."""
    hidden = hidden_changes(changes=file.changes.all(), user=request.user)
    changes = file.changes.filter(part_of=None).exclude(pk__in=hidden).select_related("by", "undoes").prefetch_related("undone_by")
    kind, row = request.GET.get("kind", ""), request.GET.get("row", "")
    if kind and row.isdecimal():
        return changes.filter(kind=kind, row=int(row[:18])), urlencode({"kind": kind, "row": row[:18]})
    return changes, ""


def _row(line: Line, *, with_values: bool) -> tuple[Cell, ...]:
    columns = [[one.label for one in line.differences]]
    if with_values:
        columns += [[one.before for one in line.differences], [one.after for one in line.differences]]
    told = ["" if not column else json.dumps(column, ensure_ascii=False) for column in columns]
    return line.change.pk, line.change.at.isoformat(), str(line.change.by or ""), line.what, *told


@staff_only
@require_POST
def undo(request: StaffRequest, of: str, pk: int, change: int) -> HttpResponse:
    """Take one change back."""
    file = the_file(request, of, pk)
    found = get_object_or_404(Change.objects.exclude(pk__in=hidden_changes(changes=file.changes.all(), user=request.user)), pk=change, **{of: file})
    try:
        writing.undo(change=found, by=request.user, now=timezone.now())
    except ChangedMeanwhile:
        messages.error(request, _("It was changed again since. Undo the later changes first, or write it anew."))
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, _("It is as it was before."))
    return redirect(f"cases_desk:{of}_history", file.pk)


def line_of(change: Change) -> Line:
    """A change with its differences in words."""
    before, after = read(change.before), read(change.after)
    was, became = _columns(before), _columns(after)
    model: Any = model_of(change)
    fields = {field.name: field for field in (model.texts.rel.related_model if change.language else model)._meta.get_fields() if hasattr(field, "verbose_name")}
    names = [name for name in {**was, **became} if name in fields and was.get(name) != became.get(name)]
    differences = [
        Difference(
            label=str(capfirst(fields[name].verbose_name)),
            before=_value(model, fields[name], was.get(name)),
            after=_value(model, fields[name], became.get(name)),
        )
        for name in names
    ]
    return Line(
        change=change,
        what=_what(change, str(capfirst(model._meta.verbose_name))),
        # A new row has every column: what was blank and stays blank tells a person nothing.
        differences=[one for one in differences if not one.before == one.after == NOTHING],
        can_be_undone=not hasattr(change, "undone_by") and not (before is None and change.person_id and change.kind == "person"),
    )


def _value(model: Any, field: Any, value: Any) -> str:
    """What stood there; of what is sealed, that something did."""
    if value not in (None, "") and hasattr(model, "FACTS") and field.name in model.FACTS and level_of(model, field.name) == Level.SEALED:
        return kept_from(Level.SEALED)
    return value_in_words(field, value)


def _what(change: Change, name: str) -> str:
    if change.undoes_id:
        return _("%(what)s: a change was undone") % {"what": name}
    if change.before is None:
        return _("%(what)s: added") % {"what": name}
    if change.after is None:
        return _("%(what)s: taken out") % {"what": name}
    if change.language:
        return _("%(what)s: words changed (%(language)s)") % {"what": name, "language": change.language}
    return _("%(what)s: facts changed") % {"what": name}


def _columns(side: dict[str, Any] | None) -> dict[str, Any]:
    """The columns of one side; of a row that was added or taken out, those that said something."""
    if side is None:
        return {}
    found: dict[str, Any] = side.get("facts") or {}
    words = side.get("words")
    return {**found, **(words if words and "facts" not in side else {})}
