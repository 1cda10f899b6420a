"""An old site at the desk: its files taken in, what is chosen, the look at it, the import, and taking it back."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.authorities.models import ImportState
from outcry.design.parts import Link
from outcry.lib.held_uploads import HeldUpload, HoldingUploadHandler
from outcry.lib.tables.line_report import unpacked
from outcry.newsroom.moving_in.entries import COUNTED, KIND_NAMES
from outcry.newsroom.moving_in.forms import AuthorsForm, ChoicesForm, TopicsForm, UploadForm
from outcry.newsroom.moving_in.models import MovingReport, MovingRun
from outcry.newsroom.moving_in.operations.imports import begin_look, choose, give_up_run, queue_run, take_in
from outcry.newsroom.moving_in.operations.undoing import NotUndone, would_stay
from outcry.newsroom.moving_in.operations.undoing import undo as undo_run
from outcry.newsroom.moving_in.reading import SiteRefused

_PER_PAGE = 50
_TROUBLES_PER_PAGE = 100
_MEGABYTE = 1_000_000
_AT_WORK = (ImportState.WAITING, ImportState.RUNNING)
_TONES = {
    ImportState.LOOKED_AT: "wait",
    ImportState.WAITING: "wait",
    ImportState.RUNNING: "wait",
    ImportState.DONE: "safe",
    ImportState.STOPPED: "alarm",
    ImportState.REFUSED: "alarm",
    ImportState.UNDONE: "plain",
}
_WORDS = {
    "read": gettext_lazy("Read"),
    "created": gettext_lazy("Created"),
    "changed": gettext_lazy("Changed"),
    "unchanged": gettext_lazy("Unchanged"),
    "refused": gettext_lazy("Refused"),
}


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every import, the last one first."""
    runs = MovingRun.objects.filter(organisation=request.organisation).select_related("by")
    page = Paginator(runs, _PER_PAGE).get_page(request.GET.get("page"))
    lines = [{"run": run, "state": _state(run), "figures": run.counts.get("reports", {})} for run in page]
    return TemplateResponse(request, "moving_in/desk/imports.html", {"title": _("Old sites"), "crumbs": _crumbs(), "page": page, "lines": lines})


@staff_only
@csrf_exempt
@require_http_methods(["GET", "POST"])
def upload(request: StaffRequest) -> HttpResponseBase:
    """Take files. The handler of uploads is set before anything reads the form; the token is checked right after."""
    request.upload_handlers = [HoldingUploadHandler(request, limit=settings.IMPORT_MB * _MEGABYTE)]
    return _upload(request)


