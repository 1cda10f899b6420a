"""The plain view, its address and its WSGI application."""

import os

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.plain.settings")
application = get_wsgi_application()

from bench.plain.models import Signature  # noqa: E402  models need Django to be set up
from outcry.front.forms import SignForm  # noqa: E402

_KEPT = ("name", "email", "country", "letter", "shown_in_public", "shown_to_addressee", "wants_outcome")


@csrf_exempt
def sign(request: HttpRequest) -> HttpResponse:
    """Check the form, store one row, say thanks elsewhere."""
    form = SignForm(request.POST, language="en")
    if not form.is_valid():
        return HttpResponse(status=422)
    Signature.objects.create(**{name: form.cleaned_data[name] for name in _KEPT})
    return HttpResponse(status=303, headers={"Location": "/thanks/"})


urlpatterns = [path("", sign)]
