"""People over all cases: found by name in any script, written, and joined with those who take part in a case."""

from collections.abc import Collection, Iterable, Iterator
from itertools import batched
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.audit.view_files import Table, offered, take_out
from outcry.cases import people
from outcry.cases.forms.parts import PersonForm, PersonNameForm
from outcry.cases.judged import number_of_people
from outcry.cases.levels import readable
from outcry.cases.models import Act, JudgedKind, Person
from outcry.cases.operations.opening import open_sealed
from outcry.cases.operations.people import identify, names_in_case, open_person
from outcry.cases.operations.writing import change_facts, mark
from outcry.cases.timeline import LegalStep, Period, Status, acts_against, legal_steps, periods
from outcry.cases.timeline_drawing import drawing_of
from outcry.cases.titles import title_of
from outcry.cases.views.judgments import contradictions
from outcry.cases.views.kinds import OF_A_PERSON
from outcry.cases.views.likely import likely_of
from outcry.cases.views.lists import list_of
from outcry.cases.views.one_with import Joined, one_line_each
from outcry.cases.views.pages import all_valid, crumbs, saved, the_case, the_kind, the_part, the_person, typed_into
from outcry.design.parts import Link
from outcry.lib.tables.writing import Cell
from outcry.lib.wordings import ChangedMeanwhile