@csrf_protect
def _upload(request: StaffRequest) -> HttpResponseBase:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        export, pictures = (cast(HeldUpload | None, form.cleaned_data[name]) for name in ("export", "pictures"))
        try:
            run = take_in(
                organisation=request.organisation,
                exports=[(export.name or "", export.data)] if export else [],
                pictures=(pictures.name or "", pictures.data) if pictures else None,
                by=request.user,
                now=timezone.now(),
            )
        except SiteRefused as refusal:
            form.add_error("export", str(refusal))
        else:
            return redirect("moving_desk:choices", run.pk)
    context = {"title": _("An old site moves in"), "crumbs": _crumbs(), "form": form, "forms": [form], "back_url": reverse("moving_desk:index")}
    return TemplateResponse(request, "moving_in/desk/upload.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def choices(request: StaffRequest, pk: int) -> HttpResponse:
    """What is to become of it: asked once, kept for the next time something of this site comes."""
    run = _the_run(request, pk, is_open=True)
    known = {**run.found, **run.found.get("kept", {}), **run.choices}
    posted = request.POST if request.method == "POST" else None
    initial = {name: known.get(name) for name in ("language", "credit", "pages", "fetch")} | dict.fromkeys(known.get("extras", ()), True)
    about = ChoicesForm(posted, initial=initial | {"zone": known.get("zone") or "UTC"})
    authors = AuthorsForm(posted, authors={**run.found.get("authors", {}), **known.get("authors", {})})
    topics = TopicsForm(posted, found={"topics": {**run.found.get("topics", {}), **known.get("topics", {})}}, names=run.found.get("names", {}))
    forms = [about, authors, topics]
    # All are asked, so that all say what is wrong.
    answers = [form.is_valid() for form in forms]
    if posted and all(answers):
        languages = {told: ours for told, ours in known.get("languages", {}).items() if ours}
        told = about.told() | {"set": run.set_name, "authors": authors.told(), "topics": topics.told(), "languages": languages}
        choose(run=run, told=told)
        begin_look(run=run, now=timezone.now())
        return redirect("moving_desk:import", run.pk)
    context = {"title": _("What becomes of it?"), "crumbs": _crumbs(run), "run": run, "about": about, "authors": authors, "topics": topics, "forms": forms}
    return TemplateResponse(request, "moving_in/desk/choices.html", context)


@staff_only
@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """What an import would do or did, and what it refused; while it is at work, how far it is."""
    run = _the_run(request, pk)
    state = ImportState(run.state)
    has_files = run.files.exists()
    context = {
        "title": run.file_name,
        "crumbs": _crumbs(),
        "run": run,
        "state": _state(run),
        "words": [_WORDS[word] for word in COUNTED],
        "rows": [
            {"kind": KIND_NAMES[kind], "numbers": [(_WORDS[word], run.counts[kind][word]) for word in COUNTED]} for kind in KIND_NAMES if kind in run.counts
        ],
        "page": Paginator(run.troubles.all(), _TROUBLES_PER_PAGE).get_page(request.GET.get("page")),
        "whole": max(run.entries, run.read),
        "may_run": has_files and run.counts and state in (ImportState.LOOKED_AT, ImportState.STOPPED),
        "may_change": has_files and run.started_at is None and state in (ImportState.LOOKED_AT, ImportState.REFUSED),
        "may_give_up": run.started_at is None and state in (ImportState.LOOKED_AT, ImportState.REFUSED),
        "may_undo": state in (ImportState.DONE, ImportState.STOPPED) and run.forgotten_at is None,
        "is_at_work": state in _AT_WORK,
        "has_report": hasattr(run, "report"),
    }
    answer = TemplateResponse(request, "moving_in/desk/import.html", context)
    if state in _AT_WORK:
        answer["Refresh"] = "3"
    return answer


@staff_only
@require_safe
def report(request: StaffRequest, pk: int) -> StreamingHttpResponse:
    """What becomes of each thing, as a table."""
    found = get_object_or_404(MovingReport, run=pk, run__organisation=request.organisation)
    answer = StreamingHttpResponse(unpacked(found.content or b""), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="old-site-{pk}.csv"'
    return answer


@staff_only
@require_POST
def begin(request: StaffRequest, pk: int) -> HttpResponse:
    """Let the import begin, or go on where it stopped."""
    run = _the_run(request, pk)
    if not run.counts or not queue_run(run=run, by=request.user, now=timezone.now()):
        messages.error(request, _("This import was begun already."))
    return redirect("moving_desk:import", run.pk)


@staff_only
@require_POST
def give_up(request: StaffRequest, pk: int) -> HttpResponse:
    """Forget the files."""
    if give_up_run(run=_the_run(request, pk), by=request.user, now=timezone.now()):
        messages.success(request, _("The file is forgotten. Nothing was imported."))
    return redirect("moving_desk:index")


@staff_only
@require_http_methods(["GET", "POST"])
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask first, naming what would stay, then take the whole import back."""
    run = _the_run(request, pk)
    back = reverse("moving_desk:import", args=[run.pk])
    if request.method == "POST":
        try:
            left = undo_run(run=run, by=request.user, now=timezone.now())
        except NotUndone as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The import is undone. Left as they are, because others changed them or build upon them: %(count)s.") % {"count": left})
        return redirect(back)
    titles = would_stay(run=run)
    sentences = [
        _("Reports, comments and pictures that came with this import go, what it changed is as it was before, its old addresses lead nowhere."),
        _("What people have changed, decided on or answered since stays as it is and is listed."),
    ]
    if titles:
        shown = ", ".join(f"“{title}”" for title in titles[:_PER_PAGE])
        sentences.append(_("As it stands, %(count)s of them would stay: %(numbers)s.") % {"count": len(titles), "numbers": shown})
    page = {"title": _("Undo the import"), "crumbs": _crumbs(run), "sentences": sentences, "button": _("Undo the import"), "back_url": back, "tone": "alarm"}
    return TemplateResponse(request, "design/desk/confirm.html", page)


def _the_run(request: StaffRequest, pk: int, *, is_open: bool = False) -> MovingRun:
    runs = MovingRun.objects.filter(organisation=request.organisation).select_related("by", "organisation", "report")
    if is_open:
        # Before it begins, every choice may be made again.
        runs = runs.filter(started_at=None).exclude(state__in=_AT_WORK)
    return get_object_or_404(runs, pk=pk)


def _state(run: MovingRun) -> dict[str, Any]:
    state = ImportState(run.state)
    if state == ImportState.LOOKED_AT and not run.counts:
        return {"word": _("taken in, not looked at yet"), "tone": "wait"}
    return {"word": state.label, "tone": _TONES[state]}


def _crumbs(run: MovingRun | None = None) -> list[Link]:
    found = [Link(label=_("Newsroom"), url=reverse("newsroom_desk")), Link(label=_("Old sites"), url=reverse("moving_desk:index"))]
    return [*found, Link(label=run.file_name, url=reverse("moving_desk:import", args=[run.pk]))] if run else found
