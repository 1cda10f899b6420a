"""Tables of cases at the desk: a file taken in, how it is written, what its columns are, the look at it, the import, and taking it back."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.audit.view_files import Table, offered, take_out
from outcry.authorities.models import ImportState
from outcry.cases.forms.imports import ReadingForm, SavedMappingForm, SetForm, UploadForm, ValuesForm, columns_for, label_of
from outcry.cases.history_levels import model_of_kind
from outcry.cases.models import CaseImport, CaseImportReport, SavedMapping
from outcry.cases.operations.import_files import MOST_VALUES, Sample, sample_of, values_of
from outcry.cases.operations.import_steps import asks_how_to_read, begin_look, fitting, has_unsaid, kept_mapping, map_columns, read_so, take_in, to_be_said
from outcry.cases.operations.imports import COUNTED, KINDS, give_up_run, queue_run
from outcry.cases.operations.undoing_imports import NotUndone, undo_import, would_stay
from outcry.cases.tables.facts import FACTS
from outcry.cases.tables.mapping import MappingRefused
from outcry.cases.views.pages import all_valid, crumbs
from outcry.design.parts import Link
from outcry.lib.tables.line_report import unpacked
from outcry.lib.tables.refusals import TableRefused
from outcry.lib.tables.writing import Cell
from outcry.lib.translations import TextRow

_PER_PAGE = 50
_TROUBLES_PER_PAGE = 100
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
_KINDS = {
    "cases": gettext_lazy("Cases"),
    "sources": gettext_lazy("Sources"),
    "people": gettext_lazy("People"),
    "events": gettext_lazy("Events"),
    "acts": gettext_lazy("Acts"),
}


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every import, the last one first."""
    page = Paginator(_runs(request), _PER_PAGE).get_page(request.GET.get("page"))
    lines = [{"run": run, "state": _state(run), "figures": run.counts.get("cases", {})} for run in page]
    known = {"title": _("Imports of cases"), "crumbs": crumbs(), "page": page, "lines": lines, "file": offered(reverse("cases_desk:imports_file"))}
    return TemplateResponse(request, "cases/desk/imports.html", known)


@staff_only
@require_POST
def index_file(request: StaffRequest) -> HttpResponseBase:
    """The same as a file, every page of it."""

    def table(_with_sealed: bool) -> Table:
        return ("id", "file", "set", "state", *COUNTED, "at", "by"), map(_row, _runs(request).iterator())

    return take_out(request, view="imports of cases", table=table, back=reverse("cases_desk:imports"))


def _runs(request: StaffRequest) -> QuerySet[CaseImport]:
    return CaseImport.objects.filter(organisation=request.organisation).select_related("by")


def _row(run: CaseImport) -> tuple[Cell, ...]:
    figures = run.counts.get("cases", {})
    return run.pk, run.file_name, run.set_name, run.state, *(figures.get(word, 0) for word in COUNTED), run.added_at.isoformat(), str(run.by or "")


