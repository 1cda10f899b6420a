"""Custody on the desk: who was held on a day, and is she out?"""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.audit.view_files import Table, offered, take_out
from outcry.cases.custody import due_day
from outcry.cases.due import in_custody_on, people_among
from outcry.cases.forms.custody import CustodyAnswerForm, DayForm
from outcry.cases.levels import readable
from outcry.cases.limit_rules import RESTS_ON
from outcry.cases.models import CustodyAnswerKind, Detention
from outcry.cases.operations.answers import Answer, answer_custody
from outcry.cases.queries import facts_of
from outcry.cases.refusals import Refused
from outcry.cases.titles import title_of
from outcry.cases.views.limits import told_of
from outcry.cases.views.pages import crumbs, the_case
from outcry.lib.tables.writing import Cell
from outcry.lib.wordings import ChangedMeanwhile

_PER_PAGE = 100


@staff_only
@require_safe
def on_a_day(request: StaffRequest) -> HttpResponse:
    """Who was in custody on a day: for certain, and possibly, where a beginning or an end is not known."""
    today = request.organisation.content_now(now=timezone.now()).date()
    form = _day_form(request, today)
    on = _day_of(form, today)
    found = in_custody_on(organisation=request.organisation, on=on, today=today)
    leaf = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    page = {
        "title": _("In custody on a day"),
        "crumbs": crumbs(),
        "form": form,
        "on": on,
        "number": people_among(organisation=request.organisation, found=found.filter(is_certain=True)).in_words,
        "certain": [_line(row) for row in leaf if row.is_certain],
        "possible": [_line(row) for row in leaf if not row.is_certain],
        "page": leaf,
        "query": f"{urlencode({'on': on})}&",
        "file": offered(reverse("cases_desk:custody_file"), query=urlencode({"on": on}), has_sealed=True),
    }
    return TemplateResponse(request, "cases/desk/custody.html", page)


@staff_only
@require_POST
def day_file(request: StaffRequest) -> HttpResponseBase:
    """The same as a file: those for certain first."""
    today = request.organisation.content_now(now=timezone.now()).date()
    form = _day_form(request, today)
    if form.is_bound and not form.is_valid():
        return HttpResponseBadRequest(_("This filter can't be read. Go back to the list and look at it."), content_type="text/plain; charset=utf-8")
    found = in_custody_on(organisation=request.organisation, on=_day_of(form, today), today=today)

    def table(with_sealed: bool) -> Table:
        who = ("who",) if with_sealed else ()
        return ("id", *who, "case", "held", "began", "due_on", "released"), (_row(row, with_who=with_sealed) for row in found)

    return take_out(request, view="custody", table=table, back=reverse("cases_desk:custody"), is_narrowed=form.is_bound, has_sealed=True)


def _day_form(request: StaffRequest, today: date) -> DayForm:
    return DayForm(request.GET if "on" in request.GET else None, initial={"on": today})


def _day_of(form: DayForm, today: date) -> date:
    return (form.cleaned_data["on"] or today) if form.is_bound and form.is_valid() else today


def _row(row: Any, *, with_who: bool) -> tuple[Cell, ...]:
    line = _line(row)
    who, due_on = (line["who"],) if with_who else (), line["due_on"]
    held = "certain" if row.is_certain else "possible"
    return row.pk, *who, line["case"].number, held, row.began, due_on and due_on.isoformat(), row.released


@staff_only
@require_http_methods(["GET", "POST"])
def is_she_out(request: StaffRequest, pk: int, detention: int) -> HttpResponse:
    """Write down what was found out."""
    case = the_case(request, pk)
    row = get_object_or_404(readable(Detention.objects.all()).select_related("act__case__organisation", "act__victim", *RESTS_ON), pk=detention, act__case=case)
    form = CustodyAnswerForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid() and _is_kept(request, row, form):
        return redirect("cases_desk:case", case.pk)
    page = {
        "title": _("Is she out?"),
        "crumbs": crumbs(row),
        "who": title_of(row.act.victim or row.act),
        "detention": row,
        "due_on": due_day(facts_of(row)),
        "limit": told_of(row),
        "form": form,
        "forms": [form],
        "answers": list(row.answers.select_related("by", "source")),
    }
    return TemplateResponse(request, "cases/desk/is_she_out.html", page)


def _is_kept(request: StaffRequest, row: Detention, form: CustodyAnswerForm) -> bool:
    facts: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if name != "answer"}
    answer = Answer(kind=form.cleaned_data["answer"], **facts)
    try:
        is_shown = answer_custody(detention=row, answer=answer, by=request.user, now=timezone.now())
    except (Refused, ChangedMeanwhile):
        form.add_error(None, _("Somebody else saved the same a moment ago. Open the case again to see it."))
        return False
    is_public = row.act.case.projections.filter(is_current=True).exists()
    if answer.kind == CustodyAnswerKind.FREE and is_public and not is_shown:
        messages.warning(request, _("The release is in the file. What readers see does not have this custody: propose a new version."))
    else:
        messages.success(request, _("Written down. The reminders follow."))
    return True


def _line(row: Any) -> dict[str, Any]:
    victim = row.act.victim
    if victim and victim.case_id == row.act.case_id:
        # Whoever is held lies in the case of the act: for her title it is not asked for again.
        victim.case = row.act.case
    return {
        "detention": row,
        "case": row.act.case,
        "who": title_of(victim or row.act.case),
        "due_on": due_day(facts_of(row)),
    }
