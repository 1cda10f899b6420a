"""Pairs that may be one person or one event: the search for them, and the list of what it found."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.cases.judged import rows_of
from outcry.cases.models import JudgedKind, LikelyPair, LikelySearch, LikelyState
from outcry.cases.operations.likely_pairs import ask_for_search
from outcry.cases.views.judgments import the_kind, with_words, without_kept
from outcry.cases.views.one_with import address_of_pair, called
from outcry.cases.views.reasons import in_figures, reasons_in_words
from outcry.design.parts import Link

_PER_PAGE = 50


@staff_only
@require_safe
def index(request: StaffRequest, kind: str) -> HttpResponse:
    """The pairs of one kind that the last search found and nobody judged since, the likeliest first."""
    rows = without_kept(LikelyPair.objects.filter(organisation=request.organisation, kind=the_kind(kind)))
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    search = LikelySearch.objects.filter(organisation=request.organisation).first()
    titles = {JudgedKind.PERSON: _("People who may be one"), JudgedKind.EVENT: _("Events that may be one")}
    known = {
        "title": titles[JudgedKind(kind)],
        "crumbs": [Link(label=_("People"), url=reverse("cases_desk:people")), Link(label=_("Same or different?"), url=reverse("cases_desk:judgments"))],
        "lines": _lines(request, kind, list(page)),
        "page": page,
        "search": search,
        "is_busy": search is not None and search.state in (LikelyState.WAITING, LikelyState.RUNNING),
        "ways": ways(request),
        "here": reverse("cases_desk:likely", args=[kind]),
    }
    return TemplateResponse(request, "cases/desk/likely.html", known)


@staff_only
@require_POST
def look(request: StaffRequest) -> HttpResponse:
    """Let a search begin."""
    ask_for_search(organisation=request.organisation, by=request.user, now=timezone.now())
    messages.success(request, _("The search begins within seconds. Load this page again to see how far it is."))
    return redirect("cases_desk:likely", JudgedKind.PERSON)


def likely_of(request: StaffRequest, kind: str, key: int) -> list[dict[str, Any]]:
    """The pairs in which one record stands, each with the other of the two."""
    pairs = list(LikelyPair.objects.filter(Q(first=key) | Q(second=key), organisation=request.organisation, kind=kind))
    return [line | {"other": line["second"] if pair.first == key else line["first"]} for pair, line in _drawn(request, kind, pairs)]


def ways(request: StaffRequest) -> list[Link]:
    """From people to events and back."""
    words = ((JudgedKind.PERSON, _("People")), (JudgedKind.EVENT, _("Events")))
    return [Link(label=word, url=reverse("cases_desk:likely", args=[kind])) for kind, word in words]


def _lines(request: StaffRequest, kind: str, pairs: list[LikelyPair]) -> list[dict[str, Any]]:
    return [line for _pair, line in _drawn(request, kind, pairs)]


def _drawn(request: StaffRequest, kind: str, pairs: list[LikelyPair]) -> Iterator[tuple[LikelyPair, dict[str, Any]]]:
    """Each pair with its line; one whose record was taken out of the file since the search has none."""
    keys = {key for pair in pairs for key in (pair.first, pair.second)}
    rows = {row.pk: row for row in with_words(rows_of(organisation=request.organisation, kind=kind, keys=keys))} if keys else {}
    for pair in pairs:
        if {pair.first, pair.second} <= set(rows):
            yield (
                pair,
                {
                    "key": pair.pk,
                    "first": called(rows[pair.first]),
                    "second": called(rows[pair.second]),
                    "url": address_of_pair(rows[pair.first], pair.second),
                    "score": in_figures(pair.score),
                    "reasons": reasons_in_words(pair.reasons),
                },
            )
