"""Old addresses lead to the new ones: asked for only where this site has no page of its own."""

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import translation

from outcry.accounts.models import Organisation
from outcry.accounts.queries import NoOrganisation, the_organisation
from outcry.newsroom.addresses import feed_address, month_address, report_address, year_address
from outcry.newsroom.archive.queries import Clock
from outcry.newsroom.models import content_day
from outcry.newsroom.moving_in.models import LeadsTo, OldAddress
from outcry.newsroom.moving_in.old_links import NAMING, path_of
from outcry.newsroom.moving_in.operations.old_addresses import found_at
from outcry.newsroom.subject_links import topic_address, topic_name

_NOT_FOUND = 404
_OURS = ("/desk/", "/static/", "/demo/")
_MONTHS = 100


class OldAddresses:
    """Answer 301 where an address of an old site is asked for. What readers may not see yet leads nowhere, as if it were not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # By its query alone, the old front page named an entry; ours would not look at that.
        if request.path_info == "/" and not request.GET.keys().isdisjoint(NAMING):
            return self._led_on(request) or self.get_response(request)
        answer = self.get_response(request)
        return self._led_on(request) or answer if answer.status_code == _NOT_FOUND else answer

    def _led_on(self, request: HttpRequest) -> HttpResponse | None:
        if request.method not in ("GET", "HEAD") or request.path_info.startswith(_OURS):
            return None
        path = path_of(request.get_full_path())
        try:
            organisation = the_organisation()
        except NoOrganisation:
            return None
        row = found_at(path, organisation=organisation) if path else None
        address = _address(row, on=content_day(organisation), organisation=organisation) if row else ""
        return HttpResponsePermanentRedirect(address) if address else None


def _address(row: OldAddress, *, on: date, organisation: Organisation) -> str:
    """The path to which it leads on this day; blank where that is nothing for readers."""
    if row.leads_to == LeadsTo.REPORT:
        report = row.report
        return report.address() if report is not None and report.live and report.published_on <= on else ""
    with translation.override(row.language):
        match row.leads_to:
            case LeadsTo.MONTH:
                year, month = divmod(row.period or 0, _MONTHS)
                return month_address((year, month), Clock.PUBLISHED)
            case LeadsTo.YEAR:
                return year_address(row.period or 0, Clock.PUBLISHED)
            case LeadsTo.TOPIC:
                return topic_address(row.topic) if row.topic else ""
            case LeadsTo.FEED:
                shape = "atom" if "atom" in row.path else "rss"
                return reverse("front:topic_feed", args=[topic_name(row.topic), shape]) if row.topic else feed_address(shape)
            case _:
                return report_address(language=row.language)
