"""The desk's pages of imports, exports and changes of holders."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.audit.view_files import Table, offered, take_out
from outcry.authorities.addressed import addressed
from outcry.authorities.forms import UploadForm
from outcry.authorities.models import ImportRun, ImportState, SourceSet
from outcry.authorities.operations import EntryRefused
from outcry.authorities.operations.comparing import COUNTED
from outcry.authorities.operations.holder_alerts import settle_alert
from outcry.authorities.operations.imports import give_up_run, look_for_run, new_run, queue_run
from outcry.authorities.operations.undoing import undo_run
from outcry.authorities.popolo.pieces import FileRefused, Source
from outcry.authorities.queries import office_name
from outcry.authorities.queries.export import chunks_of_body, chunks_of_everything, chunks_of_set
from outcry.authorities.queries.records import bodies, open_alerts, runs, settled_alerts
from outcry.design.parts import Link
from outcry.lib.tables.writing import Cell

PER_PAGE = 50
TROUBLES_PER_PAGE = 100
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


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every import, and what can be exported."""
    page = Paginator(runs(organisation=request.organisation), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Imports and exports"),
        "crumbs": _crumbs(),
        "page": page,
        "lines": [{"run": run, "state": ImportState(run.state).label, "tone": _TONES[ImportState(run.state)], "figures": _totals(run.counts)} for run in page],
        "sets": SourceSet.objects.filter(organisation=request.organisation).order_by("name"),
        "file": offered(reverse("authorities_desk:imports_file")),
    }
    return TemplateResponse(request, "authorities/desk/imports.html", context)


@staff_only
@require_POST
def index_file(request: StaffRequest) -> HttpResponseBase:
    """The list of imports as a file, every page of it."""

    def table(_with_sealed: bool) -> Table:
        return ("id", "file", "set", "state", *COUNTED, "at", "by"), map(_row, runs(organisation=request.organisation).iterator())

    return take_out(request, view="imports of the directory", table=table, back=reverse("authorities_desk:imports"))


def _row(run: ImportRun) -> tuple[Cell, ...]:
    figures = _totals(run.counts)
    return run.pk, run.file_name, run.set_name, run.state, *(figures[word] for word in COUNTED), run.added_at.isoformat(), str(run.by or "")


@staff_only
@require_http_methods(["GET", "POST"])
def upload(request: StaffRequest) -> HttpResponse:
    """Take a file and look at it. Nothing is imported yet."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with _on_disk(form.cleaned_data["upload"]) as sources:
                run = new_run(
                    organisation=request.organisation,
                    sources=sources,
                    set_name=form.name_of_set(),
                    kind=form.cleaned_data["kind"],
                    by=request.user,
                    now=timezone.now(),
                )
                look_for_run(run=run, sources=sources)
        except FileRefused as refusal:
            form.add_error("set_name", refusal.sentence)
        else:
            return redirect("authorities_desk:import", run.pk)
    context = {"title": _("Import a file"), "crumbs": _crumbs(with_imports=True), "form": form, "back_url": reverse("authorities_desk:imports")}
    return TemplateResponse(request, "authorities/desk/upload.html", context)


@contextmanager
def _on_disk(files: list[Any]) -> Iterator[list[Source]]:
    with tempfile.TemporaryDirectory(prefix="upload-") as folder:
        sources = []
        for number, file in enumerate(files):
            path = Path(folder) / str(number)
            with path.open("wb") as out:
                for chunk in file.chunks():
                    out.write(chunk)
            sources.append(Source(name=PurePath(file.name).name[:200], path=path))
        yield sources


@staff_only
@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """What an import would do or did, and what it refused; while it runs, how far it is."""
    run = get_object_or_404(runs(organisation=request.organisation), pk=pk)
    state = ImportState(run.state)
    page = Paginator(run.troubles.order_by("-is_refusal", "pk"), TROUBLES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": run.file_name,
        "crumbs": _crumbs(with_imports=True),
        "run": run,
        "state": state.label,
        "tone": _TONES[state],
        "words": [_WORDS[word] for word in COUNTED],
        "rows": [{"kind": kind, "numbers": [words[word] for word in COUNTED]} for kind, words in run.counts.items()],
        "page": page,
        "may_run": state in (ImportState.LOOKED_AT, ImportState.STOPPED) and run.files.exists(),
        "may_give_up": state == ImportState.LOOKED_AT,
        "may_undo": state in (ImportState.DONE, ImportState.STOPPED) and run.forgotten_at is None,
        "is_at_work": state in _AT_WORK,
    }
    response = TemplateResponse(request, "authorities/desk/import.html", context)
    if state in _AT_WORK:
        response["Refresh"] = "3"
    return response


_WORDS = {
    "read": gettext_lazy("Read"),
    "created": gettext_lazy("Created"),
    "changed": gettext_lazy("Changed"),
    "unchanged": gettext_lazy("Unchanged"),
    "refused": gettext_lazy("Refused"),
}


def _totals(counts: dict[str, dict[str, int]]) -> dict[str, int]:
    return {word: sum(words[word] for words in counts.values()) for word in COUNTED}


@staff_only
@require_POST
def begin(request: StaffRequest, pk: int) -> HttpResponse:
    """Let the import begin."""
    run = get_object_or_404(runs(organisation=request.organisation), pk=pk)
    if not queue_run(run=run, by=request.user, now=timezone.now()):
        messages.error(request, _("This import was begun already."))
    return redirect("authorities_desk:import", run.pk)


@staff_only
@require_POST
def give_up(request: StaffRequest, pk: int) -> HttpResponse:
    """Forget the file."""
    run = get_object_or_404(runs(organisation=request.organisation), pk=pk)
    if give_up_run(run=run, by=request.user, now=timezone.now()):
        messages.success(request, _("The file is forgotten. Nothing was imported."))
    return redirect("authorities_desk:imports")


@staff_only
@require_http_methods(["GET", "POST"])
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask first, then take the whole import back."""
    run = get_object_or_404(runs(organisation=request.organisation), pk=pk)
    back = reverse("authorities_desk:import", args=[run.pk])
    if request.method == "POST":
        try:
            left = undo_run(run=run, by=request.user, now=timezone.now())
        except EntryRefused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("The import is undone. Left as they are, because others changed them or build upon them: %(count)s.") % {"count": left})
        return redirect(back)
    context = {
        "title": _("Undo the import"),
        "crumbs": _crumbs(with_imports=True),
        "sentences": [
            _("What this import created is deleted, what it changed is put back as it was before."),
            _("Records that somebody changed since, or that something else refers to, stay as they are and are listed."),
        ],
        "button": _("Undo the import"),
        "back_url": back,
        "tone": "alarm",
    }
    return TemplateResponse(request, "design/desk/confirm.html", context)


