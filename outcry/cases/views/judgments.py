"""Same or different: the judgments in force, two records side by side, and the decision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.accounts.reading import reader
from outcry.cases.forms.judging import OTHER_FORMS, JudgmentForm
from outcry.cases.grouping import Contradiction
from outcry.cases.judged import Pair, changed_since, grouping, last_change, rows_of
from outcry.cases.levels import readable
from outcry.cases.models import Event, JudgedKind, Judgment, LikelyPair, Participant, Person, Verdict
from outcry.cases.operations import judging
from outcry.cases.refusals import Refused
from outcry.cases.titles import title_of
from outcry.cases.views.one_with import called
from outcry.cases.views.pages import address_of, address_of_part
from outcry.cases.views.side_by_side import lines_of
from outcry.design.parts import Link
from outcry.lib.desk_answers import done_or_told
from outcry.lib.wordings import ChangedMeanwhile

_PER_PAGE = 50
_TONES = {Verdict.SAME: "safe", Verdict.DIFFERENT: "plain", Verdict.UNSURE: "wait", Verdict.OPEN: "plain"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A judgment as a list shows it."""

    judgment: Judgment
    first: Link
    second: Link
    url: str
    tone: str
    has_changed: bool


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """What is concluded about records that may be one, and what contradicts itself."""
    verdict = request.GET.get("verdict", "")
    rows = Judgment.objects.in_force().filter(organisation=request.organisation).exclude(verdict=Verdict.OPEN).select_related("by").order_by("-pk")
    rows = without_kept(rows)
    if verdict in Verdict.values:
        rows = rows.filter(verdict=verdict)
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    shown = [verdict for verdict in Verdict if verdict is not Verdict.OPEN]
    known = {
        "title": _("Same or different?"),
        "crumbs": [Link(label=_("People"), url=reverse("cases_desk:people"))],
        "contradictions": contradictions(request),
        "lines": _lines(request, list(page)),
        "likely": _likely(request),
        "page": page,
        "query": f"verdict={verdict}&" if verdict in Verdict.values else "",
        "ways": [Link(label=pgettext("judgments", "all"), url="?"), *(Link(label=str(one.label), url=f"?verdict={one.value}") for one in shown)],
        "here": f"?verdict={verdict}" if verdict in Verdict.values else "?",
    }
    return TemplateResponse(request, "cases/desk/judgments.html", known)


@staff_only
@require_http_methods(["GET", "POST"])
def pair(request: StaffRequest, kind: str, first: int, second: int) -> HttpResponse:
    """Two records side by side, what is concluded about them, and a form to conclude something else."""
    if first > second:
        return redirect("cases_desk:pair", kind, second, first)
    found = _the_pair(request, kind, first, second)
    rows = _rows(found)
    current = found.in_force
    choices = [(row.pk, called(row)) for row in rows]
    form = JudgmentForm(request.POST or None, choices=choices, in_force=current, as_of=last_change(kind=kind, keys=(first, second)))
    if request.method == "POST" and form.is_valid() and _is_judged(request, found, form):
        return redirect("cases_desk:pair", kind, first, second)
    page = {
        "title": _("Compare two records"),
        "crumbs": _crumbs(),
        "kind": kind,
        "sides": [Link(label=label, url=_address(row)) for row, (_key, label) in zip(rows, choices, strict=True)],
        "lines": lines_of(*rows),
        "form": form,
        "forms": [form],
        "current": current if current and current.verdict != Verdict.OPEN else None,
        "tone": _TONES[Verdict(current.verdict)] if current else "plain",
        "earlier": list(found.judgments.select_related("by")),
        "contradictions": [one for one in contradictions(request, kind) if {first, second} <= set(one["keys"])],
    }
    return TemplateResponse(request, "cases/desk/pair.html", page)


@staff_only
@require_POST
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a judgment back; what held before it holds again."""
    judgment = get_object_or_404(Judgment, organisation=request.organisation, pk=pk)
    _rows(_the_pair(request, judgment.kind, judgment.first, judgment.second))
    take_back = partial(judging.undo_judgment, judgment=judgment, by=request.user, now=timezone.now())
    done_or_told(request, take_back, done=_("The judgment is undone. What held before it holds again."), refusals=Refused)
    return redirect("cases_desk:pair", judgment.kind, judgment.first, judgment.second)


@staff_only
@require_safe
def compare(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Name the other record, and go on to both of them."""
    row = rows_of(organisation=request.organisation, kind=the_kind(kind), keys=[pk]).first()
    if row is None:
        raise Http404
    form = OTHER_FORMS[kind](request.GET if "other" in request.GET else None, organisation=request.organisation)
    if form.is_bound and form.is_valid():
        other = form.cleaned_data["other"]
        if other.pk != row.pk:
            return redirect("cases_desk:pair", kind, min(row.pk, other.pk), max(row.pk, other.pk))
        form.add_error("other", _("This is the same record. Name another."))
    page = {"title": _("Compare with another record"), "crumbs": _crumbs(), "form": form, "forms": [form]}
    return TemplateResponse(request, "cases/desk/compare.html", page)


def without_kept(rows: Any) -> Any:
    """Without judgments on records, and pairs of them, that the reader may not know of: what was said of one tells of it."""
    for kind, model in ((JudgedKind.PERSON, Person), (JudgedKind.EVENT, Event)):
        kept = model._default_manager.exclude(pk__in=readable(model._default_manager.all()).values("pk")).values("pk") if reader() else ()
        rows = rows.exclude(Q(first__in=kept) | Q(second__in=kept), kind=kind)
    return rows


