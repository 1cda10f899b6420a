"""Double coding at the desk: offer a report, code it unseen, compare, conclude; and how far people agree over all reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.models import User
from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.cases.coded_twice import COLUMNS, Agreement, Answered, agreement
from outcry.cases.forms.double_coding import CodingForm, ConclusionForm, OpenDoubleCodingForm
from outcry.cases.levels import readable
from outcry.cases.models import Coding, DoubleCoding
from outcry.cases.operations import double_coding as operations
from outcry.cases.refusals import Refused
from outcry.cases.titles import title_of
from outcry.cases.views.pages import crumbs, the_case
from outcry.design.parts import Link
from outcry.lib.desk_answers import done_or_told
from outcry.vocabularies.models import Term
from outcry.vocabularies.queries import wordings

_PER_PAGE = 50
# Krippendorff, Content Analysis (2004), 11.4: what may be relied on, and what allows tentative conclusions.
_RELIABLE, _TENTATIVE = 0.8, 0.667
# Of fewer things a figure moves from one end to the other with each report.
_FEWEST = 10


@dataclass(frozen=True, kw_only=True)
class Line:
    """One column of a report, as both answered it and as somebody concluded."""

    label: Any
    answers: list[list[str]]
    concluded: list[str] | None
    is_alike: bool


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every report that is coded twice, and how far people agree."""
    page = Paginator(_theirs(request).order_by("-pk"), _PER_PAGE).get_page(request.GET.get("page"))
    known = {
        "title": _("Coded twice"),
        "crumbs": crumbs(),
        "lines": [{"double": double, "title": title_of(double.case), "state": _state(double, request.user)} for double in page],
        "page": page,
        "agreements": _agreements(request),
    }
    return TemplateResponse(request, "cases/desk/double_codings.html", known)


@staff_only
@require_http_methods(["GET", "POST"])
def open_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Offer a report of a case."""
    case = the_case(request, pk)
    form = OpenDoubleCodingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        double = operations.open_double_coding(case=case, by=request.user, now=timezone.now(), **form.cleaned_data)
        return redirect("cases_desk:double_coding", double.pk)
    page = {"title": _("Let two people code a report"), "crumbs": crumbs(case), "form": form, "forms": [form], "case": case}
    return TemplateResponse(request, "cases/desk/open_double_coding.html", page)


@staff_only
@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """A report that is coded twice: who codes it; once both have finished, both side by side, and what is concluded."""
    double = _the_double(request, pk)
    codings = list(double.codings.all())
    page = {
        "title": _("A report coded twice"),
        "crumbs": [*crumbs(double.case), Link(label=_("Coded twice"), url=reverse("cases_desk:double_codings"))],
        "double": double,
        "columns": [COLUMNS[name].label for name in double.columns],
        "codings": sorted(codings, key=lambda one: one.place),
        "mine": _of(codings, request.user),
        "is_full": len(codings) == DoubleCoding.CODERS,
        "lines": _lines(double) if double.is_open_to_see else [],
        "conclusions": list(double.conclusions.select_related("by")) if double.is_open_to_see else [],
        "agreements": _agreements(request, double.columns) if double.is_open_to_see else [],
    }
    return TemplateResponse(request, "cases/desk/double_coding.html", page)


@staff_only
@require_POST
def take(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one of the two places."""
    double = _the_double(request, pk)
    take_it = partial(operations.take_place, double=double, by=request.user, now=timezone.now())
    if done_or_told(request, take_it, done=_("You code this report. Until both have finished, nobody else sees your answers."), refusals=Refused):
        return redirect("cases_desk:code_report", double.pk)
    return redirect("cases_desk:double_coding", double.pk)


@staff_only
@require_http_methods(["GET", "POST"])
def code(request: StaffRequest, pk: int) -> HttpResponse:
    """Code the report: kept as often as she likes, handed in once."""
    double = _the_double(request, pk)
    mine = _of(double.codings.all(), request.user)
    if mine is None or mine.finished_at:
        return redirect("cases_desk:double_coding", double.pk)
    form = CodingForm(request.POST if request.method == "POST" else None, columns=double.columns, answers=mine.answers)
    if request.method == "POST" and form.is_valid():
        is_finished = "finish" in request.POST
        keep = partial(operations.keep_answers, double=double, answers=form.answers(), is_finished=is_finished, by=request.user, now=timezone.now())
        done = _handed_in(double, mine) if is_finished else _("Kept. You can go on later.")
        done_or_told(request, keep, done=done, refusals=Refused)
        return redirect("cases_desk:double_coding" if is_finished else "cases_desk:code_report", double.pk)
    page = {"title": _("Code the report"), "crumbs": _crumbs(double), "double": double, "form": form, "forms": [form]}
    return TemplateResponse(request, "cases/desk/code_report.html", page)


def _handed_in(double: DoubleCoding, mine: Coding) -> str:
    if double.codings.exclude(pk=mine.pk).filter(finished_at__isnull=False).exists():
        return _("Handed in. Both have finished: below is what each answered, and how far you agree.")
    return _("Handed in. It is shown once the other has finished, too.")


