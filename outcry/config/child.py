"""One management command as a child of `outcry run`, without the system checks that `outcry run` has just made.

They cost a second of processor each; five processes start at once, and a small machine has two cores.
"""

import os
import sys

import django
from django.core.management import CommandError, call_command

from outcry.config.log_lines import log_what_ends_us


def main() -> None:
    """Run the command named by the arguments."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcry.config.settings")
    django.setup()
    sys.excepthook = log_what_ends_us
    try:
        call_command(*sys.argv[1:])
    except CommandError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
