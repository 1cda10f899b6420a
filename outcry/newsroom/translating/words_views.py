"""Words of appeals and cases on the desk: side by side with their source, and as files for translators' programs."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.audit.operations import record
from outcry.cases.publication import CasesWanted
from outcry.design.parts import direction
from outcry.lib.wordings import ChangedMeanwhile
from outcry.newsroom.drawing.lines import own_name
from outcry.newsroom.translating.forms import TranslationForm
from outcry.newsroom.translating.pages import IN_A_FILE, as_file, language_or_404, left_to_do, queue_address
from outcry.newsroom.translating.queue import DONE, pressing_cases
from outcry.newsroom.translating.words import NotSaved, Worded, WordsWork, running_appeals, save_words, worded
from outcry.newsroom.translating.work import Standing


@staff_only
@require_http_methods(["GET", "POST"])
def words(request: StaffRequest, kind: str, pk: int, language: str) -> HttpResponse:
    """An appeal or a case side by side with its source. A POST saves what changed."""
    whole, language = _whole(request, kind, pk), language_or_404(request, language)
    work = whole.work(language)
    form = TranslationForm(request.POST or None, work=work)
    if form.is_bound and form.is_valid() and (saved := _save(request, whole, language, form)):
        messages.success(request, left_to_do(len(saved.lines), saved.number(Standing.DONE)))
        return redirect("translations_desk:words", kind, pk, language)
    source = request.organisation.source_language
    context = {
        "title": _("%(report)s: %(language)s") % {"report": whole.title, "language": own_name(language)},
        "crumbs": [{"label": _("Translations"), "url": queue_address(language, "")}],
        "form": form,
        "rows": list(form.rows()),
        "work": work,
        "done": work.number(Standing.DONE),
        "parts": len(work.lines),
        "kind": kind,
        "pk": pk,
        "source_language": source,
        "source_direction": direction(source),
        "source_name": own_name(source),
        "language": language,
        "desk_url": whole.desk,
    }
    return TemplateResponse(request, "newsroom/desk/translation_of_words.html", context)


@staff_only
@require_POST
def take_words(request: StaffRequest, kind: str, pk: int, language: str, form: str) -> HttpResponse:
    """One appeal or case as a file for a translator's program."""
    return _file(request, [_whole(request, kind, pk)], language=language_or_404(request, language), name=f"{kind}-{pk}", form=form)


@staff_only
@require_POST
def take_all_words(request: StaffRequest, kind: str, form: str) -> HttpResponse:
    """The appeals or the cases that wait in a language, as such a file."""
    language = language_or_404(request, request.POST.get("language", ""))
    wanted = _appeals(request, language) if kind == "appeal" else _cases(request, language)
    return _file(request, wanted, language=language, name=f"{kind}s", form=form)


def _appeals(request: StaffRequest, language: str) -> list[Worded]:
    return [one for one in running_appeals(organisation=request.organisation) if one.standing(language) != DONE][:IN_A_FILE]


def _cases(request: StaffRequest, language: str) -> Iterable[Worded]:
    ours = request.organisation
    pressing = pressing_cases(organisation=ours, on=ours.content_now(now=timezone.now()).date())
    waiting = CasesWanted(organisation=ours, language=language, pressing=pressing)[:IN_A_FILE]
    return [whole for one in waiting if (whole := worded(subject=f"case:{one.case_id}", organisation=ours))]


def _file(request: StaffRequest, wholes: Iterable[Worded], *, language: str, name: str, form: str) -> HttpResponse:
    """What leaves the house is in the log of each case and appeal."""
    taken = list(wholes)
    for whole in taken:
        record(verb="take_words", subject=whole.subject, actor=request.user, now=timezone.now(), language=language)
    return as_file(request, [whole.work(language) for whole in taken], language=language, name=name, kind=form)


def _save(request: StaffRequest, whole: Worded, language: str, form: TranslationForm) -> WordsWork | None:
    """What stands there now; None when nothing was saved, and the form says why."""
    ours = request.organisation
    try:
        return save_words(
            subject=whole.subject,
            organisation=ours,
            language=language,
            texts=form.texts(),
            still_right=form.still_right(),
            seen=form.cleaned_data["seen"],
            by=request.user,
            now=timezone.now(),
        )
    except ChangedMeanwhile:
        now_there = worded(subject=whole.subject, organisation=ours)
        if now_there:
            form.tell_of(now_there.work(language))
    except NotSaved as refused:
        form.refuse(refused.key, refused.sentence)
    return None


def _whole(request: StaffRequest, kind: str, pk: int) -> Worded:
    whole = worded(subject=f"{kind}:{pk}", organisation=request.organisation)
    if whole is None:
        raise Http404
    return whole


def address_of(subject: str, language: str) -> str:
    """Where something named in a translator's file is translated: "report:5", "case:12"."""
    kind, _colon, pk = subject.partition(":")
    if kind == "report":
        return reverse("translations_desk:report", args=[pk, language])
    return reverse("translations_desk:words", args=[kind, pk, language])
