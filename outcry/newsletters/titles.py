"""What the desk calls a digest."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from outcry.lib.translations import in_language
from outcry.newsletters.models import Digest


def title_of(digest: Digest) -> str:
    """Its subject in the reader's language, else in the source language; before it has one, that it has none."""
    text = in_language([text for text in digest.texts.all() if text.subject], get_language() or "", digest.organisation.source_language)
    return text.subject if text else _("Digest without a subject")
