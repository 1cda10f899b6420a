"""The archive of newsletters, by language: a list, each as it was sent, and a feed."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import conditional_page, require_safe

from outcry.accounts.queries import the_organisation
from outcry.front.filling.newsletter_archive import ENTRIES, feed, issue_addresses, issue_page, issue_teaser
from outcry.lib.feed_answers import answer
from outcry.lib.feeds import Shape
from outcry.lib.leaves import leaf_or_404
from outcry.newsletters.models import Issue
from outcry.newsletters.queries import in_public

_ON_A_PAGE = 30
_LARGEST = 2**31 - 1


@require_safe
@conditional_page
def show_all(request: HttpRequest) -> HttpResponse:
    """What was sent in the reader's language, the latest first."""
    leaf = leaf_or_404(Paginator(_issues(), _ON_A_PAGE), request.GET.get("page", "1"))
    return render(request, "front/newsletter_archive.html", {"issues": [issue_teaser(issue) for issue in leaf], "leaf": leaf})


@require_safe
@conditional_page
def show(request: HttpRequest, number: int) -> HttpResponse:
    """One, as it was sent."""
    everywhere = list(in_public(organisation=the_organisation()).filter(digest__number=number)) if number <= _LARGEST else []
    issue = next((issue for issue in everywhere if issue.language == get_language()), None)
    if issue is None:
        raise Http404
    request.page_languages = issue_addresses(everywhere)  # type: ignore[attr-defined]
    return render(request, "front/newsletter_issue.html", {"issue": issue_page(issue)})


@require_safe
@conditional_page
def as_feed(request: HttpRequest) -> HttpResponse:
    """The latest, as Atom."""
    organisation, language, now = the_organisation(), get_language() or "en", timezone.now()
    found = feed(list(_issues()[:ENTRIES]), organisation=organisation, language=language, now=now)
    return answer(found, Shape.ATOM, now=now)


def _issues() -> QuerySet[Issue]:
    return in_public(organisation=the_organisation()).filter(language=get_language() or "en")
