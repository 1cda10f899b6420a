"""One case at a glance, and its own facts and words. The list of cases: search.py."""

from typing import Any

from django.conf import settings
from django.db.models import Min
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.accounts.reading import reader
from outcry.audit.queries import of_subject
from outcry.audit.reading import in_words
from outcry.cases.forms.parts import CaseForm, SourceForm
from outcry.cases.forms.words import CaseWordsForm
from outcry.cases.guide import next_lack, path_of
from outcry.cases.levels import may_read, readable
from outcry.cases.limit_rules import Rules, closed, detentions_in
from outcry.cases.limit_words import on_what, until_when
from outcry.cases.models import Case, DoubleCoding, JudgedKind, Person, Source
from outcry.cases.operations.approval import may_approve, what_is_missing
from outcry.cases.operations.writing import add_part, change_facts, open_case
from outcry.cases.queries import custody_of
from outcry.cases.standing import has_changed_since, standing
from outcry.cases.titles import title_of
from outcry.cases.views.conversations import conversation_of
from outcry.cases.views.evidence import evidence_of
from outcry.cases.views.kinds import OF_A_CASE
from outcry.cases.views.lists import languages_of, list_of
from outcry.cases.views.one_with import Joined
from outcry.cases.views.pages import after_saving, all_valid, crumbs, saved, the_case, words_of
from outcry.cases.views.stages import stage_of
from outcry.design.day_words import day_in_words, joined, plain_day
from outcry.design.desk import Figure
from outcry.design.parts import Link
from outcry.evidence.models import Level

_LOG_LINES = 10


@staff_only
@require_http_methods(["GET", "POST"])
def open_new(request: StaffRequest) -> HttpResponse:
    """Open a case: its facts, its words, its first source."""
    now, organisation = timezone.now(), request.organisation
    form = CaseForm(request.POST or None, file=organisation, prefix="case")
    source = SourceForm(request.POST or None, file=Case(organisation=organisation), prefix="source", initial={"language": organisation.source_language})
    words = words_of(CaseWordsForm, request, ())
    if request.method == "POST" and all_valid([form, source, *words]) and _has_a_name(words):

        def save_facts() -> Case:
            case = open_case(organisation=organisation, facts=form.facts(), texts={}, by=request.user, now=now)
            add_part(owner=case, kind=Source, facts=source.facts(), by=request.user, now=now)
            opened.append(case)
            return case

        opened: list[Case] = []
        if saved(request, form=form, save_facts=save_facts, words=words, now=now):
            return redirect("cases_desk:case", opened[-1].pk)
    page = {"title": _("Open a case"), "crumbs": crumbs(), "form": form, "source": source, "words": words, "forms": [form, *words, source]}
    return TemplateResponse(request, "cases/desk/open.html", page)


@staff_only
@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """One case at a glance: what stands in the file, and what the public reads of it."""
    case, now = the_case(request, pk), timezone.now()
    on = request.organisation.content_now(now=now).date()
    steps = path_of(case, on=now.date())
    page = {
        "title": title_of(case),
        "crumbs": crumbs(),
        "case": case,
        "standing": standing(case=case),
        "has_changed": has_changed_since(case=case),
        "seen_from": case.projections.filter(is_current=True, visible_from__gt=on).aggregate(first=Min("visible_from"))["first"],
        "stage": stage_of(request, case),
        "missing": what_is_missing(case=case, now=now),
        "verdict": may_approve(case=case, by=request.user, now=now),
        "figures": [_readers(case), *figures_of(case, on), *_limits(case)],
        "languages": languages_of(case),
        "steps": steps,
        "next": next_lack(steps),
        "parts": [list_of(case, kind) for kind in OF_A_CASE],
        "conversations": conversation_of(request, case),
        "evidence": evidence_of(request, case),
        "preview_languages": [(code, name) for code, name in settings.LANGUAGES if case.texts.filter(language=code).exists()],
        "double_codings": DoubleCoding.objects.filter(case=case).count(),
        "one_with": Joined.read(organisation=request.organisation, kind=JudgedKind.EVENT, keys=[event.pk for event in case.events.all()]).links_of(case),
        "still_open": _still_open(case),
        "history": in_words(entries=of_subject(subject=case.subject)[:_LOG_LINES], organisation_id=request.organisation.pk),
    }
    return TemplateResponse(request, "cases/desk/case.html", page)


