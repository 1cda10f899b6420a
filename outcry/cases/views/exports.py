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

from outcry.accounts.permissions import StaffRequest, partners_take_out, staff_only
from outcry.cases.forms.exports import ExportForm
from outcry.cases.forms.search import SearchForm
from outcry.cases.models import CaseExport
from outcry.cases.models import ExportForm as Form
from outcry.cases.operations.exports import export_cases
from outcry.cases.search import Search
from outcry.cases.views.found import chips
from outcry.cases.views.pages import crumbs, crumbs_of_partners
from outcry.lib.tables.refusals import TableRefused

_MOST_TOLD = 20


@partners_take_out
@staff_only
@require_http_methods(["GET", "POST"])
def export(request: StaffRequest) -> HttpResponse | StreamingHttpResponse:
    """Ask in which form, then let the file go. It is written to the log before its first byte leaves."""
    asked = SearchForm(request.GET.dict(), organisation=request.organisation)
    if not asked.is_valid() or asked.search is None:
        messages.error(request, _("This filter can't be read. Go back to the list and look at it."))
        return redirect(f"cases_desk:{_list_of(request)}")
    form = ExportForm(request.POST or None, is_for_partner=request.user.is_partner)
    if request.method == "POST" and form.is_valid():
        try:
            return _file(request, asked.search, form)
        except TableRefused as refusal:
            form.add_error("form", str(refusal))
    return TemplateResponse(request, "cases/desk/export.html", _page(request, asked, asked.search, form))


def _file(request: StaffRequest, search: Search, form: ExportForm) -> StreamingHttpResponse:
    chosen, sealed = Form(form.cleaned_data["form"]), form.cleaned_data.get("with_sealed", False)
    found = export_cases(search=search, form=chosen, with_sealed=sealed, by=request.user, now=timezone.now())
    answer = StreamingHttpResponse(found.pieces, content_type=found.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    return answer


def _page(request: StaffRequest, asked: SearchForm, search: Search, form: ExportForm) -> dict[str, Any]:
    taken = CaseExport.objects.filter(organisation=request.organisation).select_related("by")
    if not request.user.has_perm("accounts.add_user"):
        taken = taken.filter(by=request.user)
    query, here = search.wanted.query, _list_of(request)
    return {
        "title": _("Export cases"),
        "crumbs": crumbs_of_partners() if request.user.is_partner else crumbs(),
        "form": form,
        "chips": chips(asked, here),
        "number": search.cases().count(),
        "back_url": f"{reverse(f'cases_desk:{here}')}{'?' if query else ''}{query}",
        "taken": [{"export": one, "url": _again(request, one), "form": Form(one.form).label} for one in taken[:_MOST_TOLD]],
    }


def _again(request: StaffRequest, one: CaseExport) -> str:
    """The list that was taken out; blank for a colleague's: what she looked for may be a word of a record that others must not know of."""
    return f"{reverse(f'cases_desk:{_list_of(request)}')}?{one.query}" if one.by_id == request.user.pk else ""


def _list_of(request: StaffRequest) -> str:
    """The list from which she comes."""
    return "shared" if request.user.is_partner else "index"
