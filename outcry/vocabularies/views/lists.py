"""All lists; one list as a tree, level by level, or what a search finds in it; its history; taking it away."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.design.day_words import joined
from outcry.vocabularies import history, queries
from outcry.vocabularies.exporting import as_csv, as_skos
from outcry.vocabularies.forms import SearchForm
from outcry.vocabularies.models import Term, Vocabulary, VocabularyVersion
from outcry.vocabularies.operations import NotUndone, of_one_import, undo_import
from outcry.vocabularies.views.common import Line, above_in_words, crumbs, definition_of, list_or_404, name_of, spoken

TERMS_PER_PAGE = 100
# A list this short is shown as a whole tree; a longer one level by level.
SHORT_LIST = 150
VERSIONS_PER_PAGE = 20
# No database holds a larger one in the column of numbers.
_LARGEST_NUMBER = 2**31 - 1


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every list, with how many terms it has."""
    rows = Vocabulary.objects.prefetch_related("texts").annotate(
        usable=Count("terms", filter=Q(terms__retired_at=None)), retired=Count("terms", filter=Q(terms__retired_at__isnull=False))
    )
    lines = [{"vocabulary": row, "name": name_of(row), "definition": definition_of(row)} for row in rows]
    return TemplateResponse(request, "vocabularies/desk/index.html", {"title": _("Lists of terms"), "lines": lines})


@staff_only
@require_safe
def show(request: StaffRequest, key: str) -> HttpResponse:
    """One list: all of it if it is short, else one level; or the terms that a search finds."""
    vocabulary = list_or_404(key)
    form = SearchForm(request.GET)
    wanted = form.cleaned_data["q"].strip() if form.is_valid() else ""
    below = get_object_or_404(Term, pk=request.GET["below"], vocabulary=vocabulary) if request.GET.get("below", "").isdigit() and not wanted else None
    is_whole = not wanted and below is None and Term.objects.in_list(key).count() <= SHORT_LIST
    rows = queries.search(key=key, words=wanted) if wanted else queries.level(key=key, parent=below)
    page = None if is_whole else Paginator(rows, TERMS_PER_PAGE).get_page(request.GET.get("page"))
    kept = {"q": wanted} if wanted else {"below": below.pk} if below else {}
    context = {
        "title": name_of(vocabulary),
        "crumbs": crumbs(),
        "vocabulary": vocabulary,
        "definition": definition_of(vocabulary),
        "form": form,
        "wanted": wanted,
        "below": below,
        "above": above_in_words(below) if below else [],
        "below_words": queries.wording(term=below, language=spoken()) if below else None,
        "page": page,
        "lines": _tree(key) if page is None else _found(list(page.object_list)) if wanted else _level(list(page.object_list)),
        "query": urlencode(kept) + "&" if kept else "",
    }
    return TemplateResponse(request, "vocabularies/desk/list.html", context)


def _tree(key: str) -> list[Line]:
    return [Line.of(branch) for branch in queries.tree(key=key, language=spoken(), with_retired=True)]


def _level(rows: list[Term]) -> list[Line]:
    return [Line.of(branch) for branch in queries.branches(rows=rows, language=spoken())]


def _found(rows: list[Term]) -> list[Line]:
    """What a search finds, each with the way to it."""
    above = queries.ancestors(rows=rows)
    words = queries.wordings(term_ids={term.pk for terms in above.values() for term in terms}, language=spoken())
    ways = {pk: " › ".join(words[term.pk].label for term in terms) for pk, terms in above.items()}
    return [Line.of(branch, above=ways[branch.term.pk]) for branch in queries.branches(rows=rows, language=spoken())]


@staff_only
@require_safe
def changes(request: StaffRequest, key: str) -> HttpResponse:
    """What was changed in a list, version by version, the latest first."""
    vocabulary = list_or_404(key)
    page = Paginator(vocabulary.versions.select_related("by"), VERSIONS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("History"),
        "crumbs": crumbs(vocabulary),
        "vocabulary": vocabulary,
        "page": page,
        "versions": history.of_versions(versions=list(page.object_list), language=spoken()),
        "query": "",
    }
    return TemplateResponse(request, "vocabularies/desk/history.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def undo(request: StaffRequest, key: str, number: int) -> HttpResponse:
    """Ask first, then take back what a file brought, in all lists that it changed."""
    vocabulary = list_or_404(key)
    version = get_object_or_404(VocabularyVersion.objects.from_files().filter(vocabulary=vocabulary), number=min(number, _LARGEST_NUMBER))
    back = reverse("vocabularies_desk:history", args=[key])
    if request.method == "POST":
        try:
            undone = undo_import(version=version, by=request.user, now=timezone.now())
        except NotUndone as refusal:
            messages.error(request, str(refusal))
        else:
            left = len(undone.left)
            messages.success(request, _("Taken back. Terms where something had to stay, because it was changed since: %(count)s.") % {"count": left})
        return redirect(back)
    names = [name_of(one.vocabulary) for one in of_one_import(version)]
    sentences = [
        _("Terms that this file brought are retired: records that have them keep them. Words and places that it changed are put back."),
        _("What people have changed since stays as it is. Taking back is a version of its own, and can be taken back."),
        _("Lists that the file changed: %(lists)s.") % {"lists": joined(names)},
    ]
    page = {"title": _("Take the import back"), "crumbs": crumbs(vocabulary), "sentences": sentences, "button": _("Take it back")}
    return TemplateResponse(request, "design/desk/confirm.html", page | {"back_url": back, "tone": "alarm"})


@staff_only
@require_safe
def table(request: StaffRequest, key: str = "") -> HttpResponse:
    """One list, or all of them, as a table for spreadsheets."""
    keys = [list_or_404(key).key] if key else list(Vocabulary.objects.values_list("key", flat=True))
    return _file(b"".join(as_csv(keys=keys)), "text/csv; charset=utf-8", f"{key or 'terms'}.csv")


@staff_only
@require_safe
def skos(request: StaffRequest, key: str) -> HttpResponse:
    """One list as SKOS."""
    return _file(as_skos(vocabulary=list_or_404(key)), "application/ld+json", f"{key}.jsonld")


def _file(text: str | bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(text, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