_PER_PAGE = 50
_MOST_FOUND = 30
# People that are read at once for a file.
_AT_ONCE = 500


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Everybody, or those who may be called so."""
    text = _asked(request)
    page: Any = Paginator(_found(request, text) if text else people.on_the_desk(organisation=request.organisation), _PER_PAGE)
    page = page.get_page(request.GET.get("page"))
    query = urlencode({"name": text}) if text else ""
    known: dict[str, Any] = {"title": _("People"), "lines": list(page) if text else _lines(request, page), "page": page, "text": text}
    known |= {"query": f"{query}&" if query else "", "file": offered(reverse("cases_desk:people_file"), query=query, has_sealed=True)}
    if not text:
        known["records"] = page.paginator.count
        everybody = readable(Person.objects.filter(organisation=request.organisation))
        known["number"] = number_of_people(organisation=request.organisation, people=everybody).in_words
    return TemplateResponse(request, "cases/desk/people.html", known)


@staff_only
@require_POST
def index_file(request: StaffRequest) -> HttpResponseBase:
    """The same as a file, every page of it."""
    text = _asked(request)

    def table(with_sealed: bool) -> Table:
        names = ("name", "other_names") if with_sealed else ()
        return ("id", *names, "kind", "cases", "one_with"), (_row(line, with_names=with_sealed) for line in _all_lines(request, text))

    return take_out(request, view="people", table=table, back=reverse("cases_desk:people"), is_narrowed=bool(text), has_sealed=True)


def _asked(request: StaffRequest) -> str:
    return request.GET.get("name", "").strip()[:200]


def _all_lines(request: StaffRequest, text: str) -> Iterator[dict[str, Any]]:
    if text:
        yield from _found(request, text)
        return
    everybody = people.on_the_desk(organisation=request.organisation).iterator(chunk_size=_AT_ONCE)
    for batch in batched(everybody, _AT_ONCE, strict=False):
        yield from _lines(request, batch)


def _row(line: dict[str, Any], *, with_names: bool) -> tuple[Cell, ...]:
    person = line["person"]
    names = (line["name"], "; ".join(line["others"])) if with_names else ()
    return person.pk, *names, person.kind, "; ".join(case.number for case in line["cases"]), "; ".join(str(one) for one in line["one_with_keys"])


@staff_only
@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """One person: names, relations, and the cases she is part of."""
    person = the_person(request, pk)
    joined = _joined(request, [person])
    today = request.organisation.content_now(now=timezone.now()).date()
    acts = acts_against(person)
    found = periods(acts, today=today)
    parts = [part for one in (person, *joined.others(person.pk)) for part in one.parts.all()]
    page = {
        "title": title_of(person),
        "crumbs": crumbs(person)[:1],
        "person": person,
        "parts": [list_of(person, kind) for kind in OF_A_PERSON],
        "periods": [_period(period) for period in found],
        "drawing": drawing_of(found, today=today),
        "steps": [_step(step) for step in legal_steps(acts)],
        "cases": [{"case": part.case, "title": title_of(part.case), "part": part, "is_other": part.person_id != person.pk} for part in parts],
        "one_with": joined.links(person.pk),
        "likely": likely_of(request, JudgedKind.PERSON, person.pk),
        "is_leader": joined.groups.leader(person.pk) == person.pk,
        "contradictions": [one for one in contradictions(request, JudgedKind.PERSON) if person.pk in one["keys"]],
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
    return _facts(request, the_person(request, pk), is_open=False)


@staff_only
@require_POST
def open_facts(request: StaffRequest, pk: int) -> HttpResponse:
    """The same with what is sealed, once the log has been told who asked."""
    person = the_person(request, pk)
    if typed_into(request, only_opened=True) is None:
        open_sealed(row=person, by=request.user, now=timezone.now())
    return _facts(request, person, is_open=True)


def _facts(request: StaffRequest, person: Person, *, is_open: bool) -> HttpResponse:
    now, typed = timezone.now(), typed_into(request, only_opened=is_open)
    form = PersonForm(typed, row=person, file=request.organisation, prefix="facts", opened=is_open)
    if typed is not None and form.is_valid():

        def save_facts() -> Person:
            return change_facts(row=person, facts=form.facts(), seen=form.cleaned_data["seen"], by=request.user, now=now)

        if saved(request, form=form, save_facts=save_facts, words=(), now=now):
            return redirect("cases_desk:person", person.pk)
    page = {"title": _("Facts"), "crumbs": crumbs(person), "form": form, "forms": [form], "parts": [], "sealed": form.sealed}
    return TemplateResponse(request, "cases/desk/part.html", page | {"open_url": reverse("cases_desk:open_person_facts", args=[person.pk])})


@staff_only
@require_http_methods(["GET", "POST"])
def who(request: StaffRequest, pk: int, participant: int) -> HttpResponse:
    """Say who somebody in a case is over all cases: one of those who may be called so, or somebody new."""
    case = the_case(request, pk)
    row = the_part(case, the_kind("case", "participants"), participant)
    if request.method == "POST":
        chosen = request.POST.get("person", "")
        person = get_object_or_404(readable(Person.objects.filter(organisation=request.organisation)), public_id=chosen) if chosen else None
        try:
            found = identify(participant=row, person=person, by=request.user, now=timezone.now(), seen=request.POST.get("seen"))
        except ChangedMeanwhile:
            messages.error(request, _("Somebody else saved this a moment ago. Look at what stands there now, then decide."))
            return redirect("cases_desk:who", case.pk, row.pk)
        messages.success(request, _("It is written down who this is: %(name)s.") % {"name": title_of(found)})
        return redirect("cases_desk:case_part", case.pk, "participants", row.pk)
    names = [name["text"] for name in names_in_case(row)]
    text = request.GET.get("name", "").strip()[:200] or next(iter(names), "")
    found_people = people.named(organisation=request.organisation, text=text)[:_MOST_FOUND] if text else []
    joined = _joined(request, [one.person for one in found_people])
    page = {
        "title": _("Who is it over all cases?"),
        "crumbs": crumbs(row),
        "row": row,
        "seen": mark(row),
        "text": text,
        "lines": [_line(one.person, one.name, joined) | {"is_this": one.person.pk == row.person_id} for one in found_people],
    }
    return TemplateResponse(request, "cases/desk/who.html", page)


def _found(request: StaffRequest, text: str) -> list[dict[str, Any]]:
    """Who may be called so; several records that are one person are one line, which names the others."""
    found = {one.person.pk: one for one in people.named(organisation=request.organisation, text=text)}
    joined = _joined(request, [one.person for one in found.values()])
    return [_line(found[key].person, found[key].name, joined) for key in one_line_each(found, joined.groups)]


def _lines(request: StaffRequest, persons: Collection[Person]) -> list[dict[str, Any]]:
    joined = _joined(request, persons)
    return [_line(person, title_of(person), joined) for person in persons]


def _period(period: Period) -> dict[str, Any]:
    """A period as it is told: what the acts behind it say, each with its case and its sources."""
    return {"period": period, "word": period.status.label, "tone": _tone(period), "told": [_told(act) for act in period.acts]}


def _tone(period: Period) -> str:
    if period.status == Status.AT_LIBERTY:
        return "safe"
    return "wait" if period.held == "possible" else "alarm"


def _told(act: Act) -> dict[str, Any]:
    detention = getattr(act, "detention", None)
    return {
        "act": act,
        "title": title_of(act),
        "url": reverse("cases_desk:case_part", args=[act.case_id, "acts", act.pk]),
        "detention": detention,
        "kind": title_of(detention.type) if detention and detention.type else "",
        "sources": [title_of(source) for source in act.sources.all()],
    }


def _step(found: LegalStep) -> dict[str, Any]:
    return {"when": found.step.when, "word": title_of(found.step), **_told(found.act)}


def _joined(request: StaffRequest, persons: Iterable[Person]) -> Joined:
    return Joined.read(organisation=request.organisation, kind=JudgedKind.PERSON, keys=[person.pk for person in persons])


def _line(person: Person, name: str, joined: Joined) -> dict[str, Any]:
    cases = [part.case for part in person.parts.all()]
    others = [other.text for other in person.names.all() if other.text and other.text != name]
    one_with = [other.pk for other in joined.others(person.pk)]
    return {"person": person, "name": name, "others": others, "cases": cases, "one_with": joined.links(person.pk), "one_with_keys": one_with}
