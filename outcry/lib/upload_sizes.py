"""How large a file may be that the desk imports."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

_MEGABYTE = 1_000_000


def refuse_too_much(files: Iterable[UploadedFile[Any]], *, command: str) -> None:
    """Raise ValidationError where they are more together than one upload may be. `command` takes what is larger."""
    size = sum(file.size or 0 for file in files)
    if size > settings.IMPORT_MB * _MEGABYTE:
        words = {"size": -(-size // _MEGABYTE), "most": settings.IMPORT_MB, "command": command}
        raise ValidationError(
            _(
                "These are %(size)s megabytes, and one upload may have %(most)s. Bring them in with the command “%(command)s” on the server, "
                "or ask whoever runs this installation to raise OUTCRY_IMPORT_MB."
            )
            % words
        )
