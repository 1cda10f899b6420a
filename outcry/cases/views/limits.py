"""Limits of detention on the desk: the rules, and what they mean for a detention."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.audit.view_files import Table, offered, take_out
from outcry.cases.forms.limits import EndLimitRuleForm, LimitRuleForm
from outcry.cases.limit_rules import Rules, Turn, closed
from outcry.cases.limit_words import length_in_words, limit_in_words, on_what, rule_in_words, scope_in_words, until_when
from outcry.cases.models import Case, Detention, LimitRule
from outcry.cases.operations.limit_rules import change_limit_rule, end_limit_rule, newest, write_limit_rule
from outcry.cases.titles import title_of
from outcry.cases.views.pages import crumbs
from outcry.design.parts import Link
from outcry.lib.seen_forms import mark_of_facts
from outcry.lib.tables.writing import Cell
from outcry.lib.wordings import ChangedMeanwhile


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The rules that hold now."""
    rules = Rules(organisation=request.organisation)
    page = {
        "title": _("Limits of detention"),
        "crumbs": crumbs(),
        "rules": [_line(rule) for rule in rules.in_force()],
        "ended": [_line(rule) for rule in rules.ended()],
        "file": offered(reverse("cases_desk:limits_file")),
    }
    return TemplateResponse(request, "cases/desk/limits.html", page)


@staff_only
@require_POST
def index_file(request: StaffRequest) -> HttpResponseBase:
    """The same as a file."""
    rules = Rules(organisation=request.organisation).in_force()
    header = ("id", "country", "place", "type", "length", "unit", "at_end", "law", "source", "from_on", "until_on")

    def table(with_sealed: bool) -> Table:
        return header, (_row(rule) for rule in rules)

    return take_out(request, view="limits", table=table, back=reverse("cases_desk:limits"))


@staff_only
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Write a rule down."""
    form = LimitRuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        write_limit_rule(organisation=request.organisation, facts=facts, by=request.user, now=timezone.now())
        messages.success(request, _("The rule holds from now on. The reminders follow."))
        return redirect("cases_desk:limits")
    page = {"title": _("Add a rule"), "crumbs": _crumbs(), "form": form, "forms": [form]}
    return TemplateResponse(request, "cases/desk/limit_rule.html", page)


@staff_only
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a rule, and read what it said before."""
    rule = newest(_rule(request, pk))
    form = LimitRuleForm(request.POST or None, row=rule)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in form.names()}
        try:
            change_limit_rule(rule=rule, facts=facts, reason=form.cleaned_data["reason"], seen=form.cleaned_data["seen"], by=request.user, now=timezone.now())
        except ChangedMeanwhile as clash:
            form.tell_of(clash.current)
        else:
            messages.success(request, _("The rule is changed. The reminders follow; closed records keep the limit they had."))
            return redirect("cases_desk:limits")
    ending = EndLimitRuleForm(initial={"seen": mark_of_facts({name: getattr(rule, name) for name in LimitRuleForm.names()})}, prefix="end")
    return _page(request, rule, form, ending)


@staff_only
@require_POST
def end(request: StaffRequest, pk: int) -> HttpResponse:
    """Let a rule hold no more."""
    rule = newest(_rule(request, pk))
    ending = EndLimitRuleForm(request.POST, prefix="end")
    if ending.is_valid():
        try:
            end_limit_rule(rule=rule, reason=ending.cleaned_data["reason"], seen=ending.cleaned_data["seen"], by=request.user, now=timezone.now())
        except ChangedMeanwhile:
            messages.error(request, _("Somebody else changed this rule while you were looking at it. Look again."))
            return redirect("cases_desk:limit_rule", rule.pk)
        messages.success(request, _("The rule holds no more. Closed records keep the limit they had."))
        return redirect("cases_desk:limits")
    return _page(request, rule, LimitRuleForm(row=rule), ending)


def told_of(detention: Detention) -> dict[str, Any]:
    """What a page says of the limit of one detention, for cases/desk/limit.html."""
    rules, closed_at = Rules(organisation=detention.act.case.organisation), closed([detention]).get(detention.pk)
    told = rules.how_long(detention, closed_at=closed_at)
    turns = [_turn(one) for one in rules.turns(detention, closed_at=closed_at)]
    return {"until": until_when(told), "basis": on_what(told), "rule": told.by_rule.rule if told.by_rule else None, "closed_at": closed_at, "turns": turns}


def turns_of(case: Case, detentions: list[Detention]) -> list[dict[str, Any]]:
    """Every change of the rules that changed a limit in this case, the latest first."""
    rules, closed_at = Rules(organisation=case.organisation), closed(detentions)
    found = [turn for row in detentions for turn in rules.turns(row, closed_at=closed_at.get(row.pk))]
    return [_turn(turn) for turn in sorted(found, key=lambda turn: turn.rule.at, reverse=True)]


def _page(request: StaffRequest, rule: LimitRule, form: LimitRuleForm, ending: EndLimitRuleForm) -> HttpResponse:
    versions = Rules(organisation=request.organisation).versions(rule)
    page = {
        "title": rule_in_words(rule),
        "crumbs": _crumbs(),
        "rule": rule,
        "form": form,
        "ending": ending,
        "forms": [form, ending],
        "versions": [_line(version) for version in versions],
    }
    return TemplateResponse(request, "cases/desk/limit_rule.html", page)


def _rule(request: StaffRequest, pk: int) -> LimitRule:
    return get_object_or_404(LimitRule.objects.select_related("place", "type", "organisation").filter(organisation=request.organisation), pk=pk)


def _crumbs() -> list[Link]:
    return [*crumbs(), Link(label=_("Limits of detention"), url=reverse("cases_desk:limits"))]


def _line(rule: LimitRule) -> dict[str, Any]:
    return {"rule": rule, "scope": scope_in_words(rule), "length": length_in_words(rule), "is_address": rule.source.startswith(("https://", "http://"))}


def _row(rule: LimitRule) -> tuple[Cell, ...]:
    days = (day.isoformat() if day else "" for day in (rule.from_on, rule.until_on))
    place, kind = (term.code if term else "" for term in (rule.place, rule.type))
    return rule.pk, rule.country, place, kind, rule.length, rule.unit, rule.at_end, rule.law, rule.source, *days


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        "rule": turn.rule,
        "what": rule_in_words(turn.rule),
        "who": title_of(turn.detention.act),
        "before": limit_in_words(turn.before) if turn.before else "",
        "after": limit_in_words(turn.after) if turn.after else "",
    }
