"""The desk's page of the log."""

from typing import Any, cast
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
from outcry.audit.reading import in_words, name_of
from outcry.audit.vocabulary import vocabulary

ENTRIES_PER_PAGE = 50


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


@require_admin_access  # type: ignore[untyped-decorator]
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """What was done, the latest first."""
    organisation_id = getattr(request.user, "organisation_id", None)
    form = LogFilter(request.GET, organisation_id=organisation_id)
    wanted = {name: words for name, words in form.cleaned_data.items() if words} if form.is_valid() else {}
    page = Paginator(matching(**wanted), ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Log"),
        "form": form,
        "page": page,
        "lines": in_words(entries=page.object_list, organisation_id=organisation_id),
        "query": urlencode(wanted) + "&" if wanted else "",
        "is_filtered": bool(wanted),
    }
    return TemplateResponse(request, "audit/desk/log.html", context)
