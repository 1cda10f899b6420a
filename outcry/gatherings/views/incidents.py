"""Incidents at a gathering: where the case file has them, and a form that records one as an act of a case."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.cases import publication
from outcry.design.day_words import moment_in_words
from outcry.gatherings import operations
from outcry.gatherings.incident_form import IncidentForm, JoinForm
from outcry.gatherings.models import Gathering
from outcry.gatherings.refusals import GatheringRefused
from outcry.gatherings.views.pages import page, the_gathering
from outcry.lib.wording_forms import add_refusal


@staff_only
@require_http_methods(["GET", "POST"])
def incidents(request: StaffRequest, pk: int) -> HttpResponse:
    """What the case file has, and one more."""
    gathering = the_gathering(request, pk)
    cases = {case.case_id: f"{case.number} · {case.name}" for case in publication.choices(organisation=request.organisation)}
    joins = "join" in request.POST
    acts = operations.acts_to_join(gathering=gathering, language=get_language() or "", now=timezone.now())
    join = JoinForm(request.POST if joins else None, acts=acts)
    if joins and join.is_valid() and _joined(request, gathering, join):
        return redirect("gatherings_desk:incidents", gathering.pk)
    form = IncidentForm(request.POST if request.POST and not joins else None, gathering=gathering, cases=cases.items(), language=get_language() or "")
    if form.is_bound and form.is_valid():
        try:
            found = operations.record_incident(
                gathering=gathering, case_id=form.case_id(), seen=form.seen(), public_id=form.public_id(), by=request.user, now=timezone.now()
            )
        except GatheringRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Recorded in the case. Readers see it once the case is approved with it."))
            return redirect("cases_desk:case", found.case_id)
    context = {"form": form, "forms": [join if joins else form], "join": join if acts or joins else None, "lines": _lines(gathering, cases)}
    return page(request, gathering, "incidents.html", part="incidents", title=_("Incidents"), **context)


def _joined(request: StaffRequest, gathering: Gathering, form: JoinForm) -> bool:
    try:
        operations.join_act(gathering=gathering, act_key=form.cleaned_data["act"], by=request.user, now=timezone.now())
    except GatheringRefused as refusal:
        add_refusal(form, refusal)
        return False
    messages.success(request, _("Joined. Readers of this gathering are led to the act in its case."))
    return True


def _lines(gathering: Gathering, cases: dict[int, str]) -> list[dict[str, str]]:
    """Those in cases that whoever asks may know of, by the case alone: what happened stands there."""
    known = [one for one in gathering.incidents.all() if one.case_id in cases]
    return [{"label": cases[one.case_id], "url": reverse("cases_desk:case", args=[one.case_id]), "at": moment_in_words(one.recorded_at).text} for one in known]
