"""Cases out of the house as a file: the ones that a filter means, all of them without one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.cases.forms.exports import ExportForm
from outcry.cases.forms.search import SearchForm
from outcry.cases.models import CaseExport
from outcry.cases.models import ExportForm as Form
from outcry.cases.operations.exports import export_cases
from outcry.cases.search import Search
from outcry.cases.views.found import chips
from outcry.cases.views.pages import crumbs
from outcry.lib.tables.refusals import TableRefused

_MOST_TOLD = 20


@staff_only
@require_http_methods(["GET", "POST"])
def export(request: StaffRequest) -> HttpResponse | StreamingHttpResponse:
    """Ask in which form, then let the file go. It is written to the log before its first byte leaves."""
    asked = SearchForm(request.GET.dict(), organisation=request.organisation)
    if not asked.is_valid() or asked.search is None:
        messages.error(request, _("This filter can't be read. Go back to the list and look at it."))
        return redirect("cases_desk:index")
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _file(request, asked.search, form)
        except TableRefused as refusal:
            form.add_error("form", str(refusal))
    return TemplateResponse(request, "cases/desk/export.html", _page(request, asked, asked.search, form))


def _file(request: StaffRequest, search: Search, form: ExportForm) -> StreamingHttpResponse:
    chosen, sealed = Form(form.cleaned_data["form"]), form.cleaned_data["with_sealed"]
    found = export_cases(search=search, form=chosen, with_sealed=sealed, by=request.user, now=timezone.now())
    answer = StreamingHttpResponse(found.pieces, content_type=found.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    return answer


def _page(request: StaffRequest, asked: SearchForm, search: Search, form: ExportForm) -> dict[str, Any]:
    taken = CaseExport.objects.filter(organisation=request.organisation).select_related("by")[:_MOST_TOLD]
    query = search.wanted.query
    return {
        "title": _("Export cases"),
        "crumbs": crumbs(),
        "form": form,
        "chips": chips(asked, "index"),
        "number": search.cases().count(),
        "back_url": f"{reverse('cases_desk:index')}{'?' if query else ''}{query}",
        "taken": [{"export": one, "url": f"{reverse('cases_desk:index')}?{one.query}", "form": Form(one.form).label} for one in taken],
    }
