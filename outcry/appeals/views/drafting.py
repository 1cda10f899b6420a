"""Write an appeal: the list, the draft, its details and texts."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.appeals import operations
from outcry.appeals.beginnings import words_from
from outcry.appeals.check_list import check_list
from outcry.appeals.facts import facts_of
from outcry.appeals.forms import AppealWordsForm, CaseForm, DetailsForm, ReasonForm
from outcry.appeals.models import Appeal, AppealState, AppealText
from outcry.appeals.queries import addressees, current_letter, on_the_desk, page_languages, title_of
from outcry.appeals.refusals import AppealRefused
from outcry.appeals.views.pages import page, state_of, the_appeal, tone_of
from outcry.audit.queries import of_subject
from outcry.audit.reading import in_words
from outcry.cases import publication
from outcry.cases.publication import PublishedCase
from outcry.lib.wording_forms import add_refusal, all_right, all_saved, saved_or_told
from outcry.lib.wordings import Edit


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every appeal with its state."""
    on = request.organisation.content_now(now=timezone.now()).date()
    lines = [
        {"appeal": appeal, "title": title_of(appeal=appeal), "state": state_of(appeal, on=on), "tone": tone_of(appeal, on=on)}
        for appeal in on_the_desk(organisation=request.organisation).select_related("organisation")
    ]
    return TemplateResponse(request, "appeals/desk/index.html", {"title": _("Appeals"), "lines": lines})


@staff_only
@require_http_methods(["GET", "POST"])
def draft(request: StaffRequest) -> HttpResponse:
    """Begin an appeal; `?case=7` fills in what the published case says."""
    now, organisation = timezone.now(), request.organisation
    choices = [(str(case.case_id), f"{case.number} · {case.name}") for case in publication.choices(organisation=organisation)]
    picked = CaseForm(request.POST or request.GET or None, choices=choices)
    case_id = picked.case_id() if picked.is_valid() else None
    case = _case(request, case_id)
    form = DetailsForm(request.POST or None, prefix="details", initial=_about(case.get(organisation.source_language)))
    words = AppealWordsForm.for_languages(rows=(), languages=settings.LANGUAGES, source=organisation.source_language, data=request.POST or None)
    for one in words:
        if one.language in case:
            one.initial = {**one.initial, **words_from(case[one.language])}
    if request.method == "POST" and all_right([picked, form, *words]):
        texts = {one.language: one.appeal_words() for one in words if not one.is_empty}
        try:
            appeal = operations.draft_appeal(
                organisation=organisation,
                case_id=case_id,
                case_version=picked.seen_version(),
                details=form.details(),
                texts=texts,
                by=request.user,
                now=now,
            )
        except AppealRefused as refusal:
            add_refusal(form if refusal.field in form.fields else words[0], refusal)
        else:
            messages.success(request, _("The draft is saved. Nobody outside sees it before it is launched."))
            return redirect("appeals_desk:appeal", appeal.pk)
    crumbs = [{"label": _("Appeals"), "url": reverse("appeals_desk:index")}]
    source = case.get(organisation.source_language)
    context = {
        "title": _("Begin an appeal"),
        "crumbs": crumbs,
        "picked": picked,
        "form": form,
        "words": words,
        "forms": [form, *words],
        "case_id": case_id,
        "case": source,
        "facts": facts_of(source) if source else [],
    }
    return TemplateResponse(request, "appeals/desk/draft.html", context)


def _case(request: StaffRequest, case_id: int | None) -> dict[str, PublishedCase]:
    """What the public already reads about the case, in each language that it can be read in."""
    if case_id is None:
        return {}
    version = publication.current_versions(case_ids=[case_id]).get(case_id)
    on = request.organisation.content_now(now=timezone.now()).date()
    return publication.versions(wanted=[(case_id, version)], on=on).get((case_id, version), {}) if version else {}


def _about(case: PublishedCase | None) -> dict[str, str | date]:
    """Details to begin from, none of which needs a language."""
    if case is None:
        return {}
    about: dict[str, str | date] = {"slug": slugify(case.name), "country": case.country}
    if case.custody and case.custody.due_on:
        about["deadline_on"] = case.custody.due_on
    return about


@staff_only
@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """Where it stands, and what is missing before the launch."""
    now, appeal = timezone.now(), the_appeal(request, pk)
    on = appeal.organisation.content_now(now=now).date()
    spoken = page_languages(organisation=appeal.organisation)
    context = {
        "state": state_of(appeal, on=on),
        "tone": tone_of(appeal, on=on),
        "points": check_list(appeal=appeal, now=now) if appeal.is_draft else (),
        "verdict": operations.may_launch(appeal=appeal, by=request.user, now=now) if appeal.state == AppealState.PROPOSED else None,
        "is_open": appeal.is_open(on=on),
        "letter": current_letter(appeal=appeal),
        "addressees": addressees(appeal=appeal),
        "preview_languages": [(code, name) for code, name in settings.LANGUAGES if code in spoken],
        "history": in_words(entries=of_subject(subject=appeal.subject)[:30], organisation_id=request.organisation.pk),
    }
    return page(request, appeal, "appeal.html", part="", title=title_of(appeal=appeal), **context)


@staff_only
@require_http_methods(["GET", "POST"])
def details(request: StaffRequest, pk: int) -> HttpResponse:
    """What needs no language."""
    appeal = the_appeal(request, pk)
    form = DetailsForm(request.POST or None, prefix="details", appeal=appeal)
    if request.method == "POST" and form.is_valid():
        facts = {"details": form.details(), "seen": form.cleaned_data["seen"]}
        save = partial(operations.change_details, appeal=appeal, by=request.user, now=timezone.now(), **facts)
        if saved_or_told(form, save, refusals=(AppealRefused,)):
            messages.success(request, _("Saved."))
            return redirect("appeals_desk:appeal", appeal.pk)
    return page(request, appeal, "form.html", part="details", title=_("Details"), form=form)


@staff_only
@require_http_methods(["GET", "POST"])
def texts(request: StaffRequest, pk: int) -> HttpResponse:
    """The words in every language side by side; after the launch a correction, with a reason."""
    appeal = the_appeal(request, pk)
    source = appeal.organisation.source_language
    words = AppealWordsForm.for_languages(rows=appeal.texts.all(), languages=settings.LANGUAGES, source=source, data=request.POST or None)
    reason = None if appeal.is_draft else ReasonForm(request.POST or None)
    forms = [*words, *([reason] if reason else [])]
    if request.method == "POST" and all_right(forms) and _texts_saved(request, appeal, words, reason):
        messages.success(request, _("Saved."))
        return redirect("appeals_desk:texts", appeal.pk)
    return page(request, appeal, "texts.html", part="texts", title=_("Texts"), words=words, reason=reason, forms=forms)


def _texts_saved(request: StaffRequest, appeal: Appeal, words: Sequence[AppealWordsForm], reason: ReasonForm | None) -> bool:
    now = timezone.now()

    def save(form: AppealWordsForm, edit: Edit) -> AppealText:
        if reason is None:
            return operations.change_texts(appeal=appeal, edit=edit, words=form.appeal_words(), by=request.user, now=now)
        why = reason.cleaned_data["reason"]
        return operations.correct_text(appeal=appeal, edit=edit, words=form.appeal_words(), reason=why, by=request.user, now=now)

    return all_saved(forms=words, save=save, refusals=(AppealRefused,))
