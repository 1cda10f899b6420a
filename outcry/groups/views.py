"""The organisations' desk: the list, one with its texts and what belongs to it, and the decision that readers may know of it."""

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.appeals import queries as appeals
from outcry.audit.queries import of_subject
from outcry.audit.reading import in_words
from outcry.cases import publication
from outcry.gatherings import queries as gatherings
from outcry.groups import operations
from outcry.groups.forms import DetailsForm, GroupWordsForm, ShowForm, TiesForm
from outcry.groups.models import Group, GroupText
from outcry.groups.queries import name_of, on_the_desk
from outcry.groups.refusals import GroupRefused
from outcry.lib.desk_answers import done_or_told, words_saved
from outcry.lib.wording_forms import add_refusal, all_right, saved_or_told
from outcry.lib.wordings import Edit


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every organisation, and whether readers see it."""
    lines = [{"group": one, "name": name_of(group=one)} for one in on_the_desk(organisation=request.organisation)]
    return TemplateResponse(request, "groups/desk/index.html", {"title": _("Organisations"), "lines": sorted(lines, key=lambda line: str(line["name"]))})


@staff_only
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Keep another one."""
    source = request.organisation.source_language
    form = DetailsForm(request.POST or None, prefix="details")
    words = GroupWordsForm.for_languages(rows=(), languages=settings.LANGUAGES, source=source, data=request.POST or None)
    if request.method == "POST" and all_right([form, *words]):
        texts = {one.language: one.group_words() for one in words if not one.is_empty}
        try:
            group = operations.add_group(organisation=request.organisation, details=form.details(), texts=texts, by=request.user, now=timezone.now())
        except GroupRefused as refusal:
            add_refusal(form if refusal.field in form.fields else words[0], refusal)
        else:
            messages.success(request, _("Kept. Nobody outside sees it before somebody decides that it may be named."))
            return redirect("groups_desk:group", group.pk)
    crumbs = [{"label": _("Organisations"), "url": reverse("groups_desk:index")}]
    context = {"title": _("Add an organisation"), "crumbs": crumbs, "form": form, "words": words, "forms": [form, *words]}
    return TemplateResponse(request, "groups/desk/add.html", context)


@staff_only
@require_safe
def overview(request: StaffRequest, pk: int) -> HttpResponse:
    """What is kept of it, and whether readers see it."""
    group = _the_group(request, pk)
    context = {
        "ties": [(_("Cases"), group.cases.count()), (_("Appeals"), group.appeals.count()), (_("Gatherings"), group.gatherings.count())],
        "history": in_words(entries=of_subject(subject=group.subject)[:30], organisation_id=request.organisation.pk),
    }
    return _page(request, group, "group.html", part="", title=name_of(group=group), **context)


@staff_only
@require_http_methods(["GET", "POST"])
def details(request: StaffRequest, pk: int) -> HttpResponse:
    """What needs no language."""
    group = _the_group(request, pk)
    form = DetailsForm(request.POST or None, prefix="details", group=group)
    if request.method == "POST" and form.is_valid():
        facts = {"details": form.details(), "seen": form.cleaned_data["seen"]}
        save = partial(operations.change_details, group=group, by=request.user, now=timezone.now(), **facts)
        if saved_or_told(form, save, refusals=(GroupRefused,)):
            messages.success(request, _("Saved."))
            return redirect("groups_desk:group", group.pk)
    return _page(request, group, "form.html", part="details", title=_("Details"), form=form, forms=[form], words=())


@staff_only
@require_http_methods(["GET", "POST"])
def texts(request: StaffRequest, pk: int) -> HttpResponse:
    """The words in every language side by side."""
    group, now = _the_group(request, pk), timezone.now()
    source = request.organisation.source_language
    words = GroupWordsForm.for_languages(rows=group.texts.all(), languages=settings.LANGUAGES, source=source, data=request.POST or None)

    def save(form: GroupWordsForm, edit: Edit) -> GroupText:
        return operations.change_texts(group=group, edit=edit, words=form.group_words(), by=request.user, now=now)

    if words_saved(request, words, save, refusals=(GroupRefused,)):
        return redirect("groups_desk:texts", group.pk)
    return _page(request, group, "form.html", part="texts", title=_("Texts"), form=None, forms=words, words=words)


