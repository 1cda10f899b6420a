"""What is heard in a minute: one page, and a case that everybody sees is not confirmed."""

from collections.abc import Callable, Mapping
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
from outcry.cases.levels import readable
from outcry.cases.models import Case
from outcry.cases.operations.quick import Heard, NotWritten, public_id_of, write_down
from outcry.cases.operations.taking_away import may_be_taken_back, take_back
from outcry.cases.people import Candidate
from outcry.cases.refusals import Refused
from outcry.cases.titles import title_of
from outcry.cases.views.pages import crumbs, the_case
from outcry.lib.desk_answers import done_or_told


@staff_only
@require_http_methods(["GET", "POST"])
def write(request: StaffRequest) -> HttpResponse:
    """Write down what somebody told; people who may be meant are shown before anything is saved."""

    def keep(heard: Heard, public_id: str) -> Case:
        return write_down(organisation=request.organisation, heard=heard, public_id=public_id, by=request.user, now=timezone.now())

    return quick_page(request, keep=keep)


@staff_only
@require_http_methods(["GET", "POST"])
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take back what was written down by mistake, after asking, as long as nobody has worked on it."""
    case = the_case(request, pk)
    if request.method == "POST":

        def take_it() -> None:
            take_back(case=case, by=request.user, now=timezone.now())

        done = done_or_told(request, take_it, done=_("It is taken back. The log keeps that it was there."), refusals=Refused)
        return redirect("cases_desk:index" if done else "cases_desk:case", *([] if done else [pk]))
    sentences = [
        _("The case goes, with its act and source, and whoever is in no other case. Nothing brings it back."),
        _("Names that were added to somebody who was known stay with her, and files that became evidence stay there."),
    ]
    page = {"title": _("Take it back?"), "crumbs": crumbs(case), "sentences": sentences, "button": _("Take it back"), "tone": "alarm"}
    return TemplateResponse(request, "design/desk/confirm.html", page | {"back_url": reverse("cases_desk:case", args=[pk])})


def quick_page(
    request: StaffRequest, *, keep: Callable[[Heard, str], Case], initial: Mapping[str, Any] | None = None, more: Mapping[str, Any] | None = None
) -> HttpResponse:
    """The page, and what comes of it. `keep` makes the case; `initial` is what is known before; `more` goes to the template."""
    known: dict[str, Any] = {"organisation": request.organisation, "today": request.organisation.content_now(now=timezone.now()).date()}
    # To look who is called so saves nothing, and complains of nothing.
    is_look = "look" in request.POST
    form = QuickForm(initial=request.POST.dict(), **known) if is_look else QuickForm(request.POST or None, initial=initial, **known)
    case = _written(request, form, keep) if form.is_bound else None
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
        "here": request.path,
    }
    return TemplateResponse(request, "cases/desk/quick.html", page | dict(more or {}))


def _written(request: StaffRequest, form: QuickForm, keep: Callable[[Heard, str], Case]) -> Case | None:
    """The case of this form; None where something has to be put right first."""
    public_id = public_id_of(form.content())
    # The button was pressed twice: by now the name itself is in the files, and would be asked about.
    there = readable(Case.objects.filter(organisation=request.organisation, public_id=public_id)).first()
    if there is not None or not form.is_valid():
        return there
    try:
        return keep(form.heard(), public_id)
    except NotWritten:
        messages.error(request, _("Somebody else saved at the same moment. Nothing is lost: press the button again."))
        return None


def _kept(request: StaffRequest) -> dict[str, Any] | None:
    """The case that was written down a moment ago."""
    key = request.GET.get("kept", "")
    if not key.isdecimal() or len(key) > 15:
        return None
    rows = readable(Case.objects.filter(organisation=request.organisation, pk=int(key)))
    case = rows.select_related("organisation").prefetch_related("texts").first()
    return {"case": case, "title": title_of(case), "may_be_undone": may_be_taken_back(case=case)} if case else None


def _line(one: Candidate, answer: str) -> dict[str, Any]:
    cases = [{"case": part.case, "title": title_of(part.case)} for part in one.person.parts.all()]
    others = [name.text for name in one.person.names.all() if name.text and name.text != one.name]
    return {"person": one.person, "name": one.name, "others": others, "cases": cases, "is_chosen": one.person.public_id == answer}
