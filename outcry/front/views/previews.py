"""What staff see before the public does. Drawn by the public templates, under the public pages' strict policy."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.appeals import queries
from outcry.cases import publication
from outcry.front.filling.appeal import NotReadable, appeal_page
from outcry.front.filling.case import case_page
from outcry.front.frame import organisation_name


@staff_only
@never_cache
@require_safe
def appeal(request: StaffRequest, pk: int, language: str) -> HttpResponse:
    """An appeal exactly as readers of `language` will see it, without the form as long as it is a draft."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    found = get_object_or_404(queries.on_the_desk(organisation=request.organisation).select_related("organisation"), pk=pk)
    _keep_the_language_switch(request, "preview_appeal", pk)
    with translation.override(language):
        try:
            page = appeal_page(appeal=found, language=language, now=timezone.now())
        except NotReadable as error:
            raise Http404 from error
        answer = render(request, "front/appeal.html", {"appeal": page, "section": "appeals", "is_preview": True})
    answer._csp_config = settings.PUBLIC_POLICY  # type: ignore[attr-defined]
    return answer


@staff_only
@never_cache
@require_safe
def case(request: StaffRequest, pk: int, language: str) -> HttpResponse:
    """A case exactly as readers of `language` would see it, were its file approved now."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    now = timezone.now()
    on = request.organisation.content_now(now=now).date()
    found = publication.preview(case_id=pk, organisation=request.organisation, language=language, on=on, now=now)
    if found is None:
        raise Http404
    _keep_the_language_switch(request, "preview_case", pk)
    with translation.override(language):
        page = case_page(case=found, organisation=organisation_name(), language=language, on=on, now=now)
        answer = render(request, "front/case.html", {"case": page, "section": "cases"})
    answer._csp_config = settings.PUBLIC_POLICY  # type: ignore[attr-defined]
    return answer


def _keep_the_language_switch(request: HttpRequest, name: str, pk: int) -> None:
    request.page_languages = {code: reverse(name, args=[pk, code]) for code, _ in settings.LANGUAGES}  # type: ignore[attr-defined]
