"""The desk's way to the reports."""

from django.http import HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.newsroom.kept_words import key_of, words_for_the_offer
from outcry.newsroom.queries import list_page


@staff_only
@require_safe
def to_the_list(request: StaffRequest) -> HttpResponseBase:
    """Lead to the list of reports in the source language, where Wagtail shows and adds pages."""
    page = list_page(organisation=request.organisation)
    return HttpResponseRedirect(reverse("wagtailadmin_explore", args=[page.pk]) if page else reverse("wagtailadmin_explore_root"))


@staff_only
@require_safe
@never_cache
def kept_words(request: StaffRequest) -> HttpResponseBase:
    """The key for what this person's browser keeps of reports, and what it says when it offers it."""
    return JsonResponse({"key": key_of(request.user), "words": words_for_the_offer()})
