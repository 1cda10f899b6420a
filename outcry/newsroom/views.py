"""The desk's way to the reports."""

from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.newsroom.queries import list_page


@staff_only
@require_safe
def to_the_list(request: StaffRequest) -> HttpResponseBase:
    """Lead to the list of reports in the source language, where Wagtail shows and adds pages."""
    page = list_page(organisation=request.organisation)
    return HttpResponseRedirect(reverse("wagtailadmin_explore", args=[page.pk]) if page else reverse("wagtailadmin_explore_root"))