@staff_only
@require_http_methods(["GET", "POST"])
def conclude(request: StaffRequest, pk: int) -> HttpResponse:
    """Write down what is to hold, beside what both answered."""
    double = _the_double(request, pk)
    if not double.is_open_to_see:
        messages.error(request, _("Both have to finish first."))
        return redirect("cases_desk:double_coding", double.pk)
    form = ConclusionForm(request.POST or None, columns=double.columns, answers=_first_guess(double))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        conclude_it = partial(operations.conclude, double=double, answers=form.answers(), reason=reason, by=request.user, now=timezone.now())
        done_or_told(request, conclude_it, done=_("Written down what we conclude. Both codings stay as they are."), refusals=Refused)
        return redirect("cases_desk:double_coding", double.pk)
    page = {"title": _("What we conclude"), "crumbs": _crumbs(double), "double": double, "form": form, "forms": [form]}
    page |= {"lines": _lines(double), "codings": double.finished}
    return TemplateResponse(request, "cases/desk/conclude_coding.html", page)


def _crumbs(double: DoubleCoding) -> list[Link]:
    here = Link(label=_("A report coded twice"), url=reverse("cases_desk:double_coding", args=[double.pk]))
    return [*crumbs(double.case), Link(label=_("Coded twice"), url=reverse("cases_desk:double_codings")), here]


def _theirs(request: StaffRequest) -> QuerySet[DoubleCoding]:
    rows = readable(DoubleCoding.objects.filter(organisation=request.organisation)).select_related("case__organisation", "opened_by")
    return rows.prefetch_related("codings__by", "case__texts")


def _the_double(request: StaffRequest, pk: int) -> DoubleCoding:
    return get_object_or_404(_theirs(request), pk=pk)


def _of(codings: Iterable[Coding], user: User) -> Coding | None:
    return next((one for one in codings if one.by_id == user.pk), None)


def _state(double: DoubleCoding, user: User) -> dict[str, str]:
    mine = _of(double.codings.all(), user)
    if double.is_open_to_see:
        return {"word": _("both have finished"), "tone": "safe"}
    if mine and not mine.finished_at:
        return {"word": _("waits for you"), "tone": "alarm"}
    if len(double.codings.all()) < DoubleCoding.CODERS:
        return {"word": _("needs a coder"), "tone": "wait"}
    return {"word": _("being coded"), "tone": "plain"}


def _first_guess(double: DoubleCoding) -> dict[str, list[str]]:
    """What was concluded last; where nothing was, what both answered alike."""
    latest = double.conclusions.first()
    if latest:
        return dict(latest.answers)
    one, other = (coding.answers for coding in double.finished)
    return {column: one.get(column, []) for column in double.columns if one.get(column, []) == other.get(column, [])}


def _lines(double: DoubleCoding) -> list[Line]:
    """Each column with the answers of both, and what was concluded last."""
    codings, latest = double.finished, double.conclusions.first()
    words = _words([*(coding.answers for coding in codings), latest.answers if latest else {}])

    def said(answers: dict[str, list[str]], column: str) -> list[str]:
        return [words.get(code, code) for code in answers.get(column, [])] or [_("the report does not say")]

    return [
        Line(
            label=COLUMNS[column].label,
            answers=[said(coding.answers, column) for coding in codings],
            concluded=said(latest.answers, column) if latest else None,
            is_alike=len({tuple(coding.answers.get(column, [])) for coding in codings}) == 1,
        )
        for column in double.columns
    ]


def _words(answers: Iterable[dict[str, list[str]]]) -> dict[str, str]:
    codes = {code for one in answers for some in one.values() for code in some}
    terms = {term.code: term.pk for term in Term.objects.filter(code__in=codes)}
    words = wordings(term_ids=list(terms.values()), language=get_language() or "en")
    return {code: words[pk].label for code, pk in terms.items()}


def _agreements(request: StaffRequest, columns: Iterable[str] = ()) -> list[dict[str, Any]]:
    """How far people agree over all reports that both coders of have finished, by column; only columns that were coded twice."""
    doubles = [double for double in _theirs(request) if double.is_open_to_see]
    codings = [Answered(report=double.pk, coder=one.by_id, answers=one.answers) for double in doubles for one in double.finished]
    names = dict(User.objects.filter(pk__in={one.coder for one in codings}).values_list("pk", "username"))
    found = [agreement(COLUMNS[name], codings) for name in COLUMNS if name in set(columns or COLUMNS)]
    return [_in_words(one, names) for one in found if one.reports]


def _in_words(one: Agreement, names: dict[int, str]) -> dict[str, Any]:
    pairs = [
        _("%(one)s and %(other)s: %(kappa)s (n = %(number)s)")
        % {"one": names[pair.coders[0]], "other": names[pair.coders[1]], "kappa": _figure(pair.kappa), "number": pair.number}
        for pair in one.pairs
    ]
    return {
        "label": one.column.label,
        "reports": one.reports,
        "number": one.number,
        "alike": one.alike,
        "alpha": _figure(one.alpha),
        "pairs": pairs,
        **_meant(one.alpha, one.number),
    }


def _figure(value: float | None) -> str:
    return "—" if value is None else number_format(value, 2)


def _meant(alpha: float | None, number: int) -> dict[str, str]:
    if alpha is None:
        return {"meaning": _("Nothing can be said: everything got one and the same answer, so chance alone would give the same."), "tone": "plain"}
    if number < _FEWEST:
        return {"meaning": _("Too little was coded twice for the figure to mean much yet."), "tone": "plain"}
    if alpha >= _RELIABLE:
        return {"meaning": _("People agree: figures can rest on this coding."), "tone": "safe"}
    if alpha >= _TENTATIVE:
        return {"meaning": _("People mostly agree: enough for tentative conclusions, said as such."), "tone": "wait"}
    return {"meaning": _("People disagree too often: talk over what the terms mean before anything is counted by them."), "tone": "alarm"}
