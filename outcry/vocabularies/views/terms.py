"""One term: its words, its place, what uses it, what was done to it, and doing so."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.lib.wording_forms import NotSaved, add_refusal, all_right, save_wordings
from outcry.lib.wordings import Edit
from outcry.vocabularies import history, operations, queries
from outcry.vocabularies.forms import ChangeForm, PlaceForm, RetireForm, TermWordsForm, language_name, languages_to_write
from outcry.vocabularies.models import Term, TermLabel
from outcry.vocabularies.operations import TermChangedMeanwhile, TermRefused
from outcry.vocabularies.queries import FALLBACK_LANGUAGE
from outcry.vocabularies.views.common import above_in_words, crumbs, list_or_404, name_of, spoken, term_or_404

CHANGES_PER_PAGE = 50


@staff_only
@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """The term in all its languages, where it stands, how often it is used, what was changed."""
    term = term_or_404(pk)
    words = queries.wording(term=term, language=spoken())
    rows = term.changes.select_related("version__by").order_by("-pk")
    page = Paginator(rows, CHANGES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": words.label,
        "crumbs": crumbs(term.vocabulary, above=above_in_words(term)),
        "term": term,
        "words": words,
        "list_name": name_of(term.vocabulary),
        "labels": [{"row": row, "name": language_name(row.language)} for row in sorted(term.labels.all(), key=_order)],
        "children": queries.branches(rows=list(queries.level(key=term.vocabulary.key, parent=term)[:CHANGES_PER_PAGE]), language=spoken()),
        "number_of_children": term.children.count(),
        "replacement": queries.wording(term=term.replaced_by, language=spoken()) if term.replaced_by else None,
        "usage": queries.usage(term=term),
        "page": page,
        "lines": history.of_term(changes=page.object_list, language=spoken()),
        "query": "",
    }
    return TemplateResponse(request, "vocabularies/desk/term.html", context)


def _order(row: TermLabel) -> tuple[int, str]:
    ours = [code for code, _name in settings.LANGUAGES]
    return (ours.index(row.language) if row.language in ours else len(ours), row.language)


@staff_only
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest, key: str) -> HttpResponse:
    """Add a term beneath another one, or at the top."""
    vocabulary = list_or_404(key)
    below = request.GET.get("below", "")
    parent = get_object_or_404(Term, pk=below, vocabulary=vocabulary) if below.isdigit() else None
    forms_ = TermWordsForm.for_languages(rows=(), languages=languages_to_write(()), source=FALLBACK_LANGUAGE, data=request.POST or None)
    if request.method == "POST" and all_right(forms_):
        words = {one.language: one.term_words() for one in forms_ if not one.is_empty}
        try:
            term = operations.add_term(vocabulary=vocabulary, parent=parent, words=words, by=request.user, now=timezone.now())
        except TermRefused as refusal:
            add_refusal(forms_[0], refusal)
        else:
            messages.success(request, _("The term is in the list."))
            return redirect("vocabularies_desk:term", term.pk)
    back = reverse("vocabularies_desk:term", args=[parent.pk]) if parent else reverse("vocabularies_desk:list", args=[key])
    context = {
        "title": _("Add a term"),
        "crumbs": crumbs(vocabulary, above=[*above_in_words(parent), (parent, queries.wording(term=parent, language=spoken()))] if parent else []),
        "forms": forms_,
        "back_url": back,
    }
    return TemplateResponse(request, "vocabularies/desk/words.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def words(request: StaffRequest, pk: int) -> HttpResponse:
    """Reword a term, in any language, all or nothing."""
    term = term_or_404(pk)
    rows = list(term.labels.all())
    forms_ = TermWordsForm.for_languages(rows=rows, languages=languages_to_write(rows), source=FALLBACK_LANGUAGE, data=request.POST or None)
    if request.method == "POST" and all_right(forms_) and _saved(request, term, forms_):
        messages.success(request, _("Saved."))
        return redirect("vocabularies_desk:term", term.pk)
    context = {"title": _("Change the words"), "crumbs": _crumbs(term), "forms": forms_, "back_url": reverse("vocabularies_desk:term", args=[pk])}
    return TemplateResponse(request, "vocabularies/desk/words.html", context)


def _saved(request: StaffRequest, term: Term, forms_: list[TermWordsForm]) -> bool:
    now = timezone.now()

    def save(one: TermWordsForm, edit: Edit) -> TermLabel:
        return operations.change_label(term=term, edit=edit, words=one.term_words(), by=request.user, now=now)

    try:
        save_wordings(forms=forms_, save=save, refusals=(TermRefused,))
    except NotSaved:
        return False
    return True


@staff_only
@require_http_methods(["GET", "POST"])
def move(request: StaffRequest, pk: int) -> HttpResponse:
    """Hang a term somewhere else."""
    term = term_or_404(pk)
    form = PlaceForm(request.POST or None, term=term, key=term.vocabulary.key)

    def do() -> None:
        chosen = form.cleaned_data
        operations.move_term(term=term, parent=chosen["parent"], seen_version=chosen["seen_version"], by=request.user, now=timezone.now())

    sentences = [
        _("The term and everything beneath it hang there from then on. Its code stays, and so do the records that have it."),
        _("Filters and counts by the terms above it change at once."),
    ]
    return _ask(request, term, form, do, title=_("Move the term"), sentences=sentences, button=_("Move it"), done=_("The term was moved."))


@staff_only
@require_http_methods(["GET", "POST"])
def retire(request: StaffRequest, pk: int) -> HttpResponse:
    """Offer a term no longer."""
    term = term_or_404(pk)
    form = RetireForm(request.POST or None, term=term, key=term.vocabulary.key)

    def do() -> None:
        chosen = form.cleaned_data
        operations.retire_term(term=term, replaced_by=chosen["replaced_by"], seen_version=chosen["seen_version"], by=request.user, now=timezone.now())

    sentences = [
        _("The term is offered to new records no longer. Records that have it keep it, and are found under it as before."),
        _("It can be taken into use again. Terms beneath it stay in use."),
    ]
    return _ask(request, term, form, do, title=_("Retire the term"), sentences=sentences, button=_("Retire it"), done=_("The term was retired."))


def _ask(
    request: StaffRequest, term: Term, form: ChangeForm, do: Callable[[], None], *, title: str, sentences: list[str], button: str, done: str
) -> HttpResponse:
    """Say what will happen, do it when the button is pressed, and tell whoever comes second."""
    if request.method == "POST" and form.is_valid():
        try:
            do()
        except TermRefused as refusal:
            add_refusal(form, refusal)
        except TermChangedMeanwhile as clash:
            form = type(form)(term=clash.current, key=term.vocabulary.key)
            messages.error(request, _("Somebody else changed this term meanwhile. The page shows it as it is now; look at it and decide again."))
        else:
            messages.success(request, done)
            return redirect("vocabularies_desk:term", term.pk)
    context = {"title": title, "crumbs": _crumbs(term), "sentences": sentences, "button": button, "form": form, "tone": "wait"}
    return TemplateResponse(request, "design/desk/confirm.html", context | {"back_url": reverse("vocabularies_desk:term", args=[term.pk])})


@staff_only
@require_POST
def restore(request: StaffRequest, pk: int) -> HttpResponse:
    """Offer a retired term again."""
    term = term_or_404(pk)
    seen = request.POST.get("seen_version", "")
    try:
        operations.restore_term(term=term, seen_version=int(seen) if seen.isdigit() else 0, by=request.user, now=timezone.now())
    except TermChangedMeanwhile:
        messages.error(request, _("Somebody else changed this term meanwhile. The page shows it as it is now; look at it and decide again."))
    else:
        messages.success(request, _("The term is in use again."))
    return redirect("vocabularies_desk:term", pk)


def _crumbs(term: Term) -> list[dict[str, str]]:
    return crumbs(term.vocabulary, above=[*above_in_words(term), (term, queries.wording(term=term, language=spoken()))])
