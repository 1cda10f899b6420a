"""People over all cases: found by name in any script, written, and joined with those who take part in a case."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.cases import people
from outcry.cases.forms.parts import PersonForm, PersonNameForm
from outcry.cases.models import Person
from outcry.cases.operations.people import identify, names_in_case, open_person
from outcry.cases.operations.writing import change_facts
from outcry.cases.timeline import timeline_of
from outcry.cases.titles import title_of
from outcry.cases.views.kinds import OF_A_PERSON
from outcry.cases.views.lists import list_of
from outcry.cases.views.pages import all_valid, crumbs, saved, the_case, the_kind, the_part, the_person
from outcry.design.parts import Link

_PER_PAGE = 50
_MOST_FOUND = 30


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Everybody, or those who may be called so."""
    text = request.GET.get("name", "").strip()[:200]
    if text:
        found = people.named(organisation=request.organisation, text=text)
        lines = [_line(one.person, one.name) for one in found[:_MOST_FOUND]]
        page = None
    else:
        page = Paginator(people.on_the_desk(organisation=request.organisation), _PER_PAGE).get_page(request.GET.get("page"))
        lines = [_line(person, title_of(person)) for person in page]
    return TemplateResponse(request, "cases/desk/people.html", {"title": _("People"), "lines": lines, "page": page, "text": text})


@staff_only
@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """One person: names, relations, and the cases she is part of."""
    person = the_person(request, pk)
    page = {
        "title": title_of(person),
        "crumbs": crumbs(person)[:1],
        "person": person,
        "parts": [list_of(person, kind) for kind in OF_A_PERSON],
        "changes": timeline_of(person=person),
        "cases": [{"case": part.case, "title": title_of(part.case), "part": part} for part in person.parts.all()],
    }
    return TemplateResponse(request, "cases/desk/person.html", page)


@staff_only
@require_http_methods(["GET", "POST"])
def open_new(request: StaffRequest) -> HttpResponse:
    """Write somebody down before she is part of a case."""
    now = timezone.now()
    form = PersonForm(request.POST or None, file=request.organisation, prefix="facts")
    name = PersonNameForm(request.POST or None, file=request.organisation, prefix="name")
    if request.method == "POST" and all_valid([name, form]):
        person = open_person(organisation=request.organisation, names=[name.facts()], facts=form.facts(), by=request.user, now=now)
        return redirect("cases_desk:person", person.pk)
    page = {"title": _("Add a person"), "crumbs": [Link(label=_("People"), url="../")], "form": form, "name": name, "forms": [name, form]}
    return TemplateResponse(request, "cases/desk/open_person.html", page)


@staff_only
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change what is known of a person."""
    person, now = the_person(request, pk), timezone.now()
    form = PersonForm(request.POST or None, row=person, file=request.organisation, prefix="facts")
    if request.method == "POST" and form.is_valid():

        def save_facts() -> Person:
            return change_facts(row=person, facts=form.facts(), seen=form.cleaned_data["seen"], by=request.user, now=now)

        if saved(request, form=form, save_facts=save_facts, words=(), now=now):
            return redirect("cases_desk:person", person.pk)
    return TemplateResponse(request, "cases/desk/part.html", {"title": _("Facts"), "crumbs": crumbs(person), "form": form, "forms": [form], "parts": []})


@staff_only
@require_http_methods(["GET", "POST"])
def who(request: StaffRequest, pk: int, participant: int) -> HttpResponse:
    """Say who somebody in a case is over all cases: one of those who may be called so, or somebody new."""
    case = the_case(request, pk)
    row = the_part(case, the_kind("case", "participants"), participant)
    if request.method == "POST":
        chosen = request.POST.get("person", "")
        person = get_object_or_404(Person, organisation=request.organisation, public_id=chosen) if chosen else None
        found = identify(participant=row, person=person, by=request.user, now=timezone.now())
        messages.success(request, _("It is written down who this is: %(name)s.") % {"name": title_of(found)})
        return redirect("cases_desk:case_part", case.pk, "participants", row.pk)
    names = [name["text"] for name in names_in_case(row)]
    text = request.GET.get("name", "").strip()[:200] or next(iter(names), "")
    found_people = people.named(organisation=request.organisation, text=text)[:_MOST_FOUND] if text else []
    page = {
        "title": _("Who is it over all cases?"),
        "crumbs": crumbs(row),
        "row": row,
        "text": text,
        "lines": [_line(one.person, one.name) | {"is_this": one.person.pk == row.person_id} for one in found_people],
    }
    return TemplateResponse(request, "cases/desk/who.html", page)


def _line(person: Person, name: str) -> dict[str, Any]:
    cases = [part.case for part in person.parts.all()]
    others = [other.text for other in person.names.all() if other.text and other.text != name]
    return {"person": person, "name": name, "others": others, "cases": cases}