@staff_only
@require_http_methods(["GET", "POST"])
def ties(request: StaffRequest, pk: int) -> HttpResponse:
    """The cases, appeals and gatherings that belong to it. Reports say so themselves."""
    group = _the_group(request, pk)
    offered = _to_choose(request)
    known = {name: list(getattr(group, name).values_list("pk", flat=True)) for name in offered}
    form = TiesForm(request.POST or None, initial=known, **offered)
    if request.method == "POST" and form.is_valid():
        keys = form.keys()
        # What this colleague is not offered, because it is withdrawn or kept to others, stays as it is.
        keys["cases"] += set(known["cases"]) - {key for key, _name in offered["cases"]}
        operations.tie(group=group, by=request.user, now=timezone.now(), **keys)
        messages.success(request, _("Saved."))
        return redirect("groups_desk:group", group.pk)
    return _page(request, group, "form.html", part="ties", title=_("What belongs to it"), form=form, forms=[form], words=())


@staff_only
@require_http_methods(["GET", "POST"])
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask first, with a reason, then show it to readers."""
    group = _the_group(request, pk)
    form = ShowForm(request.POST or None, initial={"reason": group.reason})
    if request.method == "POST" and form.is_valid():
        try:
            operations.show(group=group, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
        except GroupRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Readers see it now."))
            return redirect("groups_desk:group", group.pk)
    sentences = [
        _("It gets a page in every language, and a name on the reports that are put under it."),
        _("Where it is banned or watched, belonging to it can be held against people. Whoever is named on that page beside it counts as one of its own."),
    ]
    return _ask(request, group, title=_("Show to readers"), sentences=sentences, button=_("It may be named: show it"), form=form)


@staff_only
@require_http_methods(["GET", "POST"])
def hide(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask first, then hide it."""
    group = _the_group(request, pk)
    if request.method == "POST":
        operations.hide(group=group, by=request.user, now=timezone.now())
        messages.success(request, _("Readers see it no more."))
        return redirect("groups_desk:group", group.pk)
    sentences = [_("Its page goes at once, and its name from every list, feed and report that is put under it. What reports say in their own words stays.")]
    return _ask(request, group, title=_("Hide from readers"), sentences=sentences, button=_("Hide it"))


@staff_only
@require_http_methods(["GET", "POST"])
def discard(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask first, then delete it."""
    group = _the_group(request, pk)
    if request.method == "POST":
        act = partial(operations.discard, group=group, by=request.user, now=timezone.now())
        is_gone = done_or_told(request, act, done=_("Deleted for good."), refusals=GroupRefused)
        return redirect("groups_desk:index") if is_gone else redirect("groups_desk:group", pk)
    sentences = [_("It goes with its texts, and with all that says what belongs to it. It can't be undone.")]
    return _ask(request, group, title=_("Delete the organisation"), sentences=sentences, button=_("Delete for good"), tone="alarm")


def _the_group(request: StaffRequest, pk: int) -> Group:
    return get_object_or_404(on_the_desk(organisation=request.organisation), pk=pk)


def _to_choose(request: StaffRequest) -> dict[str, list[tuple[int, str]]]:
    ours = request.organisation
    return {
        "cases": [(case.case_id, f"{case.number} · {case.name}") for case in publication.choices(organisation=ours) if case.is_published],
        "appeals": [(one.pk, appeals.title_of(appeal=one)) for one in appeals.on_the_desk(organisation=ours).select_related("organisation")],
        "gatherings": [(one.pk, gatherings.title_of(gathering=one)) for one in gatherings.on_the_desk(organisation=ours)],
    }


def _page(request: StaffRequest, group: Group, template: str, *, part: str, title: str, **context: Any) -> HttpResponse:
    """One page of an organisation; `part` names the tab, empty for the first."""
    crumbs = [{"label": _("Organisations"), "url": reverse("groups_desk:index")}]
    if part:
        crumbs.append({"label": name_of(group=group), "url": reverse("groups_desk:group", args=[group.pk])})
    return TemplateResponse(request, f"groups/desk/{template}", {"group": group, "title": title, "crumbs": crumbs, "part": part} | context)


def _ask(
    request: StaffRequest, group: Group, *, title: str, sentences: list[str], button: str, tone: str = "wait", form: ShowForm | None = None
) -> HttpResponse:
    back = reverse("groups_desk:group", args=[group.pk])
    crumbs = [{"label": _("Organisations"), "url": reverse("groups_desk:index")}, {"label": name_of(group=group), "url": back}]
    context = {"title": title, "crumbs": crumbs, "sentences": sentences, "button": button, "back_url": back, "tone": tone, "form": form}
    return TemplateResponse(request, "design/desk/confirm.html", context)
