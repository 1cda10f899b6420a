"""The command line `outcry`: Django's management commands, with a wrong setting told in one sentence."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

# A mail that a server hands us must not be lost for an error of ours: whatever a status says that it knows, it comes back after this one (sysexits.h).
_TRY_LATER = 75
_KNOWN = (0, 67, 69, _TRY_LATER)


def main() -> None:
    """Run the command named by the arguments; to a mail server say nothing for good but what the command itself says."""
    if sys.argv[1:3] != ["mail", "take"]:
        _run()
        return
    try:
        _run()
    except SystemExit as end:
        sys.exit(end.code if end.code is None or end.code in _KNOWN else _later(str(end.code)))
    except Exception as error:  # noqa: BLE001  the rim
        sys.exit(_later(type(error).__name__))


def _later(words: str) -> int:
    print(f"4.3.0 not now: {words}")
    return _TRY_LATER


def _run() -> None:
    """Run the command named by the arguments; exit with 1 and one sentence when a setting or a folder is unfit."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcry.config.settings")
    try:
        _ = settings.INSTALLED_APPS  # read here: Django would hold the error back and speak of an unknown command
    except ImproperlyConfigured as error:
        sys.exit(f"Outcry can't start: {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
