"""An appeal run dry: look at every mail that one protest would set going, and send them to oneself."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.appeals.queries import current_letter, page_languages
from outcry.delivery import queries as delivery_queries
from outcry.delivery.outbox import EVERYTHING
from outcry.protests import desk_queries
from outcry.protests.forms import DryRunForm
from outcry.protests.operations import NothingToRun, run_dry, send_dry_run
from outcry.protests.views.pages import page, the_appeal


@staff_only
@require_http_methods(["GET", "POST"])
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what would leave; the second button sends it."""
    appeal, now = the_appeal(request, pk), timezone.now()
    letter = current_letter(appeal=appeal) or appeal.letter_versions.prefetch_related("texts").order_by("-number").first()
    first = {"language": appeal.organisation.source_language, "country": appeal.country}
    form = DryRunForm(request.POST or None, languages=page_languages(organisation=appeal.organisation), initial=first)
    told = form.cleaned_data if form.is_bound and form.is_valid() else first | {"own_text": ""}
    run = None
    if letter is not None and not form.errors:
        try:
            run = run_dry(appeal=appeal, letter=letter, now=now, **told)
        except NothingToRun:
            letter = None
    if run is not None and "send" in request.POST and request.user.email:
        number = send_dry_run(appeal=appeal, run=run, to=request.user, now=now)
        said = ngettext("%(number)s mail is on its way to %(address)s.", "%(number)s mails are on their way to %(address)s.", number)
        messages.success(request, said % {"number": number, "address": request.user.email})
        return redirect("protests_desk:dry_run", appeal.pk)
    lines = desk_queries.office_lines(appeal=appeal, language=get_language() or "", now=now)
    context: dict[str, Any] = {
        "form": form,
        "letter": letter,
        "run": run,
        "own_address": request.user.email,
        "hold": next((hold for hold in delivery_queries.holds() if hold.group in (appeal.subject, EVERYTHING)), None),
        "stops": [line for line in lines if line.is_paused or line.is_too_slow],
        "servers": delivery_queries.stopped_servers(group=appeal.subject),
    }
    return page(request, appeal, "dry_run.html", part="test", title=_("Run it dry"), **context)
