"""The command line `outcry`: Django's management commands, with a wrong setting told in one sentence."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    """Run the command named by the arguments; exit with 1 and one sentence when a setting or a folder is unfit."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcry.config.settings")
    try:
        _ = settings.INSTALLED_APPS  # read here: Django would hold the error back and speak of an unknown command
    except ImproperlyConfigured as error:
        sys.exit(f"Outcry can't start: {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