@staff_only
@require_http_methods(["GET", "POST"])
def upload(request: StaffRequest) -> HttpResponse:
    """Take a file. Nothing is imported yet."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["upload"]
        try:
            run = take_in(organisation=request.organisation, file=file.file, file_name=file.name or "", by=request.user, now=timezone.now())
        except TableRefused as refusal:
            form.add_error("upload", str(refusal))
        else:
            return _onward(request, run)
    page = {"title": _("Import cases from a table"), "crumbs": _crumbs(), "form": form, "back_url": reverse("cases_desk:imports")}
    return TemplateResponse(request, "cases/desk/import_upload.html", page)


def _onward(request: StaffRequest, run: CaseImport) -> HttpResponse:
    """The next step: how it is written, where that has to be said; the look, where the file is an export of ours; else the columns."""
    if asks_how_to_read(run):
        return redirect("cases_desk:import_reading", run.pk)
    try:
        is_own = sample_of(run).is_own
    except TableRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("cases_desk:import_reading", run.pk)
    if not is_own:
        return redirect("cases_desk:import_columns", run.pk)
    begin_look(run=run, now=timezone.now())
    return redirect("cases_desk:import", run.pk)


@staff_only
@require_http_methods(["GET", "POST"])
def reading(request: StaffRequest, pk: int) -> HttpResponse:
    """How the letters are written, and which sheet: asked where the file does not prove it, shown by its first rows."""
    run = _the_run(request, pk, with_file=True)
    chosen = request.POST if request.method == "POST" else None
    initial = {"encoding": run.encoding or run.found.get("encoding"), "sheet": run.sheet or run.found.get("sheet")}
    form = ReadingForm(chosen, found=run.found, initial=initial)
    told = form.cleaned_data if form.is_bound and form.is_valid() else initial
    encoding, sheet = told.get("encoding") or "", told.get("sheet") or ""
    sample = _sample(run, form, encoding=encoding, sheet=sheet)
    if form.is_bound and form.is_valid() and sample and "show" not in request.POST:
        read_so(run=run, encoding=encoding, sheet=sheet)
        return _onward(request, run)
    page = {"title": _("How is this file written?"), "crumbs": _crumbs(run), "run": run, "form": form, "forms": [form], "sample": _drawn(sample)}
    return TemplateResponse(request, "cases/desk/import_reading.html", page)


@staff_only
@require_http_methods(["GET", "POST"])
def columns(request: StaffRequest, pk: int) -> HttpResponse:
    """What the columns are: as a saved mapping has it, or as somebody says now."""
    run = _the_run(request, pk, with_file=True)
    if asks_how_to_read(run):
        return redirect("cases_desk:import_reading", run.pk)
    try:
        sample = sample_of(run)
    except TableRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("cases_desk:import", run.pk)
    if sample.is_own:
        return redirect("cases_desk:import", run.pk)
    mappings = SavedMapping.objects.filter(organisation=request.organisation).order_by("set_name")
    saved = mappings.filter(pk=request.GET["saved"]).first() if request.GET.get("saved", "").isdigit() else None
    saved = saved or fitting(organisation=request.organisation, header=sample.header)
    return _columns_page(request, run, sample, saved, mappings)


def _columns_page(request: StaffRequest, run: CaseImport, sample: Sample, saved: SavedMapping | None, mappings: Any) -> HttpResponse:
    mapping = kept_mapping(saved.content) if saved else None
    posted = request.POST if request.method == "POST" else None
    chooser = SavedMappingForm(posted if posted and "as_saved" in posted else None, mappings=mappings, initial={"saved": saved})
    if chooser.is_bound and chooser.is_valid():
        return _mapped(request, run, chooser.cleaned_data["saved"].content, chooser)
    initial = {"set_name": run.file_name.rpartition(".")[0] or run.file_name}
    if mapping:
        given = mapping.given
        initial |= {"set_name": mapping.set_name, "id_column": mapping.id_columns[0], "language": mapping.language}
        initial |= {"country": given.get("case.country", ""), "act": given.get("act.kind", "")}
    about = SetForm(posted if posted and not chooser.is_bound else None, header=sample.header, initial=initial)
    shown = sample.header if len(sample.header) <= settings.IMPORT_COLUMNS else ()
    language = get_language() or "en"
    forms = columns_for(about.data if about.is_bound else None, header=shown, rows=sample.rows, language=language, mapping=mapping)
    if about.is_bound and all_valid([about, *forms]):
        told = [one for form in forms if (one := form.told(about.cleaned_data["language"]))]
        ignored = [form.name for form, column in zip(forms, [form.told("en") for form in forms], strict=True) if column is None]
        return _mapped(request, run, _as_told(about.cleaned_data, told, ignored, mapping), about)
    page = {
        "title": _("What are these columns?"),
        "crumbs": _crumbs(run),
        "run": run,
        "chooser": chooser if mappings else None,
        "saved": saved,
        "about": about,
        "columns": forms,
        "forms": [about, *forms] if about.is_bound else [chooser] if chooser.is_bound else [],
        "too_wide": None if shown else {"number": len(sample.header), "most": settings.IMPORT_COLUMNS},
    }
    return TemplateResponse(request, "cases/desk/import_columns.html", page)


def _as_told(about: dict[str, Any], columns: list[dict[str, Any]], ignored: list[str], mapping: Any) -> dict[str, Any]:
    """A mapping from what was filled in; what a saved one knew of the values of the same facts is kept."""
    known = {column.key: dict(column.values) for column in mapping.columns} if mapping else {}
    for column in columns:
        if known.get(column["fact"]):
            column["values"] = known[column["fact"]]
    given = {"case.country": about["country"], "act.kind": about["act"]}
    told = {"set": about["set_name"], "id": about["id_column"], "language": about["language"], "column": columns}
    return {**told, "ignore": ignored, "given": {key: value for key, value in given.items() if value}}


def _mapped(request: StaffRequest, run: CaseImport, told: dict[str, Any], form: Any) -> HttpResponse:
    """Keep it and go on: to the values where some have to be said, else to the look."""
    try:
        mapping = map_columns(run=run, told=told, now=timezone.now())
        is_open = has_unsaid(run=run, mapping=mapping)
    except (MappingRefused, TableRefused) as refusal:
        messages.error(request, str(refusal))
        return redirect("cases_desk:import_columns", run.pk)
    if is_open:
        return redirect("cases_desk:import_values", run.pk)
    begin_look(run=run, now=timezone.now())
    return redirect("cases_desk:import", run.pk)


@staff_only
@require_http_methods(["GET", "POST"])
def values(request: StaffRequest, pk: int) -> HttpResponse:
    """What the words of the file mean, where a column has to be one of our terms."""
    run = _the_run(request, pk, with_file=True)
    mapping = kept_mapping(run.mapping)
    if mapping is None:
        return redirect("cases_desk:import_columns", run.pk)
    said = to_be_said(mapping)
    try:
        found = values_of(run, list(said))
    except TableRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("cases_desk:import_columns", run.pk)
    too_many = [name for name, texts in found.items() if len(texts) > MOST_VALUES]
    known = {column.names[0]: column.values for column in mapping.columns}
    forms = [
        ValuesForm(request.POST or None, column=name, number=number, fact=FACTS[said[name]], texts=texts, known=known[name])
        for number, (name, texts) in enumerate(found.items())
        if name not in too_many
    ]
    if request.method == "POST" and all_valid(forms):
        told = {form.column: form.values() for form in forms}
        columns = [{**one, "values": told[one["names"][0]]} if one["names"][0] in told else one for one in run.mapping["column"]]
        map_columns(run=run, told={**run.mapping, "column": columns}, now=timezone.now())
        begin_look(run=run, now=timezone.now())
        return redirect("cases_desk:import", run.pk)
    parts = [{"form": form, "column": form.column, "fact": label_of(form.fact)} for form in forms]
    page = {"title": _("What do these words mean?"), "crumbs": _crumbs(run), "run": run, "parts": parts, "forms": forms, "too_many": too_many}
    return TemplateResponse(request, "cases/desk/import_values.html", page)


@staff_only
@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """What an import would do or did, and what it refused; while it is at work, how far it is."""
    run = _the_run(request, pk)
    state = ImportState(run.state)
    page = Paginator(run.troubles.all(), _TROUBLES_PER_PAGE).get_page(request.GET.get("page"))
    has_file, read = hasattr(run, "file"), run.counts.get("cases", {}).get("read", 0)
    context = {
        "title": run.file_name,
        "crumbs": _crumbs(),
        "run": run,
        "state": _state(run),
        "words": [_WORDS[word] for word in COUNTED],
        "rows": [{"kind": _called(kind), "numbers": [(_WORDS[word], run.counts[kind][word]) for word in COUNTED]} for kind in _in_order(run.counts)],
        "page": page,
        "read": read,
        "whole": max(run.rows, read),
        "may_run": has_file and run.counts and state in (ImportState.LOOKED_AT, ImportState.STOPPED),
        "may_change": has_file and run.started_at is None and state in (ImportState.LOOKED_AT, ImportState.REFUSED),
        "may_give_up": run.started_at is None and state in (ImportState.LOOKED_AT, ImportState.REFUSED),
        "may_undo": state in (ImportState.DONE, ImportState.STOPPED) and run.forgotten_at is None,
        "is_at_work": state in _AT_WORK,
        "has_report": hasattr(run, "report"),
    }
    answer = TemplateResponse(request, "cases/desk/import.html", context)
    if state in _AT_WORK:
        answer["Refresh"] = "3"
    return answer


def _in_order(counts: dict[str, Any]) -> list[str]:
    return sorted(counts, key=lambda kind: (KINDS.index(kind) if kind in KINDS else len(KINDS), kind))


def _called(kind: str) -> Any:
    """A kind of row; a package counts every one of its tables."""
    if kind in _KINDS:
        return _KINDS[kind]
    try:
        model: Any = model_of_kind(kind)
    except LookupError:
        # Of a release that had other tables. An error would write down in the log what stands here.
        return kind
    if issubclass(model, TextRow):
        above = next(field.related_model for field in model._meta.fields if field.is_relation)
        return _("%(kind)s: words") % {"kind": capfirst(above._meta.verbose_name_plural)}
    return capfirst(model._meta.verbose_name_plural)


@staff_only
@require_safe
def report(request: StaffRequest, pk: int) -> StreamingHttpResponse:
    """What becomes of each row, as a table."""
    found = get_object_or_404(CaseImportReport, run=pk, run__organisation=request.organisation)
    answer = StreamingHttpResponse(unpacked(found.content or b""), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{pk}.csv"'
    return answer


@staff_only
@require_POST
def begin(request: StaffRequest, pk: int) -> HttpResponse:
    """Let the import begin, or go on where it stopped."""
    run = _the_run(request, pk)
    if not run.counts or not queue_run(run=run, by=request.user, now=timezone.now()):
        messages.error(request, _("This import was begun already."))
    return redirect("cases_desk:import", run.pk)


@staff_only
@require_POST
def give_up(request: StaffRequest, pk: int) -> HttpResponse:
    """Forget the file."""
    if give_up_run(run=_the_run(request, pk), by=request.user, now=timezone.now()):
        messages.success(request, _("The file is forgotten. Nothing was imported."))
    return redirect("cases_desk:imports")


@staff_only
@require_http_methods(["GET", "POST"])
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask first, naming what would stay, then take the whole import back."""
    run = _the_run(request, pk)
    back = reverse("cases_desk:import", args=[run.pk])
    if request.method == "POST":
        try:
            left = undo_import(run=run, by=request.user, now=timezone.now())
        except NotUndone as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The import is undone. Left as they are, because others changed them or build upon them: %(count)s.") % {"count": left})
        return redirect(back)
    numbers = would_stay(run=run)
    sentences = [
        _("Cases that this import opened are deleted, facts it changed are put back as they were before."),
        _("Cases that people have changed since, that were offered to readers or that something else refers to stay as they are and are listed."),
    ]
    if numbers:
        shown = ", ".join(numbers[:_PER_PAGE])
        sentences.append(_("As it stands, %(count)s of them would stay: %(numbers)s.") % {"count": len(numbers), "numbers": shown})
    page = {"title": _("Undo the import"), "crumbs": _crumbs(run), "sentences": sentences, "button": _("Undo the import"), "back_url": back, "tone": "alarm"}
    return TemplateResponse(request, "design/desk/confirm.html", page)


