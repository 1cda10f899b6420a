"""Bringing lists in from a file."""

from django.contrib import messages
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.vocabularies.entries import Tally
from outcry.vocabularies.forms import ImportForm
from outcry.vocabularies.operations import import_terms
from outcry.vocabularies.reading import FileRefused
from outcry.vocabularies.reports import lines
from outcry.vocabularies.views.common import crumbs


@staff_only
@require_http_methods(["GET", "POST"])
def take_in(request: StaffRequest) -> HttpResponse:
    """Count what a file would do, or do it, and show what became of every row."""
    form = ImportForm(request.POST or None, request.FILES or None)
    tally = _taken(request, form) if request.method == "POST" and form.is_valid() else None
    context = {
        "title": _("Import lists"),
        "crumbs": crumbs(),
        "form": form,
        "back_url": reverse("vocabularies_desk:index"),
        "was_dry_run": bool(tally and form.cleaned_data["dry_run"]),
        "counts": _counts(tally) if tally else [],
        "tally": tally,
        "lines": lines(tally.refusals) if tally else [],
    }
    return TemplateResponse(request, "vocabularies/desk/import.html", context)


def _taken(request: StaffRequest, form: ImportForm) -> Tally | None:
    file, lists, dry_run = (form.cleaned_data[name] for name in ("file", "lists", "dry_run"))
    try:
        names = lists.read() if lists else b""
        tally = import_terms(file=file.read(), lists=names, name=file.name, by=request.user, now=timezone.now(), dry_run=dry_run)
    except FileRefused as refusal:
        form.add_error("file", refusal.sentence)
        return None
    if not dry_run:
        messages.success(request, _("The file was taken in."))
    return tally


def _counts(tally: Tally) -> list[tuple[str, object]]:
    return [(_("Lists"), tally.lists), (_("Terms"), tally.terms), (_("Labels"), tally.labels)]
