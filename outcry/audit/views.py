"""The desk's page of the log."""

from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from outcry.audit.queries import matching

ENTRIES_PER_PAGE = 50


class LogFilter(forms.Form):
    """Which part of the log to show."""

    subject = forms.CharField(
        label=gettext_lazy("About"), required=False, max_length=120, help_text=gettext_lazy("For example case, appeal:7 or office:3."), strip=True
    )
    actor = forms.CharField(label=gettext_lazy("By"), required=False, max_length=150, help_text=gettext_lazy("A name to sign in with, or system."), strip=True)


@require_admin_access  # type: ignore[untyped-decorator]
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """What was done, the latest first."""
    form = LogFilter(request.GET)
    wanted = {name: words for name, words in form.cleaned_data.items() if words} if form.is_valid() else {}
    page = Paginator(matching(**wanted), ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    query = urlencode(wanted) + "&" if wanted else ""
    return TemplateResponse(request, "audit/desk/log.html", {"title": _("Log"), "form": form, "page": page, "query": query, "is_filtered": bool(wanted)})
