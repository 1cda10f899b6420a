"""Refuse to start on settings that would let an uploaded file run in a reader's browser."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

# An SVG is a program: it can hold scripts, and be opened by its own address.
_PROGRAMS = {"svg", "svgz"}


@register()
def check_image_kinds(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """No image format that can hold scripts may be uploaded."""
    found = _PROGRAMS & {str(kind).lower() for kind in settings.WAGTAILIMAGES_EXTENSIONS}
    if not found:
        return []
    return [Error(f"WAGTAILIMAGES_EXTENSIONS lets {', '.join(sorted(found))} in.", hint="SVG can hold scripts; take it out of the list.", id="newsroom.E001")]