def _still_open(case: Case) -> list[Link]:
    """People of a restricted case whose own records, over all cases, anybody here may read."""
    if case.level != Level.RESTRICTED:
        return []
    people = readable(Person.objects.filter(parts__case=case).exclude(level=Level.RESTRICTED)).distinct().prefetch_related("names").order_by("pk")
    return [Link(label=title_of(person), url=reverse("cases_desk:person", args=[person.pk])) for person in people]


@staff_only
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a case's own facts and words."""
    case, now = the_case(request, pk), timezone.now()
    form = CaseForm(request.POST or None, row=case, file=request.organisation, prefix="case")
    words = words_of(CaseWordsForm, request, case.texts.all())
    if request.method == "POST" and all_valid([form, *words]) and _has_a_name(words):

        def save_facts() -> Case:
            return change_facts(row=case, facts=form.facts(), seen=form.cleaned_data["seen"], by=request.user, now=now)

        if saved(request, form=form, save_facts=save_facts, words=words, now=now):
            return redirect(after_saving(request, case, reverse("cases_desk:case", args=[case.pk])))
    page = {"title": _("The case in words"), "crumbs": crumbs(case), "form": form, "words": words, "forms": [form, *words], "parts": []}
    page |= {"steps": path_of(case, on=now.date()), "here": "words"}
    return TemplateResponse(request, "cases/desk/part.html", page)


def _has_a_name(words: list[CaseWordsForm]) -> bool:
    """The source language needs a name: everything else falls back to it."""
    source = next(form for form in words if form.is_source)
    if not source.words()["name"]:
        source.add_error("name", _("Give the case a name in this language first: the others are translated from it."))
    return not source.errors


def _readers(case: Case) -> Figure:
    """Who may read it; of a restricted case, by name."""
    named = joined(map(str, case.readers.all())) if case.level == Level.RESTRICTED else ""
    return Figure(label=str(capfirst(case._meta.get_field("level").verbose_name)), value=case.get_level_display(), note=named)


def _limits(case: Case) -> list[Figure]:
    """Until when those who are still held may be."""
    rules, rows = Rules(organisation=case.organisation), [row for row in detentions_in(case) if not row.released and may_read(user=reader(), row=row)]
    closed_at = closed(rows)
    known = [rules.how_long(row, closed_at=closed_at.get(row.pk)) for row in rows]
    return [Figure(label=_("May be held until"), value=until_when(told), note=on_what(told)) for told in known if told.is_known]


def figures_of(case: Case, on: Any) -> list[Figure]:
    """Custody, and how much the file holds, as far as the reader may know."""
    custody = custody_of(case=case, on=on)
    figures = []
    if custody and custody.state == "released":
        figures.append(Figure(label=_("Custody"), value=pgettext("state of a person", "Released"), note=day_in_words(custody.released).text))
    elif custody:
        day = _("Day %(day)s") % {"day": custody.day} if custody.day else _("held")
        is_within = custody.term_days and custody.term_days >= (custody.day or 0)
        figures.append(Figure(label=_("Custody"), value=day, note=_("of %(days)s") % {"days": custody.term_days} if is_within else ""))
        if custody.due_on:
            over = ngettext("%(shown)s day over", "%(shown)s days over", custody.days_over) % {"shown": custody.days_over}
            figures.append(Figure(label=_("Release due"), value=plain_day(custody.due_on).text, note=over if custody.days_over else ""))
    figures.append(Figure(label=_("Acts"), value=len(case.acts.all())))
    figures.append(Figure(label=_("Sources"), value=len(case.sources.all())))
    return figures
