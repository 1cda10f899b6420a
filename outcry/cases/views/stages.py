"""The way of a case: the next step and its button, every step it took, and the check of risk and consent."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.cases.door import consents_missing
from outcry.cases.forms.workflow import RiskCheckForm, StepForm
from outcry.cases.models import Case
from outcry.cases.operations import stages as operations
from outcry.cases.refusals import Refused
from outcry.cases.stages import Stage, Step, side_steps, usual_step
from outcry.cases.views.pages import crumbs, the_case
from outcry.lib.desk_answers import done_or_told


@staff_only
@require_POST
def move(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a step."""
    case, form = the_case(request, pk), StepForm(request.POST)
    if form.is_valid():
        take_it = partial(operations.move_case, case=case, by=request.user, now=timezone.now(), **form.cleaned_data)
        done_or_told(request, take_it, done=_("The case has gone a step, and the step is written down."), refusals=Refused)
    return redirect("cases_desk:way" if "from_way" in request.POST else "cases_desk:case", case.pk)


@staff_only
@require_safe
def way(request: StaffRequest, pk: int) -> HttpResponse:
    """Every step the case took, with its reason, every check, and the steps that lead back or to its end."""
    case = the_case(request, pk)
    page = {
        "title": _("The way of this case"),
        "crumbs": crumbs(case),
        "case": case,
        "stage": stage_of(request, case),
        "others": [_drawn(request, case, step) for step in side_steps(stage=case.stage)],
        "moves": list(case.moves.select_related("by")),
        "checks": list(case.risk_checks.select_related("by")),
    }
    return TemplateResponse(request, "cases/desk/way.html", page)


@staff_only
@require_http_methods(["GET", "POST"])
def check(request: StaffRequest, pk: int) -> HttpResponse:
    """Weigh risk and consent."""
    case = the_case(request, pk)
    latest = case.risk_checks.first()
    initial = {"wish": latest.wish, "last_contact_on": latest.last_contact_on} if latest else {}
    form = RiskCheckForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        check_it = partial(operations.check_risks, case=case, facts=form.cleaned_data, by=request.user, now=timezone.now())
        done_or_told(request, check_it, done=_("Written down how it was weighed."), refusals=Refused)
        return redirect("cases_desk:case", case.pk)
    page = {"title": _("Risk and consent"), "crumbs": crumbs(case), "form": form, "forms": [form]}
    page["missing"] = consents_missing(case=case, on=timezone.now().date())
    return TemplateResponse(request, "cases/desk/check.html", page)


def stage_of(request: StaffRequest, case: Case) -> dict[str, Any]:
    """Where a case stands and what comes next, as the case's page draws it."""
    step = usual_step(stage=case.stage)
    return {"word": case.get_stage_display(), "is_checked_next": step.to == Stage.CHECKED, **_drawn(request, case, step)}


def _drawn(request: StaffRequest, case: Case, step: Step) -> dict[str, Any]:
    verdict = operations.may_take(case=case, found=step, by=request.user, now=timezone.now())
    missing = operations.what_a_step_misses(case=case, to=step.to)
    return {"step": step, "form": StepForm(initial={"to": step.to}, auto_id=f"{step.to}-%s"), "verdict": verdict, "missing": missing}
