"""Parts of a file: one page to write each, with its words per language, the parts that lie in it, and its history."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.cases.guide import STEP_OF, path_of
from outcry.cases.levels import readable
from outcry.cases.models import Case, Detention, Event, JudgedKind, Participant, Source
from outcry.cases.operations.opening import open_sealed
from outcry.cases.operations.people import identify, names_in_case
from outcry.cases.operations.writing import add_part, change_facts, move_part, remove_part
from outcry.cases.refusals import Refused
from outcry.cases.titles import title_of
from outcry.cases.views.evidence import evidence_of
from outcry.cases.views.kinds import Kind
from outcry.cases.views.limits import told_of
from outcry.cases.views.lists import list_of
from outcry.cases.views.one_with import Joined
from outcry.cases.views.pages import (
    address_above,
    address_of,
    address_of_part,
    after_saving,
    all_valid,
    crumbs,
    saved,
    the_case,
    the_file,
    the_kind,
    the_part,
    typed_into,
    words_of,
)
from outcry.lib.wording_forms import WordingForm


@staff_only
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest, of: str, pk: int, kind: str) -> HttpResponse:
    """Write a new part of a case or of a person."""
    file, found = the_file(request, of, pk), the_kind(of, kind)
    if of != found.model.OWNER:
        raise Http404
    return _page(request, found, file=file, owner=file)


@staff_only
@require_http_methods(["GET", "POST"])
def add_inner(request: StaffRequest, pk: int, above: str, owner: int, kind: str) -> HttpResponse:
    """Write a new part that lies in another part of a case: a perpetrator in an act, an answer in an intervention."""
    case, outer = the_case(request, pk), the_kind("case", above)
    if the_kind("case", kind) not in outer.inner:
        raise Http404
    return _page(request, the_kind("case", kind), file=case, owner=the_part(case, outer, owner))


@staff_only
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, of: str, pk: int, kind: str, part: int) -> HttpResponse:
    """Change a part."""
    file, found = the_file(request, of, pk), the_kind(of, kind)
    row = the_part(file, found, part)
    return _page(request, found, file=file, owner=getattr(row, row.OWNER), row=row)


@staff_only
@require_POST
def open_up(request: StaffRequest, of: str, pk: int, kind: str, part: int) -> HttpResponse:
    """The page of a part with what is sealed in it, once the log has been told who asked."""
    file, found = the_file(request, of, pk), the_kind(of, kind)
    row = the_part(file, found, part)
    if typed_into(request, only_opened=True) is None:
        open_sealed(row=row, by=request.user, now=timezone.now())
    return _page(request, found, file=file, owner=getattr(row, row.OWNER), row=row, is_open=True)


@staff_only
@require_POST
def move(request: StaffRequest, of: str, pk: int, kind: str, part: int) -> HttpResponse:
    """One place up or down."""
    row = the_part(the_file(request, of, pk), the_kind(of, kind), part)
    move_part(part=row, up="up" in request.POST, by=request.user, now=timezone.now())
    return redirect(address_above(row))


@staff_only
@require_http_methods(["GET", "POST"])
def remove(request: StaffRequest, of: str, pk: int, kind: str, part: int) -> HttpResponse:
    """Take a part out of the file, after asking."""
    file = the_file(request, of, pk)
    row = the_part(file, the_kind(of, kind), part)
    back = address_of_part(row)
    if request.method == "POST":
        return _removed(request, row, back)
    sentences = [_("It is taken out of the file, with its words in every language and the parts that lie in it. The history can bring it back.")]
    if isinstance(file, Case) and file.projections.filter(is_current=True).exists():
        sentences.append(_("The public keeps reading the version approved last, until another is approved."))
    page = {"title": _("Take it out of the file?"), "crumbs": crumbs(row), "sentences": sentences, "button": _("Take it out"), "back_url": back}
    return TemplateResponse(request, "design/desk/confirm.html", page | {"tone": "alarm"})


def _removed(request: StaffRequest, row: Any, back: str) -> HttpResponse:
    above = address_above(row)
    try:
        remove_part(part=row, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.reason)
        return redirect(back)
    messages.success(request, _("It is out of the file. What was approved before stays public until the next approval."))
    return redirect(above)


def _page(request: StaffRequest, kind: Kind, *, file: Any, owner: Any, row: Any = None, is_open: bool = False) -> HttpResponse:
    now = timezone.now()
    # A new row knows where it will lie, so that its form can be checked against what lies there.
    drawn = row or kind.model(**{kind.model.OWNER: owner})
    typed = typed_into(request, only_opened=is_open)
    form = kind.form(typed, opened=is_open, row=drawn, file=file, prefix="facts", initial=_first_guess(kind, file, row))
    words = words_of(kind.words, request, row.texts.all() if row else ()) if kind.words else []
    if typed is not None and all_valid([form, *words]) and _says_something(kind, words):
        written: list[Any] = [row]

        def save_facts() -> Any:
            if row:
                return change_facts(row=row, facts=form.facts(), seen=form.cleaned_data["seen"], by=request.user, now=now)
            written[0] = add_part(owner=owner, kind=kind.model, facts=form.facts(), by=request.user, now=now)
            return written[0]

        if saved(request, form=form, save_facts=save_facts, words=words, now=now):
            _follow(written[0], request, now)
            usual = address_of_part(written[0]) if kind.inner and not row else address_above(written[0])
            return redirect(after_saving(request, file, usual))
    page = {"title": title_of(row) if row else str(kind.new), "crumbs": crumbs(owner), "form": form, "words": words, "forms": [form, *words]}
    if isinstance(file, Case):
        page |= {"steps": path_of(file, on=now.date()), "here": STEP_OF.get(kind.name, "")}
    return TemplateResponse(request, "cases/desk/part.html", page | {"sealed": form.sealed} | _around(request, kind, file, row))


def _around(request: StaffRequest, kind: Kind, file: Any, row: Any) -> dict[str, Any]:
    """What lies in a part that is there already, and what can be done with it."""
    if row is None:
        return {"parts": []}
    lists = [list_of(row, inner) for inner in kind.inner]
    found = {
        "row": row,
        "parts": [one for one in lists if one["kind"].is_list or one["lines"]],
        "more": [one for one in lists if not one["kind"].is_list and not one["lines"]],
        "remove_url": f"{address_of_part(row)}remove/",
        "open_url": f"{address_of_part(row)}open/",
        "history_url": f"{address_of(file)}history/?kind={row._meta.model_name}&row={row.pk}",
    }
    if isinstance(row, Event):
        found["compare_url"] = reverse("cases_desk:compare", args=["event", row.pk])
        joined = Joined.read(organisation=file.organisation, kind=JudgedKind.EVENT, keys=[row.pk])
        found["one_with"] = joined.links(row.pk)
    if isinstance(row, Source):
        found["evidence"] = evidence_of(request, row)
    if isinstance(row, Detention):
        found["limit"] = told_of(row)
        found["out_url"] = reverse("cases_desk:is_she_out", args=[file.pk, row.pk])
    if isinstance(row, Participant):
        found["who_url"] = reverse("cases_desk:who", args=[file.pk, row.pk])
    return found


def _follow(row: Any, request: StaffRequest, now: datetime) -> None:
    """A person named in a case for the first time gets a row over all cases; whoever knows better joins them later."""
    if isinstance(row, Participant) and row.person_id is None and names_in_case(row):
        identify(participant=row, person=None, by=request.user, now=now)


def _first_guess(kind: Kind, file: Any, row: Any) -> dict[str, Any]:
    """A new source is mostly in the language of the organisation; a new act mostly rests on the only source and event there are."""
    if row is not None or not isinstance(file, Case):
        return {}
    guess: dict[str, Any] = {}
    if kind.model is Source:
        guess["language"] = file.organisation.source_language
    if kind.model is Event:
        guess["country"] = file.country
    for name, rows in (("sources", list(readable(file.sources.all()))), ("event", list(readable(file.events.all())))):
        if name in kind.model.FACTS and len(rows) == 1:
            guess[name] = [rows[0].pk] if name == "sources" else rows[0].pk
    return guess


def _says_something(kind: Kind, words: Sequence[WordingForm]) -> bool:
    """A part without a word in any language is nothing a reader or a colleague could use. Events do without: acts tell them."""
    if kind.words is None or kind.model is Event or any(not one.is_empty for one in words):
        return True
    words[0].add_error(words[0].word_names()[0], _("Write it in at least one language."))
    return False
