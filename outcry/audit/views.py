"""The desk's page of the log."""

from collections.abc import Callable, Iterator
from functools import wraps
from itertools import batched
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import require_admin_access

from outcry.audit.models import LogEntry
from outcry.audit.queries import matching
from outcry.audit.reading import in_words, name_of
from outcry.audit.view_files import Table, offered, take_out
from outcry.audit.vocabulary import vocabulary
from outcry.lib.tables.writing import Cell

ENTRIES_PER_PAGE = 50
# Entries that are put into words at once for a file.
_AT_ONCE = 500
_COLUMNS = ("id", "at", "who", "what", "subject", "about", "details")


def _for_staff(view: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Whoever may use the desk and works for an organisation. Wagtail's own guard forgets which view it guards."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponseBase:
        if getattr(request.user, "organisation_id", None) is None and request.user.is_authenticated:
            raise PermissionDenied
        found: HttpResponseBase = require_admin_access(view)(request)
        return found

    return guarded


class LogFilter(forms.Form):
    """Which part of the log to show: a kind of thing, one thing when a link led here from it, one member of staff."""

    subject = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    actor = forms.CharField(label=gettext_lazy("Done by"), required=False, max_length=150, help_text=gettext_lazy("A name to sign in with."), strip=True)

    def __init__(self, data: Any, *, organisation_id: int | None = None) -> None:
        super().__init__(data)
        choices = [("", _("everything")), *((kind, str(subject.one)) for kind, subject in vocabulary().subjects.items())]
        wanted = data.get("subject", "")
        if ":" in wanted:
            choices.append((wanted, name_of(subject=wanted, organisation_id=organisation_id)))
        cast(forms.ChoiceField, self.fields["subject"]).choices = choices


@_for_staff
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """What was done, the latest first."""
    organisation_id = getattr(request.user, "organisation_id", None)
    form = LogFilter(request.GET, organisation_id=organisation_id)
    wanted = {name: words for name, words in form.cleaned_data.items() if words} if form.is_valid() else {}
    page = Paginator(matching(**wanted, organisation_id=organisation_id), ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Log"),
        "form": form,
        "page": page,
        "lines": in_words(entries=page.object_list, organisation_id=organisation_id),
        "query": urlencode(wanted) + "&" if wanted else "",
        "is_filtered": bool(wanted),
        "file": offered(reverse("audit_desk_file"), query=urlencode(wanted)),
    }
    return TemplateResponse(request, "audit/desk/log.html", context)


@_for_staff
@require_POST
def log_file(request: HttpRequest) -> HttpResponseBase:
    """The same as a file, every page of it."""
    organisation_id = getattr(request.user, "organisation_id", None)
    form = LogFilter(request.GET, organisation_id=organisation_id)
    if not form.is_valid():
        return HttpResponseBadRequest(_("This filter can't be read. Go back to the list and look at it."), content_type="text/plain; charset=utf-8")
    wanted = {name: words for name, words in form.cleaned_data.items() if words}

    entries = matching(**wanted, organisation_id=organisation_id)
    # The entry that will tell of this file is none of the view that was looked at.
    entries = entries.filter(pk__lte=entries.aggregate(last=Max("pk"))["last"] or 0)

    def table(_with_sealed: bool) -> Table:
        return _COLUMNS, _rows(entries, organisation_id)

    return take_out(request, view="log", table=table, back=reverse("audit_desk"), is_narrowed=bool(wanted))


def _rows(entries: QuerySet[LogEntry], organisation_id: int | None) -> Iterator[tuple[Cell, ...]]:
    for batch in batched(entries.iterator(chunk_size=_AT_ONCE), _AT_ONCE, strict=False):
        for entry, line in zip(batch, in_words(entries=batch, organisation_id=organisation_id), strict=True):
            details = "; ".join(f"{label}: {value}" for label, value in line.details)
            yield entry.pk, entry.at.isoformat(), line.who, line.what, entry.subject, line.about.label, details
