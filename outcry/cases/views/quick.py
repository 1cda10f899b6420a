"""What is heard in a minute: one page, and a case that everybody sees is not confirmed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.cases.forms.quick import NEW, QuickForm
from outcry.cases.models import Case
from outcry.cases.operations.quick import NotWritten, public_id_of, write_down
from outcry.cases.people import Candidate
from outcry.cases.titles import title_of
from outcry.cases.views.pages import crumbs


@staff_only
@require_http_methods(["GET", "POST"])
def write(request: StaffRequest) -> HttpResponse:
    """Write down what somebody told; people who may be meant are shown before anything is saved."""
    now = timezone.now()
    known: dict[str, Any] = {"organisation": request.organisation, "today": request.organisation.content_now(now=now).date()}
    # To look who is called so saves nothing, and complains of nothing.
    is_look = "look" in request.POST
    form = QuickForm(initial=request.POST.dict(), **known) if is_look else QuickForm(request.POST or None, **known)
    if form.is_bound:
        case = _written(request, form)
        if case is not None:
            return redirect(f"{reverse('cases_desk:quick')}?kept={case.pk}")
    page = {
        "title": _("Write down what you hear"),
        "crumbs": crumbs(),
        "form": form,
        "forms": [form],
        "alike": [_line(one, form.answer) for one in form.alike],
        "is_new": form.answer == NEW,
        "is_look": is_look,
        "kept": _kept(request),
    }
    return TemplateResponse(request, "cases/desk/quick.html", page)


def _written(request: StaffRequest, form: QuickForm) -> Case | None:
    """The case of this form; None where something has to be put right first."""
    public_id = public_id_of(form.content())
    # The button was pressed twice: by now the name itself is in the files, and would be asked about.
    there = Case.objects.filter(organisation=request.organisation, public_id=public_id).first()
    if there is not None or not form.is_valid():
        return there
    try:
        return write_down(organisation=request.organisation, heard=form.heard(), public_id=public_id, by=request.user, now=timezone.now())
    except NotWritten:
        messages.error(request, _("Somebody else saved at the same moment. Nothing is lost: press the button again."))
        return None


def _kept(request: StaffRequest) -> dict[str, Any] | None:
    """The case that was written down a moment ago."""
    key = request.GET.get("kept", "")
    if not key.isdecimal() or len(key) > 15:
        return None
    case = Case.objects.filter(organisation=request.organisation, pk=int(key)).select_related("organisation").prefetch_related("texts").first()
    return {"case": case, "title": title_of(case)} if case else None


def _line(one: Candidate, answer: str) -> dict[str, Any]:
    cases = [{"case": part.case, "title": title_of(part.case)} for part in one.person.parts.all()]
    return {"person": one.person, "name": one.name, "cases": cases, "is_chosen": one.person.public_id == answer}
