"""What the pages of translations have in common."""

from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcry.accounts.permissions import StaffRequest
from outcry.newsroom.translating import units as formats
from outcry.newsroom.translating.exchange import units_of
from outcry.newsroom.translating.words import WordsWork
from outcry.newsroom.translating.work import Work

# In one file: a translator's program and this machine can both hold so many reports, appeals or cases.
IN_A_FILE = 200
_WRITERS = {"po": (formats.as_po, "text/x-gettext-translation"), "xlf": (formats.as_xliff, "application/xliff+xml")}


def language_or_404(request: StaffRequest, language: str) -> str:
    """A language of this site into which is translated; 404 for another."""
    if language not in dict(settings.LANGUAGES) or language == request.organisation.source_language:
        raise Http404
    return language


def queue_address(language: str, standing: str) -> str:
    """Where the queue of a language stands."""
    return f"{reverse('translations_desk:index')}?language={language}" + (f"&standing={standing}" if standing else "")


def as_file(request: StaffRequest, works: Iterable[Work | WordsWork], *, language: str, name: str, kind: str) -> HttpResponse:
    """What is to be translated, for a translator's program."""
    write, mime = _WRITERS[kind]
    file = write(units_of(works), language=language, source_language=request.organisation.source_language)
    return HttpResponse(file, content_type=mime, headers={"Content-Disposition": f'attachment; filename="{name}-{language}.{kind}"'})


def left_to_do(parts: int, done: int) -> str:
    """What is said once something was saved."""
    if parts == done:
        return _("Saved. Everything is translated.")
    return ngettext("Saved. %(number)s text is left.", "Saved. %(number)s texts are left.", parts - done) % {"number": parts - done}