def _the_run(request: StaffRequest, pk: int, *, with_file: bool = False) -> CaseImport:
    runs = CaseImport.objects.filter(organisation=request.organisation).select_related("by", "file", "report", "organisation")
    if with_file:
        # Before it begins, any step may be taken again.
        runs = runs.filter(file__isnull=False, started_at=None).exclude(state__in=_AT_WORK)
    return get_object_or_404(runs, pk=pk)


def _sample(run: CaseImport, form: ReadingForm, *, encoding: str, sheet: str) -> Sample | None:
    try:
        return sample_of(run, encoding=encoding, sheet=sheet)
    except TableRefused as refusal:
        form.is_valid()
        if form.is_bound:
            form.add_error(None, str(refusal))
        return None


def _drawn(sample: Sample | None) -> dict[str, Any] | None:
    """The first rows as a small table."""
    if sample is None:
        return None
    header = sample.header[:_SHOWN_COLUMNS]
    return {"header": header, "rows": [[str(row.get(name, ""))[:80] for name in header] for row in sample.rows]}


_SHOWN_COLUMNS = 12


def _state(run: CaseImport) -> dict[str, Any]:
    state = ImportState(run.state)
    if state == ImportState.LOOKED_AT and not run.counts:
        return {"word": _("taken in, not looked at yet"), "tone": "wait"}
    return {"word": state.label, "tone": _TONES[state]}


def _crumbs(run: CaseImport | None = None) -> list[Link]:
    found = [*crumbs(), Link(label=_("Imports of cases"), url=reverse("cases_desk:imports"))]
    return [*found, Link(label=run.file_name, url=reverse("cases_desk:import", args=[run.pk]))] if run else found
