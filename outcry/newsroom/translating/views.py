"""Translations on the desk: the queue of a language, a report side by side with its source, files for translators' programs."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Locale

from outcry.accounts.models import Organisation
from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.audit.operations import record
from outcry.cases.publication import CasesWanted
from outcry.design.parts import direction
from outcry.lib.wordings import ChangedMeanwhile
from outcry.newsroom.drawing.lines import own_name
from outcry.newsroom.models import ReportPage
from outcry.newsroom.rich_text import clean
from outcry.newsroom.translating import units as formats
from outcry.newsroom.translating.exchange import bring_in
from outcry.newsroom.translating.forms import FileForm, TranslationForm
from outcry.newsroom.translating.pages import IN_A_FILE, as_file, language_or_404, queue_address
from outcry.newsroom.translating.queue import BEGUN, BEHIND, DONE, MISSING, pressing_cases, reports_wanted, standing_in_words, without_source
from outcry.newsroom.translating.words import running_appeals
from outcry.newsroom.translating.words_views import address_of
from outcry.newsroom.translating.work import NotWhole, Standing, Work, save_translation, work_on
from outcry.newsroom.translation_rows import UrgentTranslation

_ON_A_PAGE = 50
_LARGEST_FILE = 20_000_000
_TONES = {MISSING: "wait", BEGUN: "plain", BEHIND: "alarm", DONE: "safe"}


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """What waits to be translated into one language."""
    ours = request.organisation
    others = [code for code, _name in settings.LANGUAGES if code != ours.source_language]
    language = asked if (asked := request.GET.get("language", "")) in others else next(iter(others), "")
    standing = asked if (asked := request.GET.get("standing", "")) in _TONES else ""
    on = ours.content_now(now=timezone.now()).date()
    page = Paginator(reports_wanted(organisation=ours, language=language, on=on, standing=standing), _ON_A_PAGE).get_page(request.GET.get("page"))
    waiting = CasesWanted(organisation=ours, language=language, standing=standing, pressing=pressing_cases(organisation=ours, on=on))
    counted: Any = waiting
    cases: Page[Any] = Paginator(counted, _ON_A_PAGE).get_page(request.GET.get("cases"))
    context = {
        "title": _("Translations"),
        "language": language,
        "languages": [{"code": code, "name": own_name(code), "url": queue_address(code, standing), "is_current": code == language} for code in others],
        "standings": [
            {"word": standing_in_words(one) if one else _("what waits"), "url": queue_address(language, one), "is_current": one == standing}
            for one in ("", MISSING, BEHIND, BEGUN, DONE)
        ],
        "standing": standing,
        "lines": [_line(report, language) for report in page],
        "appeals": _appeals(ours, language, standing),
        "cases": [
            {"title": f"{one.number} · {one.name}", "is_pressing": one.is_pressing, "url": address_of(f"case:{one.case_id}", language), **_badge(one.standing)}
            for one in cases
        ],
        "cases_page": cases,
        "page": page,
        "without_source": without_source(organisation=ours),
        "source_name": own_name(ours.source_language),
    }
    return TemplateResponse(request, "newsroom/desk/translations.html", context)


@staff_only
@require_POST
def urgent(request: StaffRequest, pk: int, language: str) -> HttpResponse:
    """Say that a report is wanted in a language before others, or take that back."""
    source, language = _source(request, pk), language_or_404(request, language)
    found = UrgentTranslation.objects.filter(translation_key=source.translation_key, language=language)
    if request.POST.get("urgent"):
        UrgentTranslation.objects.get_or_create(
            translation_key=source.translation_key, language=language, defaults={"asked_by": request.user, "asked_at": timezone.now()}
        )
    else:
        found.delete()
    record(verb="urgent_translation", subject=f"report:{source.pk}", actor=request.user, now=timezone.now(), language=language, urgent=found.exists())
    return redirect(queue_address(language, ""))


@staff_only
@require_http_methods(["GET", "POST"])
def report(request: StaffRequest, pk: int, language: str) -> HttpResponse:
    """A report side by side with its source. A POST saves a draft, and publishes it when that is asked for and all is translated."""
    source, language = _source(request, pk), language_or_404(request, language)
    work = work_on(source=source, language=language)
    form = TranslationForm(request.POST or None, work=work)
    if form.is_bound and form.is_valid() and (saved := _save(request, source, language, form)):
        messages.success(request, _told(saved, request.POST))
        return redirect("translations_desk:report", pk, language)
    context = {
        "title": _("%(report)s: %(language)s") % {"report": work.source.title, "language": own_name(language)},
        "crumbs": [{"label": _("Translations"), "url": queue_address(language, "")}],
        "form": form,
        "rows": [row | {"source_text": clean(row["line"].source.text) if row["line"].source.is_rich else ""} for row in form.rows()],
        "work": work,
        "done": work.number(Standing.DONE),
        "parts": len(work.lines),
        "source_language": source.locale.language_code,
        "source_direction": direction(source.locale.language_code),
        "source_name": own_name(source.locale.language_code),
        "language": language,
        "language_name": own_name(language),
        "source": source,
        "may_publish": _parent_permissions(request, source, language).can_publish_subpage(),
        "editor_url": reverse("wagtailadmin_pages:edit", args=[work.page.pk]) if work.page else "",
        "public_url": work.page.address() if work.page and work.page.live and not work.page.is_ahead else "",
    }
    return TemplateResponse(request, "newsroom/desk/translation.html", context)


@staff_only
@require_safe
def take(request: StaffRequest, kind: str) -> HttpResponse:
    """What waits in a language, as a file for a translator's program."""
    ours = request.organisation
    language = language_or_404(request, request.GET.get("language", ""))
    on = ours.content_now(now=timezone.now()).date()
    wanted = reports_wanted(organisation=ours, language=language, on=on)[:IN_A_FILE]
    return as_file(request, (work_on(source=source, language=language) for source in wanted), language=language, name="reports", kind=kind)


