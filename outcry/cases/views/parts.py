"""Acts, sources, participants, interventions and the detention: one page to write each, with its words per language."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.cases.forms import (
    ActForm,
    ActWordsForm,
    DetentionForm,
    FactsForm,
    InterventionForm,
    InterventionWordsForm,
    ParticipantForm,
    ParticipantWordsForm,
    SourceForm,
)
from outcry.cases.models import Act, Case, Detention, Intervention, Participant, Source
from outcry.cases.operations.writing import add_part, change_part, move_part, remove_part
from outcry.cases.views.pages import all_valid, crumbs, saved, the_case, words_of
from outcry.lib.wording_forms import WordingForm


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of part: how it is called, by which forms it is written. `words` is None where nothing is translated."""

    name: str
    model: Any
    form: type[FactsForm]
    words: type[WordingForm] | None
    heading: Any
    new: Any
    empty: Any
    is_list: bool = True


KINDS = (
    Kind(
        name="acts",
        model=Act,
        form=ActForm,
        words=ActWordsForm,
        heading=gettext_lazy("Acts, in order"),
        new=gettext_lazy("Add an act"),
        empty=gettext_lazy("No act yet. An act is one thing done to one person or group: a detention, a beating, a fine."),
    ),
    Kind(
        name="sources",
        model=Source,
        form=SourceForm,
        words=None,
        heading=gettext_lazy("Sources"),
        new=gettext_lazy("Add a source"),
        empty=gettext_lazy("No source yet. Without one the case can't become public."),
    ),
    Kind(
        name="participants",
        model=Participant,
        form=ParticipantForm,
        words=ParticipantWordsForm,
        heading=gettext_lazy("People and organisations"),
        new=gettext_lazy("Add a person or organisation"),
        empty=gettext_lazy("Nobody yet. Names are stored sealed and published only where you say so."),
    ),
    Kind(
        name="interventions",
        model=Intervention,
        form=InterventionForm,
        words=InterventionWordsForm,
        heading=gettext_lazy("What was done about it"),
        new=gettext_lazy("Add what was done"),
        empty=gettext_lazy("Nothing yet. Appeals, gatherings and a release belong here."),
    ),
)
DETENTION = Kind(
    name="detention",
    model=Detention,
    form=DetentionForm,
    words=None,
    heading=gettext_lazy("Custody"),
    new=gettext_lazy("Custody"),
    empty="",
    is_list=False,
)
_BY_NAME = {kind.name: kind for kind in KINDS}


@staff_only
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """Write a new part."""
    found = _kind(kind)
    return _page(request, the_case(request, pk), found, found.model(), title=str(found.new))


@staff_only
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, pk: int, kind: str, part: int) -> HttpResponse:
    """Change a part."""
    case, found = the_case(request, pk), _kind(kind)
    return _page(request, case, found, get_object_or_404(found.model, case=case, pk=part), title=str(found.heading))


@staff_only
@require_http_methods(["GET", "POST"])
def detention(request: StaffRequest, pk: int) -> HttpResponse:
    """Write down since when and for how long somebody is held, or that it ended."""
    case = the_case(request, pk)
    return _page(request, case, DETENTION, Detention.objects.filter(case=case).first() or Detention(), title=str(DETENTION.heading))


@staff_only
@require_POST
def move(request: StaffRequest, pk: int, kind: str, part: int) -> HttpResponse:
    """One place up or down."""
    case, found = the_case(request, pk), _kind(kind)
    move_part(part=get_object_or_404(found.model, case=case, pk=part), up="up" in request.POST, by=request.user, now=timezone.now())
    return redirect(reverse("cases_desk:case", args=[case.pk]) + f"#{found.name}")


@staff_only
@require_http_methods(["GET", "POST"])
def remove(request: StaffRequest, pk: int, kind: str, part: int) -> HttpResponse:
    """Take a part out of the file, after asking."""
    case, found = the_case(request, pk), _kind(kind)
    row = get_object_or_404(found.model, case=case, pk=part)
    back = reverse("cases_desk:case", args=[case.pk])
    if request.method == "POST":
        remove_part(part=row, by=request.user, now=timezone.now())
        messages.success(request, _("It is out of the file. What was approved before stays public until the next approval."))
        return redirect(back)
    sentences = [_("It is taken out of the file, with its words in every language, and can't be brought back.")]
    if case.projections.filter(is_current=True).exists():
        sentences.append(_("The public keeps reading the version approved last, until another is approved."))
    page = {"title": _("Take it out of the file?"), "crumbs": crumbs(case), "sentences": sentences, "button": _("Take it out"), "back_url": back}
    return TemplateResponse(request, "design/desk/confirm.html", page | {"tone": "alarm"})


def _kind(name: str) -> Kind:
    if name not in _BY_NAME:
        raise Http404
    return _BY_NAME[name]


def _page(request: StaffRequest, case: Case, kind: Kind, row: Any, *, title: str) -> HttpResponse:
    now = timezone.now()
    form = kind.form(request.POST or None, instance=row, case=case, prefix="facts", initial=_first_guess(kind, case, row))
    words = words_of(kind.words, request, row.texts.all() if row.pk else ()) if kind.words else []
    if request.method == "POST" and all_valid([form, *words]) and _says_something(kind, form, words):

        def save_facts() -> Any:
            if row.pk is None:
                return add_part(case=case, kind=kind.model, facts=form.facts(), by=request.user, now=now)
            change_part(part=row, facts=form.facts(), seen=form.cleaned_data["seen"], by=request.user, now=now)
            return row

        if saved(request, form=form, save_facts=save_facts, words=words, now=now):
            return redirect(reverse("cases_desk:case", args=[case.pk]) + f"#{kind.name}")
    page = {"title": title, "crumbs": crumbs(case), "form": form, "words": words, "forms": [form, *words]}
    if row.pk and kind.is_list:
        page["remove_url"] = reverse("cases_desk:remove_part", args=[case.pk, kind.name, row.pk])
    return TemplateResponse(request, "cases/desk/edit.html", page)


def _first_guess(kind: Kind, case: Case, row: Any) -> dict[str, Any]:
    """A new source is mostly in the language of the organisation; a new act mostly rests on the only source there is."""
    if row.pk:
        return {}
    if kind.model is Source:
        return {"language": case.organisation.source_language}
    sources = list(case.sources.all())
    return {"sources": sources} if "sources" in kind.form.base_fields and len(sources) == 1 else {}


def _says_something(kind: Kind, form: FactsForm, words: list[WordingForm]) -> bool:
    """A part without a word in any language is nothing a reader or a colleague could use."""
    if kind.words is None or any(not one.is_empty for one in words):
        return True
    words[0].add_error(words[0].word_names()[0], _("Write it in at least one language."))
    return False