def contradictions(request: StaffRequest, *kinds: str) -> list[dict[str, Any]]:
    """Judgments that can't all hold, in words: which two are different, and the chain that joins them."""
    found: list[dict[str, Any]] = []
    for kind in kinds or JudgedKind.values:
        against = grouping(organisation=request.organisation, kind=JudgedKind(kind)).contradictions()
        rows = _by_key(request, kind, [key for one in against for key in one.chain])
        found += [_contradiction(kind, one, rows) for one in against]
    return found


def _contradiction(kind: str, one: Contradiction, rows: dict[int, Any]) -> dict[str, Any]:
    steps = list(zip(one.chain, one.chain[1:], strict=False))
    links = [Link(label=_both(rows, *step), url=_address_of_pair(kind, *step)) for step in steps]
    ends = (one.word.first, one.word.second)
    return {"keys": one.chain, "different": Link(label=_both(rows, *ends), url=_address_of_pair(kind, *ends)), "chain": links}


def _both(rows: dict[int, Any], first: int, second: int) -> str:
    return _("%(first)s and %(second)s") % {"first": _named(rows, first), "second": _named(rows, second)}


def _named(rows: dict[int, Any], key: int) -> str:
    return title_of(rows[key]) if key in rows else _("no longer there")


def _is_judged(request: StaffRequest, found: Pair, form: JudgmentForm) -> bool:
    said = {**form.cleaned_data, "verdict": Verdict(form.cleaned_data["verdict"]), "as_of": form.cleaned_data["as_of"] or 0}
    try:
        judging.judge(pair=found, by=request.user, now=timezone.now(), **said)
    except ChangedMeanwhile as clash:
        form.tell_of(clash.current)
        return False
    if any(found.first in one["keys"] for one in contradictions(request, found.kind)):
        messages.warning(request, _("Written down. It contradicts other judgments: until that is settled, each of these records counts on its own."))
    else:
        messages.success(request, _("Written down. Both records stay as they are, and the judgment can be undone."))
    return True


def the_kind(kind: str) -> JudgedKind:
    """One of the kinds, or 404."""
    if kind not in JudgedKind.values:
        raise Http404
    return JudgedKind(kind)


def _the_pair(request: StaffRequest, kind: str, first: int, second: int) -> Pair:
    if first >= second:
        raise Http404
    return Pair(organisation=request.organisation, kind=the_kind(kind), first=first, second=second)


def _rows(found: Pair) -> Sequence[Any]:
    """Both records, or 404."""
    rows = rows_of(organisation=found.organisation, kind=found.kind, keys=(found.first, found.second)).order_by("pk")
    rows = with_words(rows)
    if len(rows) != len((found.first, found.second)):
        raise Http404
    return list(rows)


def with_words(rows: Any) -> Any:
    """Records with what is said of them side by side."""
    if rows.model is Person:
        parts = Prefetch("parts", readable(Participant.objects.select_related("case__organisation")))
        return rows.prefetch_related("names", "relations__type", "relations__related__names", "characteristics", parts, "parts__case__texts")
    return rows.select_related("case__organisation").prefetch_related("texts", "case__texts", "case__sources")


def _by_key(request: StaffRequest, kind: str, keys: Iterable[int]) -> dict[int, Any]:
    return {row.pk: row for row in with_words(rows_of(organisation=request.organisation, kind=kind, keys=keys))} if keys else {}


def _likely(request: StaffRequest) -> list[Link]:
    """How many pairs wait for somebody to judge them, by kind."""
    waiting = without_kept(LikelyPair.objects.filter(organisation=request.organisation)).order_by()
    numbers = dict(waiting.values_list("kind").annotate(number=Count("pk")))
    words = ((JudgedKind.PERSON, _("People who may be one: %(number)s")), (JudgedKind.EVENT, _("Events that may be one: %(number)s")))
    return [Link(label=word % {"number": numbers.get(kind, 0)}, url=reverse("cases_desk:likely", args=[kind])) for kind, word in words]


def _lines(request: StaffRequest, rows: list[Judgment]) -> list[Line]:
    stale = changed_since(judgments=rows)
    known = {kind: _by_key(request, kind, [key for row in rows if row.kind == kind for key in (row.first, row.second)]) for kind in JudgedKind.values}
    return [
        Line(
            judgment=row,
            first=_link(known[row.kind], row.first),
            second=_link(known[row.kind], row.second),
            # Of a record that was taken out of the file nothing can be compared.
            url=_address_of_pair(row.kind, row.first, row.second) if {row.first, row.second} <= set(known[row.kind]) else "",
            tone=_TONES[Verdict(row.verdict)],
            has_changed=row.pk in stale,
        )
        for row in rows
    ]


def _link(rows: dict[int, Any], key: int) -> Link:
    return Link(label=called(rows[key]), url=_address(rows[key])) if key in rows else Link(label=_("no longer there"), url="")


def _address(row: Any) -> str:
    return address_of(row) if isinstance(row, Person) else address_of_part(row)


def _address_of_pair(kind: str, first: int, second: int) -> str:
    return reverse("cases_desk:pair", args=[kind, min(first, second), max(first, second)])


def _crumbs() -> list[Link]:
    return [
        Link(label=_("People"), url=reverse("cases_desk:people")),
        Link(label=_("Same or different?"), url=reverse("cases_desk:judgments")),
    ]