@staff_only
@require_safe
def take_one(request: StaffRequest, pk: int, language: str, kind: str) -> HttpResponse:
    """One report, as such a file."""
    source = _source(request, pk)
    language = language_or_404(request, language)
    return as_file(request, [work_on(source=source, language=language)], language=language, name=source.slug, kind=kind)


@staff_only
@require_http_methods(["GET", "POST"])
def bring(request: StaffRequest) -> HttpResponse:
    """Bring back a file with translations."""
    form = FileForm(request.POST or None, request.FILES or None)
    brought: list[dict[str, Any]] = []
    if form.is_bound and form.is_valid():
        brought = _bring(request, form)
    context = {"title": _("Bring translations back"), "crumbs": [{"label": _("Translations"), "url": reverse("translations_desk:index")}]}
    return TemplateResponse(request, "newsroom/desk/translations_brought.html", context | {"form": form, "brought": brought})


def _bring(request: StaffRequest, form: FileForm) -> list[dict[str, Any]]:
    file = form.cleaned_data["file"]
    if file.size > _LARGEST_FILE:
        form.add_error("file", _("The file is too large: at most %(number)d MB.") % {"number": _LARGEST_FILE // 1_000_000})
        return []
    try:
        language, found = formats.read(file.read())
        language = language_or_404(request, language)
    except (formats.Unreadable, Http404):
        form.add_error("file", _("This is neither PO nor XLIFF 1.2, or it does not say into which language of this site it translates."))
        return []
    done = bring_in(units=found, language=language, organisation=request.organisation, by=request.user, now=timezone.now())
    saved = sum(one.saved for one in done)
    messages.success(request, ngettext("%(number)s text is saved.", "%(number)s texts are saved.", saved) % {"number": saved})
    return [{"one": one, "url": address_of(one.subject, language) if one.subject else ""} for one in done]


def _save(request: StaffRequest, source: ReportPage, language: str, form: TranslationForm) -> Work | None:
    """What stands there now; None when it was not saved, and the form says why."""
    is_wanted, is_asked = "publish" in request.POST, "ask" in request.POST
    if is_wanted and not _parent_permissions(request, source, language).can_publish_subpage():
        form.add_error(None, _("You may save a draft. Somebody who may publish reports does the rest."))
        return None
    try:
        return save_translation(
            source=source,
            language=language,
            texts=form.texts(),
            still_right=form.still_right(),
            seen=form.cleaned_data["seen"],
            by=request.user,
            now=timezone.now(),
            publish=is_wanted,
            ask=is_asked,
        )
    except ChangedMeanwhile as meanwhile:
        form.tell_of(meanwhile.current)
    except NotWhole:
        form.add_error(
            None, _("Not published, and not saved yet: a text is missing, or its source changed and nobody compared it. Save it as a draft, or complete it.")
        )
    return None


def _told(work: Work, sent: Mapping[str, Any]) -> str:
    if "publish" in sent:
        return _("Published.")
    if "ask" in sent:
        return _("A colleague can read it now. You are told on the first page of the desk if it comes back.")
    left = len(work.lines) - work.number(Standing.DONE)
    if not left:
        return _("Saved as a draft. Everything is translated.")
    return ngettext("Saved as a draft. %(number)s text is left.", "Saved as a draft. %(number)s texts are left.", left) % {"number": left}


def _source(request: StaffRequest, pk: int) -> ReportPage:
    """The report in the organisation's source language."""
    source = get_object_or_404(ReportPage.objects.select_related("locale"), pk=pk, locale__language_code=request.organisation.source_language)
    if source.organisation != request.organisation:
        raise Http404
    return source


def _parent_permissions(request: StaffRequest, source: ReportPage, language: str) -> Any:
    parent = source.get_parent().get_translation(Locale.objects.get(language_code=language))
    return parent.permissions_for_user(request.user)


def _appeals(ours: Organisation, language: str, standing: str) -> list[dict[str, Any]]:
    """Those that run and wait, or stand as is asked for."""
    found = [(one, one.standing(language)) for one in running_appeals(organisation=ours)]
    wanted = [(one, there) for one, there in found if there == standing or (not standing and there != DONE)]
    return [{"title": one.title, "url": address_of(one.subject, language), **_badge(there)} for one, there in wanted]


def _line(report: Any, language: str) -> dict[str, Any]:
    return {"report": report, "url": reverse("translations_desk:report", args=[report.pk, language]), **_badge(report.standing)}


def _badge(standing: str) -> dict[str, str]:
    return {"word": standing_in_words(standing), "tone": _TONES[standing]}
