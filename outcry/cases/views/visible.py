"""What readers will see of a case, and beside it what they will not and why."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.cases import publication
from outcry.cases.views.pages import crumbs, the_case
from outcry.cases.visibility import held_back, shown


@staff_only
@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """Two lists side by side, of the file as it stands."""
    case, now = the_case(request, pk), timezone.now()
    on = request.organisation.content_now(now=now).date()
    found = publication.preview(case_id=case.pk, organisation=request.organisation, language=get_language() or "en", on=on, now=now)
    page = {
        "title": _("What will be visible"),
        "crumbs": crumbs(case),
        "shown": shown(found) if found else [],
        "held": held_back(case=case, on=on),
        "rules_url": f"{reverse('cases_desk:case', args=[case.pk])}#publication-rules",
    }
    return TemplateResponse(request, "cases/desk/visible.html", page)
