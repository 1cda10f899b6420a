"""The reminders in a calendar of one's own: the desk's page about its address, and the calendar itself."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.accounts.reading import reading_for
from outcry.cases.calendars import calendar_of
from outcry.cases.due import known_days
from outcry.cases.models import CalendarAddress
from outcry.cases.operations.calendar import make_calendar_address, reader_of, revoke_calendar_address
from outcry.cases.reminders import Reminder
from outcry.cases.views.pages import crumbs

_AHEAD = timedelta(days=400)


@staff_only
@require_http_methods(["GET", "POST"])
def page(request: StaffRequest) -> HttpResponse:
    """Make, replace or take back the address of one's own calendar. A new one is shown once, on the answer itself."""
    now, address = timezone.now(), ""
    if request.method == "POST" and "revoke" in request.POST:
        revoke_calendar_address(user=request.user, now=now)
    elif request.method == "POST":
        secret = make_calendar_address(user=request.user, now=now)
        address = f"{settings.SITE_URL}{reverse('calendar_feed', args=[secret])}"
    row = CalendarAddress.objects.filter(user=request.user).first()
    page = {"title": _("Reminders in your calendar"), "crumbs": crumbs(), "address": address, "made_at": row.made_at if row else None}
    return TemplateResponse(request, "cases/desk/calendar.html", page)


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret address. Without names, and without a cookie."""
    user = reader_of(secret=secret)
    if user is None or user.organisation is None:
        raise Http404
    now, organisation = timezone.now(), user.organisation
    on = organisation.content_now(now=now).date()
    with translation.override(organisation.source_language), reading_for(user):
        reminders = known_days(organisation=organisation, on=on, until=on + _AHEAD)
        name = _("Reminders")
        content = calendar_of(reminders=reminders, name=name, domain=organisation.mail_domain, address_of=_address_of, now=now)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _address_of(reminder: Reminder) -> str:
    return f"{settings.SITE_URL}{reverse('cases_desk:case', args=[reminder.case_id])}"