@staff_only
@require_safe
def export_all(request: StaffRequest) -> StreamingHttpResponse:
    """Everything, as Popolo JSON."""
    return _download(chunks_of_everything(organisation=request.organisation), "authorities")


@staff_only
@require_safe
def export_set(request: StaffRequest, pk: int) -> StreamingHttpResponse:
    """One set, with the ids its source gave."""
    found = get_object_or_404(SourceSet, organisation=request.organisation, pk=pk)
    return _download(chunks_of_set(source_set=found), f"set-{found.pk}")


@staff_only
@require_safe
def export_body(request: StaffRequest, pk: int) -> StreamingHttpResponse:
    """One body with those below it, their posts and people."""
    found = get_object_or_404(bodies(organisation=request.organisation), pk=pk)
    return _download(chunks_of_body(body=found), f"body-{found.public_id}")


def _download(chunks: Iterator[str], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse((chunk.encode() for chunk in chunks), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


@staff_only
@require_safe
def alerts(request: StaffRequest) -> HttpResponse:
    """Posts whose holder changed: what nobody has looked at yet, then what was settled."""
    settled = Paginator(settled_alerts(organisation=request.organisation), PER_PAGE).get_page(request.GET.get("page"))
    open_ones = list(open_alerts(organisation=request.organisation)[:200])
    appeals = addressed(offices={office.pk for alert in open_ones for office in alert.post.offices.all()})
    waiting = [
        {
            "alert": alert,
            "post": str(alert.post),
            "person": str(alert.membership.person) if alert.membership and alert.membership.person else "",
            "change": alert.get_change_display(),
            "offices": [Link(label=office_name(office), url=reverse("authorities_desk:office", args=[office.pk])) for office in alert.post.offices.all()],
            # An appeal to two offices of a post is one.
            "appeals": list(dict.fromkeys(link for office in alert.post.offices.all() for link in appeals[office.pk])),
        }
        for alert in open_ones
    ]
    done = [{"alert": one, "post": str(one.post), "person": str(one.membership.person) if one.membership and one.membership.person else ""} for one in settled]
    context = {"title": _("Changes of holders"), "crumbs": _crumbs(), "waiting": waiting, "page": settled, "settled": done}
    return TemplateResponse(request, "authorities/desk/alerts.html", context)


@staff_only
@require_POST
def settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody has looked at it."""
    alert = get_object_or_404(open_alerts(organisation=request.organisation), pk=pk)
    try:
        settle_alert(alert=alert, by=request.user, note=request.POST.get("note", "").strip(), now=timezone.now())
    except EntryRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("authorities_desk:alerts")


def _crumbs(*, with_imports: bool = False) -> list[dict[str, str]]:
    crumbs = [{"label": _("Authorities"), "url": reverse("authorities_desk:index")}]
    if with_imports:
        crumbs.append({"label": _("Imports and exports"), "url": reverse("authorities_desk:imports")})
    return crumbs
