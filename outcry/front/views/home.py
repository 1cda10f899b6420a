"""The home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from outcry.accounts.queries import the_organisation
from outcry.front.filling.home import home_page


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The front page."""
    page = home_page(organisation=the_organisation(), language=get_language() or "en", now=timezone.now())
    return render(request, "front/home.html", {"home": page})
